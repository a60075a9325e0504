import { outcomes, type Outcome } from './rules.ts'

/** The part of a case's track that is ours. */
export const promisePart = 'promise'

/**
 * What stands sealed in the case. `promised`: what was promised. `shown`: the number on the safe contact card was
 * put on its owner's screen for one attempt. `went`: how that attempt went.
 */
export type PromiseBody =
  | { k: 'promised'; promiseId: string; words: string }
  | { k: 'shown'; promiseId: string; attemptId: string }
  | { k: 'went'; promiseId: string; attemptId: string; outcome: Outcome; note: string }

export const longestWords = 4000
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest

/** Reads what another device wrote; null for what is none of ours. */
export function readPromise(json: string): PromiseBody | null {
  const { k, promiseId, attemptId, words, outcome, note } = fieldsOf(json)
  if (!isText(promiseId, 64)) return null
  if (k === 'promised' && isText(words, longestWords)) return { k, promiseId, words }
  if (!isText(attemptId, 64)) return null
  if (k === 'shown') return { k, promiseId, attemptId }
  const known = outcomes.find((one) => one === outcome)
  return k === 'went' && known && isText(note, longestWords) ? { k, promiseId, attemptId, outcome: known, note } : null
}

function fieldsOf(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
