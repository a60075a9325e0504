import { choose, fill, type Language } from '#platform/words'
import type { Desk } from '#features/keys/browser'
import type { Texts } from '#features/lines'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

/** "Sat 01:10", in the team's time zone. */
export function timeOf(at: number | string, desk: Pick<Desk, 'language' | 'team'>): string {
  const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat(desk.language, { ...parts, timeZone: desk.team.timeZone })
  return format.format(new Date(at)).replace(',', '')
}

/** "20 Nov 2026, 21:04": a version of the form may be older than a week. */
export function dayOf(at: string, desk: Pick<Desk, 'language' | 'team'>): string {
  const parts = { dateStyle: 'medium', timeStyle: 'short', timeZone: desk.team.timeZone } as const
  return new Intl.DateTimeFormat(desk.language, parts).format(new Date(at))
}

/** A text of the team in the reader's language, or in the other one, marked as such. */
export function inWords(texts: Texts, language: Language): { text: string; lang: Language } | null {
  const other: Language = language === 'en' ? 'es' : 'en'
  for (const lang of [language, other]) {
    const text = texts[lang]?.trim()
    if (text) return { text, lang }
  }
  return null
}

/** The member's verified name; their own is shown like everybody's, because the record is read by all. */
export const nameOf = (memberId: string, desk: Pick<Desk, 'keyring'>): string =>
  desk.keyring.names().get(memberId) ?? '·'

export { fill }
