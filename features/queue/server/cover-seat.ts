import { later } from '#platform/clock'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { coverSeat, shiftsAround, type NotCovered } from '#features/shifts'
import type { z } from 'zod'
import { looksBefore, mayTakeNow } from '../short.ts'
import type { coverSchema } from '../wire.ts'
import { shortNow } from './short.ts'
import { dutiesOf } from './store-duty.ts'

/**
 * "I can take it": a back-up takes a seat of the shift in which somebody is missing, in one transaction. Whoever held it and did not
 * come is told (see shifts); everybody on the waiting screen sees it. Null: they have it. `there`: whoever it is has come meanwhile.
 */
export async function coverNow(
  house: House,
  { teamId, memberId }: Member,
  place: z.infer<typeof coverSchema>,
): Promise<NotCovered | 'there' | null> {
  const { shiftId, seatId, slot } = place
  const covering = house.db.transact(async (sql, afterCommit) => {
    const at = house.clock.now()
    const shifts = await shiftsAround(sql, teamId, { from: at, to: later(at, looksBefore + 1) })
    const clockedIn = new Set((await dutiesOf(sql, teamId)).map((duty) => duty.memberId))
    const short = shortNow(shifts, clockedIn, at).find(({ shift }) => shift.shiftId === shiftId)
    const missing = short?.missing.find((one) => one.seatId === seatId && one.slot === slot)
    if (!short || !missing || !mayTakeNow(missing, short.shift, at.getTime())) return 'there'
    const from = missing.memberId
    const no = await coverSeat({ sql, afterCommit, house }, { teamId, shiftId }, { seatId, slot, memberId, from })
    if (no) throw new Refused(no)
    return null
  })
  return covering.catch((error: unknown) => {
    if (error instanceof Refused) return error.no
    throw error
  })
}

/** Undoes the whole transaction. */
class Refused extends Error {
  no: NotCovered
  constructor(no: NotCovered) {
    super(no)
    this.no = no
  }
}
