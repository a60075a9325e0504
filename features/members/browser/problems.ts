import { ApiError } from '#platform/browser/api'
import type { Words } from '../words.ts'
import { PasskeyError } from './passkeys.ts'

/** Opening the vault failed after the sign-in itself had worked. */
export class VaultError extends Error {}

/** Why it did not work, for the person: what happened, what was kept, what to do. */
export function sentenceFor(error: unknown, words: Words): string {
  if (error instanceof ApiError && error.words) return error.words
  if (error instanceof PasskeyError) return words.problems[error.code]
  if (error instanceof VaultError) return words.problems.vault
  if (isPaperProblem(error)) return words.problems.paperKey
  return words.problems.unexpected
}

const isPaperProblem = (error: unknown): boolean =>
  error instanceof Error && /identity|paper/.test(String((error as { code?: unknown }).code ?? ''))
