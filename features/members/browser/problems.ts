import { ApiError } from '#platform/browser/api'
import { EnvelopeError } from '#platform/envelope/errors'
import type { Words } from '../words.ts'
import { PasskeyError } from './passkeys.ts'

/** Opening the vault failed after the sign-in itself had worked. */
export class VaultError extends Error {}

/** Why it did not work, for the person: what happened, what was kept, what to do. A lie is told in three lines. */
export function sentenceFor(error: unknown, words: Words): string {
  if (error instanceof ApiError && error.words) return error.words
  if (error instanceof PasskeyError) return words.problems[error.code]
  if (error instanceof VaultError) return sentenceOfVault(error.cause, words)
  if (isPaperProblem(error)) return words.problems.paperKey
  return words.problems.unexpected
}

/** The sign-in worked, what came after did not. Whatever the envelope refused is told as what it is: the server may be lying. */
function sentenceOfVault(cause: unknown, words: Words): string {
  if (cause instanceof ApiError && cause.words) return cause.words
  if (!(cause instanceof EnvelopeError) || cause.code === 'locked') return words.problems.vault
  const { lies, lieKept, lieDo } = words.problems
  const [what] = cause.code.split('.') as [string]
  if (what === 'vault') return lies.vault
  // A file here is a key of a circle or of a line that was sealed for somebody else, or broken.
  const named = what === 'file' ? 'circle' : what
  return `${named in lies ? lies[named as keyof typeof lies] : lies.other}\n${lieKept}\n${lieDo}`
}

const isPaperProblem = (error: unknown): boolean =>
  error instanceof Error && /identity|paper/.test(String((error as { code?: unknown }).code ?? ''))
