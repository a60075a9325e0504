import { membersWhoMay } from '#features/members'
import { alarm } from '#features/alarms'
import type { DeadlineHandler } from '#platform/house'
import {
  mayDo,
  newListening,
  nextAt,
  nextListening,
  type Listening,
  type ListeningAct,
  type ListeningEvent,
  type Situation,
} from '../rules.ts'
import {
  deleteListening,
  insertListening,
  listeningLoads,
  listeningsOf,
  lockListening,
  setListening,
  type ListeningRow,
} from './store-listenings.ts'
import { activeMembers, tell, wake, type Tx } from './tx.ts'

const kind = 'care.listening'

export type ListeningRefusal = 'no-listener' | 'same-listening'

/** Somebody would like to talk, with this person; they hear one neutral sentence. Said twice with the same id, it is once. */
export async function openListening(
  tx: Tx,
  teamId: string,
  { memberId, listeningId, ownerId }: { memberId: string; listeningId: string; ownerId: string },
): Promise<ListeningRefusal | null> {
  const isThere = (await activeMembers(tx.sql, teamId)).has(ownerId)
  if (ownerId === memberId || !isThere) return 'no-listener'
  const at = await situation(tx, teamId)
  const row = rowOf(newListening({ memberId, ownerId }, at), { listeningId, madeAt: tx.house.clock.now() })
  if (!(await insertListening(tx.sql, teamId, row))) {
    const known = await lockListening(tx.sql, { teamId, listeningId })
    return known?.memberId === memberId ? null : 'same-listening'
  }
  await arm(tx, teamId, row)
  wake(tx, teamId, [ownerId], 'notice')
  tell(tx, teamId)
  return null
}

export type ActRefusal = 'no-listening' | 'not-now' | 'no-listener'

export async function actOn(
  tx: Tx,
  place: { teamId: string; listeningId: string },
  { by, act, to }: { by: string; act: ListeningAct; to?: string | undefined },
): Promise<ActRefusal | null> {
  const { teamId } = place
  const row = await lockListening(tx.sql, place)
  const of = row && listeningFrom(row)
  if (!row || !of || ![of.memberId, of.ownerId, of.fallbackId].includes(by)) return 'no-listening'
  if (!mayDo(of, by).includes(act)) return 'not-now'
  if (to !== undefined && !(await activeMembers(tx.sql, teamId)).has(to)) return 'no-listener'
  const next = nextListening(of, eventOf(act, by, to), await situation(tx, teamId))
  if (!next) return act === 'give' ? 'no-listener' : 'not-now'
  await become(tx, teamId, row, next)
  if (act === 'give') wake(tx, teamId, [next.ownerId], 'notice')
  return null
}

const eventOf = (act: ListeningAct, by: string, to: string | undefined): ListeningEvent => {
  if (act === 'give' || act === 'take') return { kind: 'given', to: to ?? by }
  return { kind: act === 'keep' ? 'kept' : act === 'undo' ? 'undone' : 'let go' }
}

/** Due: it passes on, and whoever had it and whoever has it hear it by every channel; where nobody stands behind, all who plan do. */
export const listeningDeadline = (house: Tx['house']): DeadlineHandler => ({
  kind,
  async handle(sql, afterCommit, { teamId, key }) {
    const tx = { sql, afterCommit, house }
    const row = await lockListening(sql, { teamId, listeningId: key })
    if (!row) return
    const of = listeningFrom(row)
    // Set anew while this was taken, or the end may still be taken back.
    if (nextAt(of) > house.clock.now().getTime()) return arm(tx, teamId, row)
    if (of.state !== 'open') {
      await deleteListening(sql, { teamId, listeningId: key })
      return tell(tx, teamId)
    }
    const next = nextListening(of, { kind: 'due' }, await situation(tx, teamId))!
    await become(tx, teamId, row, next)
    wake(tx, teamId, [...new Set([of.ownerId, next.ownerId])], 'alarm')
    if (of.fallbackId === null) afterCommit(() => void alarm(house, { teamId, permission: 'crew.plan', kind: 'alarm' }))
  },
})

/** Somebody left: what they asked for goes with them, what they listened to passes on in the same moment. */
export async function leaveListenings(
  tx: Tx,
  { teamId, memberId }: { teamId: string; memberId: string },
): Promise<void> {
  for (const { listeningId } of await listeningsOf(tx.sql, teamId, memberId)) {
    const row = await lockListening(tx.sql, { teamId, listeningId })
    if (!row) continue
    if (row.memberId === memberId) {
      await deleteListening(tx.sql, { teamId, listeningId })
      await tx.house.deadlines.clear(tx.sql, { teamId, kind, key: listeningId })
      continue
    }
    const of = listeningFrom(row)
    const next = nextListening(of, { kind: 'left', who: memberId }, await situation(tx, teamId))
    if (!next) continue
    await become(tx, teamId, row, next)
    const told = next.state === 'open' ? next.ownerId : next.memberId
    if (of.ownerId === memberId) wake(tx, teamId, [told], next.late ? 'alarm' : 'notice')
  }
}

async function become(tx: Tx, teamId: string, row: ListeningRow, next: Listening): Promise<void> {
  const changed = rowOf(next, row)
  await setListening(tx.sql, teamId, changed)
  await arm(tx, teamId, changed)
  tell(tx, teamId)
}

const arm = ({ sql, house }: Tx, teamId: string, row: ListeningRow): Promise<void> =>
  house.deadlines.set(sql, { teamId, kind, key: row.listeningId, dueAt: new Date(nextAt(listeningFrom(row))) })

/** Whoever plans can listen; the least laden first. */
async function situation({ sql, house }: Tx, teamId: string): Promise<Situation> {
  const there = await activeMembers(sql, teamId)
  const loads = new Map((await listeningLoads(sql, teamId)).map(({ ownerId, load }) => [ownerId, load]))
  const loadOf = (who: string): number => loads.get(who) ?? 0
  const planners = (await membersWhoMay(sql, teamId, 'crew.plan'))
    .filter((who) => there.has(who))
    .toSorted((a, b) => loadOf(a) - loadOf(b) || (a < b ? -1 : 1))
  return { now: house.clock.now().getTime(), spare: (not) => planners.find((who) => !not.includes(who)) ?? null }
}

const listeningFrom = ({ memberId, ownerId, fallbackId, state, late, dueAt, endedAt }: ListeningRow): Listening => ({
  memberId,
  ownerId,
  fallbackId,
  state,
  late,
  dueAt: dueAt.getTime(),
  endedAt: endedAt?.getTime() ?? null,
})

const rowOf = (of: Listening, { listeningId, madeAt }: Pick<ListeningRow, 'listeningId' | 'madeAt'>): ListeningRow => ({
  ...of,
  listeningId,
  madeAt,
  dueAt: new Date(of.dueAt),
  endedAt: of.endedAt === null ? null : new Date(of.endedAt),
})
