import { tick } from 'svelte'
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

/** The button that was pressed may be gone with its card: then the keyboard goes on at the heading above. Call it before, run it after. */
export function focusKept(from: HTMLElement | undefined): () => Promise<void> {
  const heading = from?.closest('section')?.querySelector<HTMLElement>('h2')
  return async () => {
    await tick()
    if (document.activeElement !== document.body) return
    const to = from?.isConnected ? from : heading
    to?.setAttribute('tabindex', '-1')
    to?.focus({ preventScroll: true })
  }
}

const sayProblem = (error: unknown, language: Language): string =>
  (error instanceof ApiError && error.words) || say(language).failed
