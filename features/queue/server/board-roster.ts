import type { ShiftAround } from '#features/shifts'
import { backUpsOf, mayTakeNow, stageOf } from '../short.ts'
import type { ExceptionView, LeftEmptyView, MyShift, ShortShiftView } from '../wire.ts'
import { seatOf, type RosterNow } from './roster.ts'
import type { ShortShift } from './short.ts'

/* What of the roster stands in a member's view of the queue. */

/** The shift of now and the next one, in which this member is on duty; of several that overlap, all that go on. */
export function myShifts(
  { shifts }: RosterNow,
  memberId: string,
  from: { clockedIn: Set<string>; at: Date },
): MyShift[] {
  const mine = shifts.filter((shift) => seatOf(shift, memberId))
  const now = mine.filter(({ startsAt }) => startsAt <= from.at)
  const next = mine.filter(({ startsAt }) => startsAt > from.at).slice(0, 1)
  return [...now, ...next].map((shift) => myShift(shift, memberId, from.clockedIn))
}

function myShift(shift: ShiftAround, memberId: string, clockedIn: ReadonlySet<string>): MyShift {
  const { shiftId, lineId, patternId } = shift
  const { seatId, kind, beside } = seatOf(shift, memberId)!
  const others = shift.seatings.flatMap((one) => {
    const seat = one.memberId === memberId ? null : seatOf(shift, one.memberId)
    if (!seat) return []
    const place = { patternId, seatId: seat.seatId, kind: seat.kind }
    return [{ ...place, memberId: one.memberId, beside: one.beside, clockedIn: clockedIn.has(one.memberId) }]
  })
  const times = { startsAt: shift.startsAt.toISOString(), endsAt: shift.endsAt.toISOString() }
  return { shiftId, lineId, patternId, seatId, kind, beside, ...times, with: others, open: openSeats(shift) }
}

const openSeats = ({ patternId, seats, seatings, leftEmpty }: ShiftAround): MyShift['open'] =>
  seats.flatMap(({ seatId, kind, count }) => {
    const held = new Set(seatings.filter((one) => one.seatId === seatId).map(({ slot }) => slot))
    const left = new Set(leftEmpty.filter((one) => one.seatId === seatId).map(({ slot }) => slot))
    const free = Array.from({ length: count }, (_, slot) => slot).filter((slot) => !held.has(slot))
    return kind === 'back-up' ? [] : free.map((slot) => ({ patternId, seatId, kind, staysEmpty: left.has(slot) }))
  })

/** What stays empty in the shifts that near or go on. */
export const emptyViews = ({ shifts }: RosterNow, at: Date): LeftEmptyView[] =>
  shifts
    .filter((shift) => ['now', 'ending'].includes(stageOf(shift, at.getTime())))
    .flatMap(({ shiftId, lineId, patternId, startsAt, endsAt, seats, leftEmpty }) =>
      leftEmpty.map((one) => ({
        ...one,
        shiftId,
        lineId,
        patternId,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        kind: seats.find(({ seatId }) => seatId === one.seatId)?.kind === 'pair' ? 'pair' : 'line',
      })),
    )

export function shortView({ shift, missing }: ShortShift, memberId: string, at: Date): ShortShiftView {
  const { shiftId, lineId, patternId, startsAt, endsAt } = shift
  const backUps = backUpsOf(shift)
  const kinds = new Map(shift.seats.map(({ seatId, kind }) => [seatId, kind]))
  return {
    shiftId,
    lineId,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    missing: missing.map((one) => ({
      ...one,
      patternId,
      kind: kinds.get(one.seatId) === 'pair' ? 'pair' : 'line',
      mine: backUps.includes(memberId) && mayTakeNow(one, shift, at.getTime()),
    })),
    backUps,
  }
}

export const exceptionViews = ({ exceptions }: RosterNow): ExceptionView[] =>
  exceptions.map(({ untilAt, fromAt: _from, ...exception }) => ({ ...exception, untilAt: untilAt.toISOString() }))
