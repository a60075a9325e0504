import { sayDayAndTime, sayTime, type Here } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import type { ShiftView } from '../../views.ts'
import english from '../../words/mine.en.json' with { type: 'json' }
import spanish from '../../words/mine.es.json' with { type: 'json' }
import { dateAt, dayNumber } from '../plan/clock.ts'
import { clockOf, type Row } from './week.ts'

export type Words = typeof english
const words: Record<Language, Words> = { en: english, es: spanish }

export const say = (language: Language): Words => choose(language, words)

/** "Fri 4 Dec 20:00 to Sat 02:00", by the team's clock. */
export const saySpan = ({ startsAt, endsAt }: Pick<ShiftView, 'startsAt' | 'endsAt'>, here: Here): string =>
  fill(say(here.language).span, { start: sayDayAndTime(startsAt, here), end: sayTime(endsAt, here) })

/** "today", "tomorrow", "in 5 days"; null when it is more than a week away. */
export function sayNear(
  { startsAt, endsAt }: Pick<ShiftView, 'startsAt' | 'endsAt'>,
  here: Here,
  now: number,
): string | null {
  const { timeZone } = here.team
  if (Date.parse(startsAt) <= now) return Date.parse(endsAt) > now ? say(here.language).now : null
  if (Date.parse(startsAt) - now < 3_600_000) return say(here.language).inMinutes
  const days = dayNumber(dateAt(Date.parse(startsAt), timeZone)) - dayNumber(dateAt(now, timeZone))
  return days > 6 ? null : new Intl.RelativeTimeFormat(here.language, { numeric: 'auto' }).format(days, 'day')
}

export const inHours = (hours: number, language: Language): string =>
  counted(language, say(language).hours, Math.round(hours * 10) / 10)

/** With a word more on the two nights of the year on which the clock on the wall does not tell. */
export function sayHours({ hours, clockHours }: Pick<ShiftView, 'hours' | 'clockHours'>, language: Language): string {
  const told = { hours: inHours(hours, language), shown: inHours(clockHours, language) }
  if (hours === clockHours) return told.hours
  return fill(hours > clockHours ? say(language).longer : say(language).shorter, told)
}

export const listed = (names: readonly string[], language: Language): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(names)

/** "December"; with the year when it is another one. */
export function sayMonth(month: string, language: Language, now: number): string {
  const year = month.slice(0, 4) === String(new Date(now).getUTCFullYear()) ? {} : ({ year: 'numeric' } as const)
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'long', ...year }).format(new Date(`${month}-15`))
}

/** "Friday", or "Fri". Monday is 0; 2024-01-01 was one. */
export const sayWeekday = (day: number, language: Language, length: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: length }).format(
    new Date(Date.UTC(2024, 0, 1 + day, 12)),
  )

/** "Fri 4 Dec 2026", of a date that stands on no clock. */
export const sayDay = (date: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
    .format(new Date(`${date}T12:00:00Z`))
    .replaceAll(',', '')

export const sayRow = ({ from, to }: Row, language: Language): string =>
  fill(say(language).span, { start: clockOf(from), end: clockOf(to) })

export { counted, fill }
