import { later } from '#platform/clock'
import type { DeadlineHandler } from '#platform/house'
import { alarm } from '#features/alarms'
import { hearsOf, marksPast, nextHeld, skillDue, skillState, undoFor, type Held, type SkillEvent } from '../rules.ts'
import { skillsChanged, tell, type Tx } from './moments.ts'
import {
  deleteHeld,
  deleteSkillsOf,
  forgetPrevious,
  lockHeld,
  putHeld,
  skillsOf,
  type HeldRow,
  type Previous,
} from './store-skills.ts'

export type HeldPlace = { teamId: string; memberId: string; skillId: string }
/** `undefined`: as it was. */
export type Note = Uint8Array | null | undefined

const dueKind = 'training.skill'
const undoKind = 'training.undo'
const keyOf = ({ memberId, skillId }: Omit<HeldPlace, 'teamId'>): string => `${memberId} ${skillId}`
const placeOf = (teamId: string, key: string): HeldPlace => {
  const [memberId, skillId] = key.split(' ') as [string, string]
  return { teamId, memberId, skillId }
}

export const asHeld = (row: Omit<HeldRow, 'told' | 'sealedNote' | 'changedBy' | 'changedAt' | 'previous'>): Held => ({
  claimedAt: row.claimedAt,
  confirmed: row.confirmedAt && { by: row.confirmedBy!, at: row.confirmedAt, expiresAt: row.expiresAt },
  taken: row.takenAt && { by: row.takenBy!, at: row.takenAt },
})

/** One event on somebody's skill, with all that follows in the same transaction. False: it cannot happen now. */
export async function onSkill(tx: Tx, place: HeldPlace, event: SkillEvent, note: Note): Promise<boolean> {
  const before = await lockHeld(tx.sql, place)
  const next = nextHeld(before && asHeld(before), event)
  if (!next) return false
  const { confirmed, taken } = next
  const row: HeldRow = {
    ...place,
    claimedAt: next.claimedAt,
    confirmedBy: confirmed?.by ?? null,
    confirmedAt: confirmed?.at ?? null,
    expiresAt: confirmed?.expiresAt ?? null,
    takenBy: taken?.by ?? null,
    takenAt: taken?.at ?? null,
    // Marks that are past already, as with an end in three days, are not told late.
    told: marksPast(confirmed?.expiresAt ?? null, event.at),
    sealedNote: note === undefined ? (before?.sealedNote ?? null) : note,
    changedBy: event.by,
    changedAt: event.at,
    previous: before ? kept(before) : { none: true },
  }
  await keep(tx, place, row)
  await tx.house.deadlines.set(tx.sql, {
    teamId: place.teamId,
    kind: undoKind,
    key: keyOf(place),
    dueAt: later(event.at, undoFor),
  })
  return true
}

/** The row before the last change comes back, for whoever made that change, within ten minutes. False: too late, or not theirs. */
export async function undoSkill(tx: Tx, place: HeldPlace, by: { memberId: string; at: Date }): Promise<boolean> {
  const row = await lockHeld(tx.sql, place)
  const mayUndo = row?.previous && row.changedBy === by.memberId && later(row.changedAt, undoFor) > by.at
  if (!mayUndo) return false
  if (row.previous!.none) {
    await deleteHeld(tx.sql, place)
    await clear(tx, place)
    await changed(tx, place.teamId)
  } else await keep(tx, place, restored(row.previous!, place))
  return true
}

async function keep(tx: Tx, place: HeldPlace, row: HeldRow): Promise<void> {
  await putHeld(tx.sql, place.teamId, row)
  await arm(tx, place, row)
  await changed(tx, place.teamId)
}

async function changed(tx: Tx, teamId: string): Promise<void> {
  await tx.house.moments.fire(tx.sql, tx.afterCommit, { of: skillsChanged, is: { teamId } })
  tell(tx, teamId)
}

async function arm({ sql, house }: Tx, place: HeldPlace, row: HeldRow): Promise<void> {
  const deadline = { teamId: place.teamId, kind: dueKind, key: keyOf(place) }
  const dueAt = skillDue(asHeld(row), row.told)
  await (dueAt ? house.deadlines.set(sql, { ...deadline, dueAt }) : house.deadlines.clear(sql, deadline))
}

async function clear({ sql, house }: Tx, place: HeldPlace): Promise<void> {
  for (const kind of [dueKind, undoKind])
    await house.deadlines.clear(sql, { teamId: place.teamId, kind, key: keyOf(place) })
}

export async function forgetSkills(tx: Tx, { teamId, memberId }: { teamId: string; memberId: string }): Promise<void> {
  const skillIds = await deleteSkillsOf(tx.sql, teamId, memberId)
  for (const skillId of skillIds) await clear(tx, { teamId, memberId, skillId })
  if (skillIds.length > 0) await changed(tx, teamId)
}

export const skillDeadlines = (house: Tx['house']): DeadlineHandler[] => [
  {
    kind: dueKind,
    handle: (sql, afterCommit, { teamId, key }) => comesDue({ sql, afterCommit, house }, placeOf(teamId, key)),
  },
  {
    kind: undoKind,
    handle: (sql, _afterCommit, { teamId, key }) =>
      forgetPrevious(sql, placeOf(teamId, key), later(house.clock.now(), -undoFor)),
  },
]

/** A mark before its end has passed, or its end, or what was taken back has been shown for long enough. */
async function comesDue(tx: Tx, place: HeldPlace): Promise<void> {
  const { sql, house } = tx
  const row = await lockHeld(sql, place)
  if (!row) return
  const now = house.clock.now()
  const dueAt = skillDue(asHeld(row), row.told)
  if (!dueAt || dueAt > now) return arm(tx, place, row)
  if (skillState(asHeld(row), now) === 'taken back') {
    await deleteHeld(sql, place)
    return tell(tx, place.teamId)
  }
  const told = marksPast(row.expiresAt, now)
  await keep(tx, place, { ...row, told })
  // What the team does not use any more need not be shown again.
  const skill = (await skillsOf(sql, place.teamId)).find(({ skillId }) => skillId === place.skillId)
  if (skill && !skill.retired) notice(tx, place, told)
}

function notice({ afterCommit, house }: Tx, { teamId, memberId }: HeldPlace, told: number): void {
  const of = { teamId, kind: 'notice' } as const
  const whom = hearsOf(told) === 'member' ? { memberIds: [memberId] } : { permission: 'crew.plan' as const }
  afterCommit(() => void alarm(house, { ...of, ...whom }))
}

const times = ['claimedAt', 'confirmedAt', 'expiresAt', 'takenAt', 'changedAt'] as const

function kept({ previous: _previous, sealedNote, ...row }: HeldRow): Previous {
  const iso = Object.fromEntries(times.map((name) => [name, row[name]?.toISOString() ?? null])) as Record<
    (typeof times)[number],
    string | null
  >
  const note = sealedNote && Buffer.from(sealedNote).toString('base64url')
  return { none: false, row: { ...row, ...iso, sealedNote: note } }
}

function restored(previous: Previous, place: HeldPlace): HeldRow {
  const row = (previous as { row: Record<string, string | null> }).row
  const dates = Object.fromEntries(times.map((name) => [name, row[name] === null ? null : new Date(row[name]!)]))
  const sealedNote = row['sealedNote'] === null ? null : Buffer.from(row['sealedNote']!, 'base64url')
  return { ...row, ...dates, ...place, sealedNote, previous: null } as unknown as HeldRow
}
