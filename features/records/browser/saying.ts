import { choose, fill, type Language } from '#platform/words'
import type { Desk } from '#features/keys/browser'
import type { Texts } from '#features/lines'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

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
