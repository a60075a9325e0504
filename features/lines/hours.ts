/** Days in the order of ISO 8601 and of `Temporal.PlainDate.dayOfWeek` (Monday is 1). */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

export const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/
export type Span = { from: string; to: string }
export type Hours = { weekly: Record<Weekday, Span[]>; exceptions: { date: string; spans: Span[] }[] }

export type Openness = {
  open: boolean
  /** When it closes; absent while closed, and for a line that stays open for two weeks or more. */
  closesAt?: Date
  /** When it opens next; absent while open, and when nothing is planned within a year. */
  opensAt?: Date
}

type Interval = { opens: number; closes: number }

/** How far ahead the next opening is looked for. */
const horizonInDays = 400
/** A line open without a break for longer counts as open around the clock. */
const aroundTheClock = 14 * 86_400_000

/**
 * Whether a line is open at an instant, and until or from when. A line opens at the first instant at which the wall clock of
 * `timeZone` has reached `from` and closes at the first at which it has reached `to`: so a night of 20:00 to 08:00 has 11 hours when
 * clocks go forward and 13 when they go back. A night belongs to the date on which it begins, exceptions too.
 * Server only (Temporal). Throws RangeError for a time zone that does not exist.
 */
export function openness({ hours }: { hours: Hours }, timeZone: string, at: Date): Openness {
  const now = at.getTime()
  let running: Interval | null = null
  for (const next of intervalsFrom(hours, timeZone, now)) {
    if (running && next.opens <= running.closes) running.closes = Math.max(running.closes, next.closes)
    else if (running && running.closes > now) break
    else running = { ...next }
    if (running.opens > now) return { open: false, opensAt: new Date(running.opens) }
    if (running.closes - now > aroundTheClock) return { open: true }
  }
  if (!running || running.closes <= now) return { open: false }
  return { open: true, closesAt: new Date(running.closes) }
}

/** Every span as instants, by its opening, from the day before yesterday on (a night that began then is over; one of yesterday may not be). */
function* intervalsFrom(hours: Hours, timeZone: string, now: number): Generator<Interval> {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const exceptions = new Map(hours.exceptions.map(({ date, spans }) => [date, spans]))
  for (let ahead = -2; ahead <= horizonInDays; ahead++) {
    const date = today.add({ days: ahead })
    const spans = exceptions.get(date.toString()) ?? hours.weekly[weekdays[date.dayOfWeek - 1]!]
    const intervals = spans.flatMap((span) => spanOn(span, date, timeZone) ?? [])
    yield* intervals.sort((a, b) => a.opens - b.opens)
  }
}

/** A span of this date as instants; null when clocks go forward over all of it. Server only (Temporal). */
export function spanOn({ from, to }: Span, date: Temporal.PlainDate, timeZone: string): Interval | null {
  const nextDay = to <= from
  const closing =
    to === '24:00'
      ? { day: date.add({ days: 1 }), time: '00:00' }
      : { day: nextDay ? date.add({ days: 1 }) : date, time: to }
  const interval = { opens: reached(date, from, timeZone), closes: reached(closing.day, closing.time, timeZone) }
  return interval.opens < interval.closes ? interval : null
}

/** The first instant at which the wall clock shows this time or, when clocks jump over it, a later one. */
function reached(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const wished = date.toPlainDateTime(Temporal.PlainTime.from(time))
  const shown = wished.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (shown.toPlainDateTime().equals(wished)) return shown.epochMilliseconds
  return shown.getTimeZoneTransition('next')!.epochMilliseconds
}
