import { ApiError } from '#platform/browser/api'
import { EnvelopeError } from '#platform/envelope/errors'

/** A sentence for whatever went wrong: the server's own words, or `otherwise`. Anything unexpected is `otherwise` too. */
export function sentenceFor(error: unknown, otherwise: string): string {
  if (error instanceof ApiError && error.words) return error.words
  return otherwise
}

/** Whether what the server sent does not hold: it is wrong, or it lies. */
export const isRefusedByEnvelope = (error: unknown): boolean =>
  error instanceof EnvelopeError || (error instanceof Error && error.name === 'EnvelopeError')
