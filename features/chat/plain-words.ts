import type { Language } from '#platform/words'
import english from './words/plain.en.json' with { type: 'json' }
import spanish from './words/plain.es.json' with { type: 'json' }

/** What the chat without script says beside the caller's page with script, whose sentences it shares. */
export const plainWords: Record<Language, typeof english> = { en: english, es: spanish }
