import { hour } from '#platform/clock'
import { spanOn, weekdays, type Weekday } from '#features/lines'
import type { Pattern } from './wire.ts'

/* When shifts are. Pure, and server only (Temporal). Dates are 2026-12-24; a span of dates has both ends in it. */

export type Dates = { from: string; to: string }
export type Instants = { startsAt: Date; endsAt: Date }
export type Closed = { lineId: string | null; firstDate: string; lastDate: string }
export type Planned = { patternId: string; lineId: string; pattern: Pattern; endedOn: string | null }
export type Night = Instants & { night: string }

/** The shifts that a pattern makes on these dates: not where its line is closed, not from the day on which it ended. */
export function nightsOf(planned: Planned, closures: readonly Closed[], dates: Dates, timeZone: string): Night[] {
  const { pattern, lineId, endedOn } = planned
  return datesOf(pattern, dates)
    .filter((night) => (endedOn === null || night < endedOn) && !isClosed(closures, lineId, night))
    .flatMap((night) => {
      const instants = instantsOf(pattern, night, timeZone)
      return instants ? [{ night, ...instants }] : []
    })
}

/** The dates on which it begins, whatever is closed. */
export function datesOf({ repeats, skips }: Pattern, { from, to }: Dates): string[] {
  if (repeats.kind === 'once')
    return [repeats.date].filter((date) => date >= from && date <= to && !skips.includes(date))
  const first = Temporal.PlainDate.from(repeats.first)
  const monday = first.subtract({ days: first.dayOfWeek - 1 })
  const found: string[] = []
  for (
    let date = Temporal.PlainDate.from(from > repeats.first ? from : repeats.first);
    ;
    date = date.add({ days: 1 })
  ) {
    const night = date.toString()
    if (night > to) return found
    const week = Math.floor(monday.until(date).days / 7)
    const isOn = week % repeats.every === 0 && repeats.days.includes(weekdays[date.dayOfWeek - 1]!)
    if (isOn && !skips.includes(night)) found.push(night)
  }
}

/** Null on a date on which clocks go forward over all of it. */
export function instantsOf(times: Pick<Pattern, 'from' | 'to'>, night: string, timeZone: string): Instants | null {
  const span = spanOn(times, Temporal.PlainDate.from(night), timeZone)
  return span && { startsAt: new Date(span.opens), endsAt: new Date(span.closes) }
}

const isClosed = (closures: readonly Closed[], lineId: string, night: string): boolean =>
  closures.some(
    (closure) =>
      (closure.lineId === null || closure.lineId === lineId) && closure.firstDate <= night && night <= closure.lastDate,
  )

/** How long it is, and how long the clock on the wall says it is. */
export function lengthOf({ startsAt, endsAt }: Instants, timeZone: string): { hours: number; clockHours: number } {
  const shown = (at: Date): number => Date.parse(`${localTime(at, timeZone).toPlainDateTime().toString()}Z`)
  return { hours: (endsAt.getTime() - startsAt.getTime()) / hour, clockHours: (shown(endsAt) - shown(startsAt)) / hour }
}

export const localTime = (at: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)

export const dateAt = (at: Date, timeZone: string): string => localTime(at, timeZone).toPlainDate().toString()

export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString()

/** The instant at which a date begins. */
export const beginOf = (date: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds)

export const weekdayOf = (date: string): Weekday => weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1]!
