import type { Language } from '#platform/words'
import en from './words/en.json' with { type: 'json' }
import es from './words/es.json' with { type: 'json' }

export type Words = typeof en
export const words: Record<Language, Words> = { en, es }
