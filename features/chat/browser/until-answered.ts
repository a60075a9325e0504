/** Answers that time mends: the connection, a server that is busy or just starting. */
export const passing: ReadonlySet<string> = new Set([
  'offline',
  'lost',
  'slow-down',
  'too-fast',
  'failed',
  'unexpected',
  'resting',
])

/** For what whoever writes next asks again anyway: only what time does not mend is thrown. */
export function unlessPassing(error: { code?: string }): void {
  if (!passing.has(error.code ?? '')) throw error
}

const firstPause = 500
const longestPause = 15_000

/**
 * Asks for a key until there is an answer, whatever it is: a row that came while its key could not be fetched would
 * otherwise stay unread for as long as the page is open. `isOver`: nobody waits for it any more.
 */
export async function untilAnswered(ask: () => Promise<unknown>, isOver: () => boolean): Promise<void> {
  for (let pause = firstPause; !isOver(); pause = Math.min(pause * 2, longestPause)) {
    const code = await ask().then(
      () => '',
      (error: { code?: string }) => error.code ?? '',
    )
    if (!passing.has(code)) return
    await new Promise((resolve) => letGo(setTimeout(resolve, pause)))
  }
}

/** A timer that keeps no process (a test's, a bench's) from ending; in a browser it changes nothing. */
export const letGo = (timer: unknown): void => (timer as { unref?: () => void }).unref?.()
