import type { Language } from '#platform/words'
import english from './words/caller.en.json' with { type: 'json' }
import spanish from './words/caller.es.json' with { type: 'json' }

/** The sentences of the caller's page, apart from the console's: its script fetches one language of these. */
export type CallerWords = typeof english
export const callerWords: Record<Language, CallerWords> = { en: english, es: spanish }
