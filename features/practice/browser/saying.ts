import { choose, fill, type Language } from '#platform/words'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)
export { fill }

export const listOf = (names: string[], language: Language): string => new Intl.ListFormat(language).format(names)
