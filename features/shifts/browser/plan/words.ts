import type { Language } from '#platform/words'
import english from '../../words/plan.en.json' with { type: 'json' }
import spanish from '../../words/plan.es.json' with { type: 'json' }

export type PlanWords = typeof english
export const planWords: Record<Language, PlanWords> = { en: english, es: spanish }
