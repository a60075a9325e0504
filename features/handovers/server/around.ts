import { day, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { shiftsAround, shiftWith, type ShiftAround } from '#features/shifts'
import type { ShiftThen } from '../rules.ts'

/** From one weekend into the next, and the one after it began. */
const lookAhead = 9 * day

/** The shifts around an instant: what runs, and what comes. */
export async function shiftsAt(sql: Sql, teamId: string, at: Date): Promise<ShiftThen[]> {
  return (await shiftsAround(sql, teamId, { from: later(at, -day), to: later(at, lookAhead) })).map(asThen)
}

/** The one that ends, however long ago that is where the house was away. */
export async function shiftEnding(sql: Sql, teamId: string, shiftId: string): Promise<ShiftThen | null> {
  const shift = await shiftWith(sql, { teamId, shiftId })
  return shift && asThen(shift)
}

const asThen = ({ shiftId, lineId, startsAt, endsAt, seats, seatings }: ShiftAround): ShiftThen => {
  const atHome = new Set(seats.filter(({ kind }) => kind === 'back-up').map(({ seatId }) => seatId))
  return {
    shiftId,
    lineId,
    startsAt: startsAt.getTime(),
    endsAt: endsAt.getTime(),
    memberIds: seatings.filter(({ seatId }) => !atHome.has(seatId)).map(({ memberId }) => memberId),
  }
}
