import type { AvailabilityView, ShiftView } from '../../views.ts'
import type { Availability } from '../../wire.ts'
import type { Board, Place } from './board.ts'
import { placesOf } from './board.ts'
import { weekdays, type Weekday } from './clock.ts'

type Span = { from: string; to: string }
/** Days with the same times, said once. */
export type UsualDays = { days: Weekday[]; spans: Span[] }

export function usualWeek({ week }: Availability): UsualDays[] {
  const found: UsualDays[] = []
  for (const day of weekdays) {
    if (week[day].length === 0) continue
    const alike = found.find(({ spans }) => JSON.stringify(spans) === JSON.stringify(week[day]))
    if (alike) alike.days.push(day)
    else found.push({ days: [day], spans: week[day] })
  }
  return found
}

export const comingDates = ({ dates }: Availability, today: string): Availability['dates'] =>
  dates.filter(({ date }) => date >= today).toSorted((a, b) => (a.date < b.date ? -1 : 1))
export const comingLeave = ({ leave }: Availability, today: string): Availability['leave'] =>
  leave.filter(({ lastDate }) => lastDate >= today).toSorted((a, b) => (a.firstDate < b.firstDate ? -1 : 1))

/** Who has not said yet when they can: asking them is the first thing to do. */
export const silent = (names: ReadonlyMap<string, string>, availabilities: readonly AvailabilityView[]): string[] =>
  [...names.keys()].filter((id) => !availabilities.some(({ memberId }) => memberId === id))

/** Somebody asked for a seat. `free`: a place of it that nobody has, as planned. */
export type SignUp = { shift: ShiftView; seatId: string; memberId: string; free: Place | null }
export const signUpsIn = (shifts: readonly ShiftView[], board: Board, now: number): SignUp[] =>
  shifts
    .filter(({ state, startsAt }) => state === 'on' && Date.parse(startsAt) > now)
    .flatMap((shift) =>
      shift.wishes.map(({ seatId, memberId }) => ({
        shift,
        seatId,
        memberId,
        free: placesOf(shift).find((place) => place.seatId === seatId && board.at(place) === null) ?? null,
      })),
    )
