import type { Language } from '#platform/words'
import english from './words/en.json' with { type: 'json' }
import englishForm from './words/form.en.json' with { type: 'json' }
import englishScreener from './words/screener.en.json' with { type: 'json' }
import spanish from './words/es.json' with { type: 'json' }
import spanishForm from './words/form.es.json' with { type: 'json' }
import spanishScreener from './words/screener.es.json' with { type: 'json' }

export type Words = typeof english
export const words: Record<Language, Words> = { en: english, es: spanish }
/** What the built-in form says; a team's own stand in its rows. */
export const formWords: Record<Language, typeof englishForm> = { en: englishForm, es: spanishForm }
export const screenerWords: Record<Language, typeof englishScreener> = { en: englishScreener, es: spanishScreener }
