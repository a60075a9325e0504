import { fill, type Language } from '#platform/words'
import { weekdays, type Hours, type Span } from './hours.ts'
import { words } from './words.ts'

const locales: Record<Language, string> = { en: 'en-US', es: 'es-US' }
const aWeek = 6 * 86_400_000

/** "Friday 8:00 PM" in the team's time zone; with the date when it is further away than the weekday can tell. */
export function sayTime(at: Date, from: Date, place: { language: Language; timeZone: string }): string {
  const far = at.getTime() - from.getTime() > aWeek
  const day = format(place, at, { weekday: 'long', ...(far ? { month: 'long', day: 'numeric' } : {}) })
  return `${day} ${format(place, at, { hour: 'numeric', minute: '2-digit' })}`
}

/** "Eastern Time": which clock the times are on. */
export const sayZone = (at: Date, place: { language: Language; timeZone: string }): string =>
  new Intl.DateTimeFormat(locales[place.language], { timeZone: place.timeZone, timeZoneName: 'longGeneric' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? place.timeZone

/** The week as people say it: one sentence for each night, from Monday on. */
export function sayWeek({ weekly }: Hours, language: Language): string[] {
  if (weekdays.every((day) => weekly[day].some(isWholeDay))) return [words[language].hours.always]
  return weekdays.flatMap((day, index) => weekly[day].map((span) => saySpan(span, index, language)))
}

/** Special days from `at` on, for the next 30 days. */
export function sayExceptions(
  { exceptions }: Hours,
  at: Date,
  place: { language: Language; timeZone: string },
): string[] {
  const say = words[place.language].hours
  const today = isoDate(at, place.timeZone)
  const last = isoDate(new Date(at.getTime() + 30 * 86_400_000), place.timeZone)
  const near = exceptions.filter(({ date }) => date >= today && date <= last).sort((a, b) => (a.date < b.date ? -1 : 1))
  return near.map(({ date, spans }) => {
    const noon = new Date(`${date}T12:00:00Z`)
    const day = format({ language: place.language, timeZone: 'UTC' }, noon, {
      weekday: 'long',
      month: 'long',
      day: 'numeric',
    })
    if (spans.length === 0) return fill(say.closedOn, { date: day })
    const list = spans.map(({ from, to }) =>
      fill(say.span, { start: clock(from, place.language), end: clock(to, place.language) }),
    )
    return fill(say.otherOn, { date: day, spans: list.join(', ') })
  })
}

const isWholeDay = ({ from, to }: Span): boolean => from === '00:00' && (to === '00:00' || to === '24:00')

function saySpan(span: Span, index: number, language: Language): string {
  const { from, to } = span
  const say = words[language].hours
  const day = weekdayName(index, language)
  if (isWholeDay(span)) return capital(fill(say.allDay, { day }), language)
  const nextDay = to <= from || to === '24:00'
  const end = nextDay ? `${weekdayName((index + 1) % 7, language)} ${clock(to, language)}` : clock(to, language)
  return capital(fill(say.span, { start: `${day} ${clock(from, language)}`, end }), language)
}

/** Monday is 0. 2024-01-01 was one. */
export const weekdayName = (index: number, language: Language): string =>
  format({ language, timeZone: 'UTC' }, new Date(Date.UTC(2024, 0, 1 + index, 12)), { weekday: 'long' })

function clock(time: string, language: Language): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return format({ language, timeZone: 'UTC' }, new Date(Date.UTC(2024, 0, 1, hours, minutes)), {
    hour: 'numeric',
    minute: '2-digit',
  })
}

/** A sentence of a list begins with a capital letter. */
const capital = (text: string, language: Language): string =>
  text.charAt(0).toLocaleUpperCase(locales[language]) + text.slice(1)

const isoDate = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

const format = (place: { language: Language; timeZone: string }, at: Date, parts: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locales[place.language], { ...parts, timeZone: place.timeZone }).format(at)
