import { day, later, minute } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { shadowDone } from '#features/training'
import { seatedChanged, shiftBegan, shiftEnded, shiftNears } from './moments.ts'
import { seatingsIn } from './store-seats.ts'
import { armShifts, shiftOf, type ShiftRow } from './store.ts'

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

export const nearKind = 'shift.near'
const beganKind = 'shift.began'
const endedKind = 'shift.ended'
/** So long before a shift begins somebody looks whether everybody is there. */
const near = 10 * minute

/**
 * Deadlines are set only for what begins soon; every day, and whenever the house comes back, for what has come near since. That one is
 * still to be set stands in the shift's row from the moment it is made, so none is passed over, also when it is over by then.
 */
export const soon = 2 * day

/** What happens to one shift, one after the other, late or not: it nears, it begins, it ends. Keyed by the shift; moved when it moves. */
async function expect({ sql, house }: Tx, teamId: string, { shiftId, startsAt }: ShiftRow): Promise<void> {
  await house.deadlines.set(sql, { teamId, kind: nearKind, key: shiftId, dueAt: later(startsAt, -near) })
}

/** Sets what is not set yet, or not for when it begins now. The shifts for which it did. */
export async function armSoon(tx: Tx, teamId: string): Promise<ShiftRow[]> {
  const shifts = await armShifts(tx.sql, teamId, { until: later(tx.house.clock.now(), soon) })
  for (const shift of shifts) await expect(tx, teamId, shift)
  return shifts
}

/** Nobody was told of its beginning while it was a draft: published while it runs, it has begun. */
export const hasBegun = ({ sql, house }: Tx, teamId: string, { shiftId, startsAt }: ShiftRow): Promise<void> =>
  house.deadlines.set(sql, { teamId, kind: beganKind, key: shiftId, dueAt: startsAt })

export const happenings = (house: House): DeadlineHandler[] => [
  onShift(house, nearKind, async (tx, teamId, shift) => {
    const { sql, afterCommit } = tx
    if (early(tx, later(shift.startsAt, -near))) return expect(tx, teamId, shift)
    await hasBegun(tx, teamId, shift)
    const is = { teamId, shiftId: shift.shiftId }
    if (shift.published && early(tx, shift.startsAt)) await house.moments.fire(sql, afterCommit, { of: shiftNears, is })
  }),
  onShift(house, beganKind, async (tx, teamId, shift) => {
    const { sql, afterCommit } = tx
    if (early(tx, shift.startsAt)) return expect(tx, teamId, shift)
    await house.deadlines.set(sql, { teamId, kind: endedKind, key: shift.shiftId, dueAt: shift.endsAt })
    const is = { teamId, shiftId: shift.shiftId }
    // Late, nobody is told any more that it nears; and what is over already did not begin just now.
    if (shift.published && early(tx, shift.endsAt)) await house.moments.fire(sql, afterCommit, { of: shiftBegan, is })
    await seatsChanged(tx, teamId)
  }),
  onShift(house, endedKind, async (tx, teamId, shift) => {
    const { sql, afterCommit } = tx
    // What was a draft to its end was nobody's shift.
    if (!shift.published) return
    for (const { memberId, beside } of await seatingsIn(sql, teamId, [shift.shiftId]))
      if (beside) await shadowDone(tx, { teamId, memberId, shiftId: shift.shiftId })
    await house.moments.fire(sql, afterCommit, { of: shiftEnded, is: { teamId, shiftId: shift.shiftId } })
    await seatsChanged(tx, teamId)
  }),
]

export const seatsChanged = ({ sql, afterCommit, house }: Tx, teamId: string): Promise<void> =>
  house.moments.fire(sql, afterCommit, { of: seatedChanged, is: { teamId } })

/** It was moved to later while this row was taken, or before. */
const early = ({ house }: Tx, at: Date): boolean => at > house.clock.now()

/** A shift that is not there any more, or was turned off before it began, does nothing. */
const onShift = (
  house: House,
  kind: string,
  act: (tx: Tx, teamId: string, shift: ShiftRow) => Promise<void>,
): DeadlineHandler => ({
  kind,
  async handle(sql, afterCommit, { teamId, key }) {
    const shift = await shiftOf(sql, { teamId, shiftId: key })
    if (shift?.state === 'on') await act({ sql, afterCommit, house }, teamId, shift)
  },
})
