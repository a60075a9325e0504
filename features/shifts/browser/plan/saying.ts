import { placeFrom } from '../../places.ts'
import { sayDate, sayDayAndTime, sayTime, type Here } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import { inLanguage } from '#features/lines/browser'
import type { Breach, Span } from '../../problem.ts'
import type { ShiftView } from '../../views.ts'
import type { Pattern, Seat } from '../../wire.ts'
import type { Place } from './board.ts'
import { weekdays, type Weekday } from './clock.ts'
import type { Verdict } from './fit.ts'
import { shiftOf, type Plan } from './plan-state.ts'
import { inWords } from './sealing.ts'
import { planWords, type PlanWords } from './words.ts'

export type Speaker = Here & {
  plan: Plan
  names: ReadonlyMap<string, string>
  skills: ReadonlyMap<string, string>
}

export const say = (language: Language): PlanWords => choose(language, planWords)

export const nameOf = (memberId: string, { names, language }: Pick<Speaker, 'names' | 'language'>): string =>
  names.get(memberId) ?? say(language).say.somebody
export const skillName = (skillId: string, { skills, language }: Pick<Speaker, 'skills' | 'language'>): string =>
  skills.get(skillId) ?? fill(say(language).say.skillCode, { code: skillId.slice(-4) })

/** A list as people say it: "Dee, Mateo and Sam". */
export const listed = (items: string[], language: Language): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(items)

/** "6", "7.5", and in Spanish "7,5". */
const number = (value: number, language: Language): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)

/** A date alone: "Fri 4 Dec". */
export const sayDay = (date: string, language: Language): string =>
  sayDayAndTime(`${date}T12:00:00Z`, { language, team: { timeZone: 'UTC' } }).replace(/ \d\d:\d\d$/, '')
export const sayWholeDate = (date: string, language: Language): string =>
  sayDate(`${date}T12:00:00Z`, { language, team: { timeZone: 'UTC' } })
export const weekdayName = (day: Weekday, language: Language, width: 'short' | 'long' = 'short'): string =>
  // 2024-01-01 was a Monday.
  new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + weekdays.indexOf(day), 12),
  )

const clockAt = (at: string | number, here: Here): string => sayTime(at, here).replace(/^\S+ /, '')
/** "20:00–02:00". */
export const sayTimes = ({ startsAt, endsAt }: Pick<ShiftView, 'startsAt' | 'endsAt'>, here: Here): string =>
  `${clockAt(startsAt, here)}–${clockAt(endsAt, here)}`

/** "6 hours"; on the two nights of the year on which the clocks change: "11 hours, 12 by the clock". */
export function sayHours({ hours, clockHours }: { hours: number; clockHours: number }, language: Language): string {
  const { hours: forms, byTheClock } = say(language).say
  const shown = plural(forms, hours, language)
  return hours === clockHours ? shown : fill(byTheClock, { hours: shown, clock: number(clockHours, language) })
}
/** A count that may have half hours. */
const plural = (forms: { one: string; other: string }, value: number, language: Language): string =>
  Number.isInteger(value) ? counted(language, forms, value) : fill(forms.other, { count: number(value, language) })

export const sayLoad = ({ shifts, hours }: { shifts: number; hours: number }, language: Language): string =>
  fill(say(language).say.load, {
    shifts: counted(language, say(language).say.shifts, shifts),
    hours: plural(say(language).say.hours, hours, language),
  })

/** "Line 2"; the number only where there are more of that seat. */
export function seatName(
  seat: Seat,
  slot: number | null,
  patternId: string,
  { plan, language }: Pick<Speaker, 'plan' | 'language'>,
): string {
  const name = inWords(plan.words.get(patternId)?.seats[seat.seatId], language) || say(language).kinds[seat.kind]
  return seat.count > 1 && slot !== null ? `${name} ${slot + 1}` : name
}
export const shiftName = (patternId: string, { plan, language }: Pick<Speaker, 'plan' | 'language'>): string =>
  inWords(plan.words.get(patternId)?.name, language)
export const lineName = (lineId: string, { plan, language }: Pick<Speaker, 'plan' | 'language'>): string => {
  const line = plan.lines.find((one) => one.lineId === lineId)
  return line ? (inLanguage(line.name, language)?.text ?? line.path) : say(language).say.goneLine
}

/** "Fri 4 Dec 20:00". */
export const sayStart = (shift: Pick<ShiftView, 'startsAt'>, here: Here): string => sayDayAndTime(shift.startsAt, here)
/** "Fri 4 Dec 20:00, Line 2". */
export function sayPlace(place: Place, speaker: Speaker): string {
  const shift = shiftOf(speaker.plan, place.shiftId)
  const seat = shift?.seats.find(({ seatId }) => seatId === place.seatId)
  if (!shift || !seat) return say(speaker.language).say.goneShift
  return `${sayStart(shift, speaker)}, ${seatName(seat, place.slot, shift.patternId, speaker)}`
}

/** Every Fri and Sat, every second Sun, once. */
export function sayRepeats({ repeats }: Pick<Pattern, 'repeats'>, language: Language): string {
  const words = say(language).say
  if (repeats.kind === 'once') return fill(words.once, { date: sayWholeDate(repeats.date, language) })
  const days = listed(
    repeats.days.map((day) => weekdayName(day, language, 'long')),
    language,
  )
  const forms = { 1: words.everyWeek, 2: words.everySecond }[repeats.every] ?? words.everyNth
  return fill(forms, { days, every: repeats.every })
}

/** Why not, in words. */
export function sayBreach(breach: Breach, speaker: Speaker): string {
  const { language } = speaker
  const words = say(language).breach
  if (breach.kind === 'unavailable') return sayUnavailable(breach.near, speaker)
  const values: Record<string, string | number> = Object.fromEntries(
    Object.entries(breach).filter(([, value]) => typeof value === 'string'),
  )
  for (const [key, value] of Object.entries(breach))
    if (typeof value === 'number') values[key] = number(value, language)
  if ('skill' in breach) values['skill'] = skillName(breach.skill, speaker)
  if ('language' in breach) values['language'] = words.languages[breach.language as Language] ?? breach.language
  if ('until' in breach) values['until'] = sayDate(breach.until, speaker)
  if ('otherSeatId' in breach) values['other'] = sayPlace(placeFrom(breach.otherSeatId), speaker)
  if (breach.kind === 'resting') values['until'] = sayDayAndTime(breach.until, speaker)
  if ('leave' in breach) values['until'] = sayDate(breach.leave[1] - 1, speaker)
  return fill(words.kinds[breach.kind], values)
}

function sayUnavailable(near: Span | null, speaker: Speaker): string {
  const words = say(speaker.language).breach
  if (!near) return words.kinds.unavailable
  return fill(words.near, { from: clockAt(near[0], speaker), to: clockAt(near[1], speaker) })
}

/** What speaks against it, then what is still needed; '' for nothing. */
export const sayVerdict = ({ against, needs }: Pick<Verdict, 'against' | 'needs'>, speaker: Speaker): string =>
  [...against, ...needs].map((breach) => sayBreach(breach, speaker)).join('; ')
