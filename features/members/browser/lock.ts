/** `open`: keys are here. `warning`: still open, about to lock. `locked`: no keys, no content on the page; session and duty go on. */
export type LockState = 'open' | 'warning' | 'locked'

export type Timers = {
  now: () => number
  /** Runs once after `milliseconds`; returns how to cancel. */
  after: (milliseconds: number, run: () => void) => () => void
}

export const browserTimers: Timers = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

export const warningTime = 30_000

/**
 * When this console locks: by button, or after `idle()` milliseconds without a touch or a key, warned 30 seconds before.
 * Starts locked. What locking does (ending the crypto Worker, emptying the page) is `onLock`; nothing here holds a key.
 * A laptop that slept counts the time asleep, because the check compares clocks and does not trust timers.
 */
export class Lock {
  #state: LockState = 'locked'
  #readers = new Set<(state: LockState) => void>()
  #waiting = new Set<(unlocked: boolean) => void>()
  #lastSign = 0
  #cancel: () => void = () => {}
  #parts: { timers: Timers; idle: () => number; onLock: () => void }

  constructor(parts: { timers: Timers; idle: () => number; onLock: () => void }) {
    this.#parts = parts
  }

  get state(): LockState {
    return this.#state
  }

  subscribe(read: (state: LockState) => void): () => void {
    this.#readers.add(read)
    read(this.#state)
    return () => this.#readers.delete(read)
  }

  /** The vault is open: content may be shown, and whoever waited for it goes on. */
  unlocked(): void {
    this.#lastSign = this.#parts.timers.now()
    this.#become('open')
    this.#watch()
    for (const tell of this.#waiting) tell(true)
    this.#waiting.clear()
  }

  lock(): void {
    this.#cancel()
    if (this.#state === 'locked') return
    // Locked first: what onLock ends may itself ask for the lock.
    this.#state = 'locked'
    this.#parts.onLock()
    this.#become('locked')
  }

  /** Somebody is there: a key, a touch, or "stay". A lock whose time has passed is not undone by it. */
  sign(): void {
    if (this.#state === 'locked' || this.#left() <= 0) return this.#check()
    this.#lastSign = this.#parts.timers.now()
    if (this.#state !== 'warning') return
    this.#become('open')
    this.#watch()
  }

  /** Looks at the clock now, for pages that come back from sleep. */
  check(): void {
    this.#check()
  }

  /** Milliseconds until it locks, while open. */
  left(): number {
    return Math.max(0, this.#left())
  }

  /** Whether the vault is open, now or within this time. Used by "Answer": claim first, then unlock, else it rings on. */
  unlockWithin(milliseconds: number): Promise<boolean> {
    if (this.#state !== 'locked') return Promise.resolve(true)
    return new Promise((resolve) => {
      const cancel = this.#parts.timers.after(milliseconds, () => {
        this.#waiting.delete(answer)
        resolve(false)
      })
      const answer = (unlocked: boolean): void => {
        cancel()
        resolve(unlocked)
      }
      this.#waiting.add(answer)
    })
  }

  #left(): number {
    return this.#lastSign + this.#parts.idle() - this.#parts.timers.now()
  }

  #check(): void {
    if (this.#state === 'locked') return
    const left = this.#left()
    if (left <= 0) return this.lock()
    if (left <= warningTime && this.#state === 'open') this.#become('warning')
    this.#watch()
  }

  #watch(): void {
    this.#cancel()
    const left = this.#left()
    const next = this.#state === 'open' && left > warningTime ? left - warningTime : left
    this.#cancel = this.#parts.timers.after(Math.max(next, 0), () => this.#check())
  }

  #become(state: LockState): void {
    this.#state = state
    for (const read of this.#readers) read(state)
  }
}
