import type { Language } from '#platform/words'

export type Zone = { language: Language; timeZone: string }
const aWeek = 6 * 86_400_000

/** "Sat 01:10" in the team's time zone; with the date when it is further away than the weekday can tell. */
export function sayWhen(at: number | string, zone: Zone, now: number): string {
  const date = new Date(at)
  const far = Math.abs(date.getTime() - now) > aWeek
  const said = formatOf(zone, far).format(date)
  return far ? said : said.replace(',', '')
}

/** Making one takes longer than using it, and a list uses it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf({ language, timeZone }: Zone, far: boolean): Intl.DateTimeFormat {
  const name = `${language} ${timeZone} ${far}`
  const date = { day: 'numeric', month: 'short' } as const
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  const made =
    formats.get(name) ?? new Intl.DateTimeFormat(language, { weekday: 'short', ...(far ? date : {}), ...time })
  formats.set(name, made)
  return made
}

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
