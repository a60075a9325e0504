/*
 * The team's calendar and wall clock in a browser, where Temporal may not exist yet. Dates are ISO 8601 ("2026-12-04"), times of the
 * day "20:00", instants milliseconds since 1970.
 */

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

export const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Days since 1970: the difference of two is the number of days between them. */
export const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / dayMs)
export const addDays = (date: string, days: number): string =>
  new Date((dayNumber(date) + days) * dayMs).toISOString().slice(0, 10)
/** 1970-01-01 was a Thursday. */
export const weekdayOf = (date: string): Weekday => weekdays[(((dayNumber(date) + 3) % 7) + 7) % 7]!
export const mondayOf = (date: string): string => addDays(date, -weekdays.indexOf(weekdayOf(date)))
export const monthOf = (date: string): string => date.slice(0, 7)
export const firstOfMonth = (date: string): string => `${monthOf(date)}-01`
export const lastOfMonth = (date: string): string => addDays(firstOfMonth(addDays(firstOfMonth(date), 31)), -1)
export const datesBetween = (first: string, last: string): string[] =>
  Array.from({ length: Math.max(0, dayNumber(last) - dayNumber(first) + 1) }, (_none, days) => addDays(first, days))

/** The date that the team's calendar shows at an instant. */
export const dateAt = (at: number, timeZone: string): string =>
  new Date(shownAt(at, timeZone)).toISOString().slice(0, 10)

/**
 * The first instant at which the team's wall clock has reached this time of this date: the earlier one when it comes twice, the jump
 * of the clock when it never comes. The server has the same rule (see the README).
 */
export function reached(date: string, time: string, timeZone: string): number {
  const name = `${date} ${time} ${timeZone}`
  const at = known.get(name) ?? reachedAt(date, time, timeZone)
  if (known.size > mostKnown) known.clear()
  known.set(name, at)
  return at
}
/** A board asks for the same few times of the day of a hundred dates again and again. */
const known = new Map<string, number>()
const mostKnown = 10_000

function reachedAt(date: string, time: string, timeZone: string): number {
  const wished = time === '24:00' ? Date.parse(`${addDays(date, 1)}T00:00:00Z`) : Date.parse(`${date}T${time}:00Z`)
  const candidates = [-dayMs, dayMs].map((away) => wished - (shownAt(wished + away, timeZone) - (wished + away)))
  const shown = candidates.filter((at) => shownAt(at, timeZone) === wished)
  if (shown.length > 0) return Math.min(...shown)
  let [before, after] = [Math.min(...candidates), Math.max(...candidates)]
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000
    if (shownAt(middle, timeZone) < wished) before = middle
    else after = middle
  }
  return after
}

/** `to` at or before `from` is the next day. */
export const spanOn = (
  date: string,
  { from, to }: { from: string; to: string },
  timeZone: string,
): [number, number] => [reached(date, from, timeZone), reached(to <= from ? addDays(date, 1) : date, to, timeZone)]

/** Hours by the clock on the wall, whatever it does meanwhile. */
export function clockHours({ from, to }: { from: string; to: string }): number {
  const [start, end] = [from, to].map((time) => Number(time.slice(0, 2)) + Number(time.slice(3)) / 60) as [
    number,
    number,
  ]
  return end <= start ? end + 24 - start : end - start
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the wall clock shows, as if it were UTC. */
function shownAt(at: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
  formats.set(timeZone, format)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return Date.parse(
    `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}Z`,
  )
}
