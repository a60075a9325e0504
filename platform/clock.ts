/** Time as the house sees it. Tests turn it by hand (tests/clock.ts); nothing else may read the wall clock or set timers for due times. */
export type Clock = {
  now(): Date
  /** Runs once at or after `due` (never before). Returns a function that cancels it. */
  at(due: Date, run: () => void): () => void
}

/** Node keeps a timer's delay in 31 bits; anything further away is set again when that time has passed. */
const longestDelay = 2 ** 31 - 1

export const wallClock: Clock = {
  now: () => new Date(),
  at(due, run) {
    let timer: NodeJS.Timeout
    const wait = (): void => {
      const left = due.getTime() - Date.now()
      timer = left > longestDelay ? setTimeout(wait, longestDelay) : setTimeout(run, Math.max(0, left))
    }
    wait()
    return () => clearTimeout(timer)
  },
}

export const later = (from: Date, milliseconds: number): Date => new Date(from.getTime() + milliseconds)
export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
