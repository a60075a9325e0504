import type { Language } from '#platform/words'
import english from './words/moving.en.json' with { type: 'json' }
import spanish from './words/moving.es.json' with { type: 'json' }

/* What is said where seats change hands, and in calendars. */

type MovingWords = typeof english
export const movingWords: Record<Language, MovingWords> = { en: english, es: spanish }
