import type { Pattern } from '../../wire.ts'
import { addDays, clockHours, datesBetween, dayNumber, hourMs, mondayOf, spanOn, weekdayOf } from './clock.ts'

/** One night of a pattern. `hours` as they really are, `clockHours` by the clock on the wall. */
export type Night = { date: string; startsAt: number; endsAt: number; hours: number; clockHours: number }

const isOn = ({ repeats, skips }: Pattern, date: string): boolean => {
  if (skips.includes(date)) return false
  if (repeats.kind === 'once') return repeats.date === date
  const weeks = (dayNumber(mondayOf(date)) - dayNumber(mondayOf(repeats.first))) / 7
  return date >= repeats.first && repeats.days.includes(weekdayOf(date)) && weeks % repeats.every === 0
}

/** The nights of a pattern between two dates, both included. */
export const nightsOf = (pattern: Pattern, [first, last]: [string, string], timeZone: string): Night[] =>
  datesBetween(first, last)
    .filter((date) => isOn(pattern, date))
    .map((date) => nightOn(pattern, date, timeZone))

function nightOn(pattern: Pattern, date: string, timeZone: string): Night {
  const [startsAt, endsAt] = spanOn(date, pattern, timeZone)
  return { date, startsAt, endsAt, hours: (endsAt - startsAt) / hourMs, clockHours: clockHours(pattern) }
}

/** What a pattern will make: the next nights, and those of the coming year on which the clocks change. */
export function preview(pattern: Pattern, today: string, timeZone: string): { next: Night[]; changed: Night[] } {
  const nights = nightsOf(pattern, [today, addDays(today, 400)], timeZone)
  return { next: nights.slice(0, 5), changed: nights.filter(({ hours, clockHours: shown }) => hours !== shown) }
}
