import type { Language } from '#platform/words'

/** "Sat, Nov 21, 01:10" in the team's time zone. `at` is an ISO time. */
export const dayAndTime = (language: Language, timeZone: string, at: string): string =>
  new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at))

/** "Nov 21, 2026" in the team's time zone. */
export const dayOf = (language: Language, timeZone: string, at: string): string =>
  new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium' }).format(new Date(at))
