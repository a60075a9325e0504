import type { Context } from 'hono'
import { refuse } from '#platform/http'
import { choose, type Language } from '#platform/words'
import { words, type Words } from '../words.ts'

export type Answering = { c: Context; language: Language }
type Sentence = keyof Words['refused']

/** Codes that have no sentence of their own: a console sends such things only when it is wrong or lied to. */
const sentenceOf = (code: string): Sentence => (code in words.en.refused ? (code as Sentence) : 'package')

const statuses: Record<string, 400 | 401 | 404 | 409> = {
  'no-such-proposal': 404,
  'no-such-member': 404,
  'no-such-invitation': 404,
  'not-this-link': 401,
  'keys-do-not-fit': 400,
  'ways-in': 400,
  address: 400,
}

/** A refusal in the reader's language: 409 when the world has moved on, 404 when there is no such thing. */
export const no = ({ c, language }: Answering, code: string): Response =>
  refuse(c, statuses[code] ?? 409, code, choose(language, words).refused[sentenceOf(code)])

export const busy = ({ c, language }: Answering): Response =>
  refuse(c, 429, 'busy', choose(language, words).refused.busy)
