import type { Clock } from '#platform/clock'

type Timer = { due: number; run: () => void }

/** The time in the test's hand: it stands still until somebody advances it. */
export class TestClock implements Clock {
  #now: number
  #timers = new Set<Timer>()
  #settle: () => Promise<void> = async () => {}

  /** Friday 20 November 2026, 21:00 UTC unless said. */
  constructor(now = new Date('2026-11-20T21:00:00Z')) {
    this.#now = now.getTime()
  }

  now(): Date {
    return new Date(this.#now)
  }

  at(due: Date, run: () => void): () => void {
    const timer = { due: due.getTime(), run }
    this.#timers.add(timer)
    if (timer.due <= this.#now) setImmediate(() => this.#runIfWaiting(timer))
    return () => void this.#timers.delete(timer)
  }

  /** How the house says that everything the timers began has come to rest; every house on this clock adds its own. */
  settleWith(settle: () => Promise<void>): void {
    const before = this.#settle
    this.#settle = async () => {
      await before()
      await settle()
    }
  }

  settle(): Promise<void> {
    return this.#settle()
  }

  /** Moves the time on, stopping at every due time on the way: what is due runs, and settles, before time goes on. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.#now + milliseconds
    await this.#settle()
    for (let next = this.#nextUntil(target); next; next = this.#nextUntil(target)) {
      this.#now = Math.max(this.#now, next.due)
      for (const timer of this.#dueNow()) this.#runIfWaiting(timer)
      await this.#settle()
    }
    this.#now = target
    await this.#settle()
  }

  /**
   * Goes to a later time in one step, as a machine that was asleep does: what came due meanwhile runs late, once. For days
   * and weeks, where `advance` would stop at every beat on the way.
   */
  async leap(milliseconds: number): Promise<void> {
    await this.#settle()
    this.#now += milliseconds
    for (let due = this.#dueNow(); due.length > 0; due = this.#dueNow()) {
      for (const timer of due) this.#runIfWaiting(timer)
      await this.#settle()
    }
    await this.#settle()
  }

  /** Sets the time without running anything: a clock that somebody corrected, or that is wrong by a day. */
  jumpTo(now: Date): void {
    this.#now = now.getTime()
  }

  #dueNow(): Timer[] {
    return [...this.#timers].filter(({ due }) => due <= this.#now).sort((a, b) => a.due - b.due)
  }

  #nextUntil(target: number): Timer | undefined {
    return [...this.#timers].filter(({ due }) => due <= target).sort((a, b) => a.due - b.due)[0]
  }

  #runIfWaiting(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.run()
  }
}

const zones = ['America/Los_Angeles', 'UTC', 'Asia/Dhaka', 'Asia/Tokyo']

/**
 * A time zone where the wall's clock shows `from` o'clock or later and not yet `before`, at least eight hours after: for what
 * runs on the wall's clock and is different at noon, or after eight in the evening.
 */
export function zoneBetween(from: number, before: number): string {
  const now = Temporal.Now.instant()
  const suits = (zone: string): boolean => {
    const { hour } = now.toZonedDateTimeISO(zone)
    return hour >= from && hour < before
  }
  return zones.find(suits)!
}
