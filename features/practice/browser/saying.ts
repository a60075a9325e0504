import type { Desk } from '#features/keys/browser'
import { choose, fill, type Language } from '#platform/words'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)
export { fill }

/** "Sat 20:10", in the team's time zone. */
export function whenOf(at: string, { language, team }: Pick<Desk, 'language' | 'team'>): string {
  const how = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...how, timeZone: team.timeZone })
    .format(new Date(at))
    .replaceAll(',', '')
}

export const listOf = (names: string[], language: Language): string => new Intl.ListFormat(language).format(names)
