import { ApiError } from '#platform/browser/api'
import type { Language } from '#platform/words'
import { toast } from '#ui/toasts.ts'
import { say } from './saying.ts'

/** Does it, says that it was done (where there is something to say), and how to take it back. Resolves with what went wrong, in a sentence; '' when nothing did. */
export async function done(
  language: Language,
  doing: () => Promise<unknown>,
  said: string,
  undo?: () => Promise<unknown>,
): Promise<string> {
  try {
    await doing()
  } catch (error) {
    return sayProblem(error, language)
  }
  const { undo: words } = say(language)
  const takeBack = (): void => {
    // By then the card that could tell it may be gone.
    undo?.().catch((error: unknown) => toast(sayProblem(error, language)))
  }
  if (said) toast(said, undo ? { undo: { words, act: takeBack } } : {})
  return ''
}

const sayProblem = (error: unknown, language: Language): string =>
  (error instanceof ApiError && error.words) || say(language).failed
