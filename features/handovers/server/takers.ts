import type { Sql } from '#platform/database'
import { membersOf, permissionsOf } from '#features/members'
import { keepersOf } from '#features/promises'
import { comersOf, type ShiftThen } from '../rules.ts'
import type { ItemRow } from './store.ts'
import type { Thing } from './things.ts'

type At = { teamId: string; shifts: readonly ShiftThen[]; at: Date }

/**
 * Who of those who come may have this thing: of what belongs to a case, whoever can open it and is there; a conversation is whoever's
 * answers when it rings; a case that was handed to somebody is theirs alone to answer.
 */
export async function takersOf(sql: Sql, { teamId, shifts, at }: At, item: ItemRow, thing: Thing): Promise<string[]> {
  if (thing.what === 'case') return []
  const ending = { lineId: item.lineId, endsAt: item.endsAt.getTime() }
  const comers = comersOf(shifts, ending, at.getTime()).filter((memberId) => memberId !== thing.ownerId)
  if (comers.length === 0) return []
  const may = await fit(sql, { teamId, at }, thing)
  return comers.filter((memberId) => may.has(memberId))
}

async function fit(sql: Sql, { teamId, at }: Omit<At, 'shifts'>, { caseId, deciding }: Thing): Promise<Set<string>> {
  if (caseId === null) {
    const works = (await membersOf(sql, teamId)).filter(
      ({ state, roles }) =>
        state === 'active' &&
        ['duty.work', 'messages.work'].some((may) => permissionsOf(roles).has(may as 'duty.work')),
    )
    return new Set(works.map(({ memberId }) => memberId))
  }
  const keepers = await keepersOf(sql, { teamId, caseId, at })
  return new Set(keepers.filter(({ isSteward }) => isSteward || !deciding).map(({ memberId }) => memberId))
}
