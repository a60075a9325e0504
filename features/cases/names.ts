import type { Language } from '#platform/words'
import english from './words/names.en.json' with { type: 'json' }
import spanish from './words/names.es.json' with { type: 'json' }

/** Kind and plain words, of things one can see or taste: nobody's story is to be called by a hard one. */
export const nameWords: Record<Language, readonly string[]> = {
  en: english.names.split(' '),
  es: spanish.names.split(' '),
}

/**
 * Three different words by chance, the name of a new case. It is made from nothing: neither from the case nor from its
 * identifier, so that it may be said aloud. Whether another case has it already, the server knows.
 */
export function randomName(language: Language): string {
  const words = [...nameWords[language]]
  return Array.from({ length: 3 }, () => words.splice(below(words.length), 1)[0]!).join(' ')
}

/** Evenly: what lies above the largest multiple of `count` is drawn again. */
function below(count: number): number {
  const drawn = crypto.getRandomValues(new Uint32Array(1))[0]!
  return drawn < 2 ** 32 - (2 ** 32 % count) ? drawn % count : below(count)
}
