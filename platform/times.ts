import type { Language } from './words.ts'

/** Whose words, and whose clock: times in the console are the team's, wherever the device is. A desk is one. */
export type Here = { language: Language; team: { timeZone: string } }
/** An instant: a Date, milliseconds, or ISO 8601. */
type At = Date | number | string

const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const day = { weekday: 'short', day: 'numeric', month: 'short' } as const

/** "Sat 01:10": within a week of now. */
export const sayTime = (at: At, here: Here): string => formatted(at, here, { weekday: 'short', ...time })

/** "Sat 5 Dec 14:00". */
export const sayDayAndTime = (at: At, here: Here): string => formatted(at, here, { ...day, ...time })

/** "Sat 5 Dec 14:00:09": where the second matters, as of a key that was destroyed. */
export const sayExactly = (at: At, here: Here): string => formatted(at, here, { ...day, ...time, second: '2-digit' })

/** "Sat 5 Dec 2026 14:00": where it may be read a year later. */
export const sayFully = (at: At, here: Here): string => formatted(at, here, { ...day, year: 'numeric', ...time })

/** "5 Dec 2026". */
export const sayDate = (at: At, here: Here): string => formatted(at, here, { dateStyle: 'medium' })

/** Making a format takes longer than using it, and a list uses one a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatted(at: At, { language, team: { timeZone } }: Here, parts: Intl.DateTimeFormatOptions): string {
  const name = [language, timeZone, ...Object.keys(parts)].join(' ')
  // The day before the month, as everywhere but in the United States, where a month in letters leaves no doubt either.
  const locale = language === 'en' ? 'en-GB' : language
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale, { timeZone, ...parts })
  formats.set(name, format)
  return format.format(new Date(at)).replaceAll(',', '')
}
