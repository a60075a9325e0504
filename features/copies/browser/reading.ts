/** A store that says how far it has come: a conversation, a case. */
export type Readable = {
  state: string
  subscribe: (read: () => void) => () => void
}
type Tracks = Record<string, { log: { last: number } }>

/**
 * Resolves once every track has been read up to the row the server named ('open'), or when it never will be: 'gone' (erased
 * meanwhile), 'unopened' (none of this member's keys fit). Throws when `signal` says to stop.
 */
export function readAll(
  source: Readable,
  tracks: Tracks,
  { last, signal }: { last: Record<string, number>; signal: AbortSignal },
): Promise<'open' | 'gone' | 'unopened'> {
  return new Promise((resolve, reject) => {
    let stop: (() => void) | null = null
    let isOver = false
    const finish = (work: () => void): void => {
      isOver = true
      work()
      stop?.()
      signal.removeEventListener('abort', aborted)
    }
    const aborted = (): void => finish(() => reject(signal.reason as Error))
    const look = (): void => {
      if (isOver) return
      const { state } = source
      if (state === 'gone' || state === 'unopened') finish(() => resolve(state))
      else if (state === 'open' && Object.entries(tracks).every(([name, { log }]) => log.last >= (last[name] ?? 0)))
        finish(() => resolve('open'))
    }
    signal.addEventListener('abort', aborted)
    // It may be over at once: a store says what it is to whoever subscribes.
    stop = source.subscribe(look)
    if (isOver) stop()
  })
}
