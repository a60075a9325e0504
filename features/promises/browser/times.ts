import { sayDayAndTime, sayTime, type Here } from '#platform/times'

const aWeek = 6 * 86_400_000

/** "Sat 01:10" in the team's time zone; with the date when it is further away than the weekday can tell. */
export const sayWhen = (at: number | string, here: Here, now: number): string =>
  Math.abs(new Date(at).getTime() - now) > aWeek ? sayDayAndTime(at, here) : sayTime(at, here)

/** What `<input type="datetime-local">` shows for an instant: the wall clock of the team, wherever the device is. */
export function wallOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at))
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`
}

/**
 * The instant at which the team's wall clock shows this; NaN for what is no time. A time that clocks jump over is the one an
 * hour later, a time that comes twice is one of the two.
 */
export function fromWall(text: string, timeZone: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return NaN
  const wished = Date.parse(`${text.slice(0, 16)}Z`)
  const shown = (at: number): number => Date.parse(`${wallOf(at, timeZone)}Z`)
  const near = wished - (shown(wished) - wished)
  const at = near - (shown(near) - wished)
  return shown(at) === wished ? at : Math.max(at, near)
}
