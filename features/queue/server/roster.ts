import { hour, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { exceptionsAt, shiftsAround, type Exception, type Seated, type ShiftAround } from '#features/shifts'
import type { Span } from '../seats.ts'

/** So far ahead consoles see who sits when; and whoever sits again within this time is looked at. */
const ahead = 36 * hour

/** The shifts that go on or come soon, and who is on duty without a seat. */
export type RosterNow = { shifts: ShiftAround[]; exceptions: Exception[] }

/** `seats`: who is seated at this instant; where nobody is by an exception, there is none to look for. */
export async function rosterNow(
  sql: Sql,
  teamId: string,
  { at, seats }: { at: Date; seats: readonly Seated[] },
): Promise<RosterNow> {
  const isExcepted = seats.some(({ kind }) => kind === 'exception')
  const [shifts, exceptions] = await Promise.all([
    shiftsAround(sql, teamId, { from: at, to: later(at, ahead) }),
    isExcepted ? exceptionsAt(sql, teamId, at) : [],
  ])
  return { shifts, exceptions }
}

/** When a member sits, on whatever line: in seats that are on duty, and by exceptions. */
export function spansOf({ shifts, exceptions }: RosterNow, memberId: string): Span[] {
  const excepted = exceptions
    .filter((one) => one.memberId === memberId)
    .map(({ lineId, fromAt, untilAt }) => ({ lineId, from: fromAt.getTime(), until: untilAt.getTime() }))
  const seated = shifts
    .filter((shift) => seatOf(shift, memberId))
    .map(({ lineId, startsAt, endsAt }) => ({ lineId, from: startsAt.getTime(), until: endsAt.getTime() }))
  return [...excepted, ...seated]
}

/** The seat of a shift in which a member is on duty; none for a back-up. */
export function seatOf({ seats, seatings }: ShiftAround, memberId: string) {
  const sitting = seatings.find((one) => one.memberId === memberId)
  const seat = seats.find(({ seatId }) => seatId === sitting?.seatId)
  return sitting && seat && seat.kind !== 'back-up' ? { ...sitting, kind: seat.kind } : null
}
