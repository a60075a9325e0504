/** The calendar day of an instant in the team's time zone, as `<input type="date">` holds it: 2026-11-30. */
export const dayOf = (at: number | string | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(at))

/** The last second of that day in the team's time zone, ISO 8601; null for what is no day. */
export function endOfDay(day: string, timeZone: string): string | null {
  const noon = Date.parse(`${day}T12:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(noon)) return null
  // Noon in UTC is that day or one beside it everywhere; from within 26 hours of it, the last second that is still that day.
  for (let hours = 26; hours >= -26; hours--) {
    const at = noon + hours * 3_600_000
    if (dayOf(at, timeZone) === day) return new Date(lastSecond(at, day, timeZone)).toISOString()
  }
  return null
}

/** Days change on a minute in every time zone there is. */
function lastSecond(from: number, day: string, timeZone: string): number {
  let at = from - (from % 60_000)
  while (dayOf(at + 60_000, timeZone) === day) at += 60_000
  return at + 59_000
}
