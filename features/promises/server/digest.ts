import { hour, later } from '#platform/clock'
import { alarm } from '#features/alarms'
import { messagesLeft } from '#features/chat'
import { membersWhoMay } from '#features/members'
import type { Tx } from './happen.ts'
import { shiftsOf, type Shift } from './shifts.ts'
import { hasOwed, ownersDueBefore } from './store-owed.ts'
import { setTold, toldShifts } from './store-team.ts'

/** The deadline that looks at the hours of all lines. */
export const shiftKind = 'promise.shift'
/** An opening comes by itself; this only catches hours that were changed meanwhile. */
const lookEvery = hour

/** Looks at once; from then on it comes again by itself. */
export const armShifts = ({ sql, house }: Tx, teamId: string): Promise<void> =>
  house.deadlines.set(sql, { teamId, kind: shiftKind, key: 'shift', dueAt: house.clock.now() })

/**
 * At the beginning of each shift, once, whoever owes something until its end hears one neutral sentence; and whoever looks
 * after what the team owes, when anything is owed at all. Sets when to look next: the next opening, or in an hour.
 */
export async function lookAtShifts(tx: Tx, teamId: string): Promise<void> {
  const { sql, house } = tx
  const at = house.clock.now()
  const [shifts, told] = [await shiftsOf(sql, teamId, at), await toldShifts(sql, teamId)]
  const openings: Date[] = [later(at, lookEvery)]
  let ends: Date | null = null
  for (const { lineId, shift } of shifts) {
    if (shift.opensAt) openings.push(shift.opensAt)
    if (!shift.open || isTold(lineId, shift, told)) continue
    await setTold(sql, teamId, { lineId, openedAt: shift.openedAt! })
    if (isBeginning(shift, at) && (!ends || shift.closesAt! > ends)) ends = shift.closesAt
  }
  if (ends) await tellOwners(tx, teamId, ends)
  const dueAt = new Date(Math.min(...openings.map(Number)))
  await house.deadlines.set(sql, { teamId, kind: shiftKind, key: 'shift', dueAt })
}

const isTold = (lineId: string, { openedAt }: Shift, told: readonly { lineId: string; openedAt: Date }[]): boolean =>
  told.some((one) => one.lineId === lineId && one.openedAt.getTime() === openedAt?.getTime())

/** A server that was away, or hours that were just changed: what began long ago is not told as a beginning. */
const isBeginning = ({ openedAt }: Shift, at: Date): boolean => later(openedAt!, lookEvery) >= at

async function tellOwners({ sql, afterCommit, house }: Tx, teamId: string, before: Date): Promise<void> {
  const [promised, owners, left] = [
    await hasOwed(sql, teamId),
    await ownersDueBefore(sql, teamId, before),
    (await messagesLeft(sql, teamId)).filter(({ state, practice }) => state === 'open' && !practice),
  ]
  const due = left.filter(({ dueAt }) => new Date(dueAt) < before).flatMap(({ ownerId }) => ownerId ?? [])
  const leads = promised || left.length > 0 ? await membersWhoMay(sql, teamId, 'messages.work') : []
  const memberIds = [...new Set([...owners, ...due, ...leads])]
  if (memberIds.length > 0) afterCommit(() => void alarm(house, { teamId, memberIds, kind: 'alarm' }))
}
