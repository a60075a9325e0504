import type { Clock } from '#platform/clock'

/** How often something may happen: `burst` at once, then one more every `per` milliseconds. */
export type Rate = { per: number; burst: number }

type Bucket = { tokens: number; at: number }

/**
 * Memory-only counters: nothing about who came from where is ever written down, and a restart forgets everything.
 * At most `size` keys are kept; the one not seen for longest goes first.
 */
export class Rates {
  #clock: Clock
  #size: number
  #buckets = new Map<string, Bucket>()

  constructor(clock: Clock, size = 50_000) {
    this.#clock = clock
    this.#size = size
  }

  /**
   * Takes one (or `cost`, below the burst) from the bucket `name` of `key`. Returns 0 when it was there, else the
   * milliseconds until it is.
   */
  take(name: string, key: string, rate: Rate & { cost?: number }): number {
    const { cost = 1 } = rate
    const now = this.#clock.now().getTime()
    const place = `${name} ${key}`
    const before = this.#buckets.get(place) ?? { tokens: rate.burst, at: now }
    const tokens = Math.min(rate.burst, before.tokens + Math.max(0, now - before.at) / rate.per)
    const taken = tokens >= cost
    this.#keep(place, { tokens: taken ? tokens - cost : tokens, at: now })
    return taken ? 0 : Math.ceil((cost - tokens) * rate.per)
  }

  /** Empties the bucket for a while: the next `take` waits `milliseconds`. Used to cool an origin down after a block. */
  cool(name: string, key: string, { milliseconds, rate }: { milliseconds: number; rate: Rate }): void {
    const tokens = 1 - milliseconds / rate.per
    this.#keep(`${name} ${key}`, { tokens, at: this.#clock.now().getTime() })
  }

  forget(name: string, key: string): void {
    this.#buckets.delete(`${name} ${key}`)
  }

  #keep(place: string, bucket: Bucket): void {
    this.#buckets.delete(place)
    this.#buckets.set(place, bucket)
    if (this.#buckets.size > this.#size) this.#buckets.delete(this.#buckets.keys().next().value!)
  }
}
