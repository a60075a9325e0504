import { memberOfSlot } from '#platform/envelope/records'
import type { Pending } from './outbox.ts'

/** One row of a stream, opened. `body` is null when it could not be read: it is shown as such, never left out. */
export type Row<Body> = { seq: number; id: string; slot: string; body: Body | null }

/**
 * A track as this page has verified it, in the server's order, which is the same for everybody. Rows may come twice
 * (a reconnect) and are taken once.
 */
export class Log<Body> {
  rows: Row<Body>[] = []
  #known = new Set<number>()

  /** True when it was new. */
  add(row: Row<Body>): boolean {
    if (this.#known.has(row.seq)) return false
    this.#known.add(row.seq)
    this.rows.push(row)
    if (row.seq < (this.rows.at(-2)?.seq ?? 0)) this.rows.sort((a, b) => a.seq - b.seq)
    return true
  }

  get last(): number {
    return this.rows.at(-1)?.seq ?? 0
  }
}

export const isCaller = (slot: string): boolean => slot.startsWith('caller:')
export const memberOf = (slot: string): string | null => memberOfSlot(slot)

/** How far one of my messages has come: in words on the screen, never by a sign alone. */
export type Reached = 'sending' | 'kept' | 'seen' | 'stuck'
export const reachedOf = (row: { seq: number }, seen: number): Reached => (row.seq <= seen ? 'seen' : 'kept')
export const reachedPending = (pending: Pending): Reached => (pending.state === 'stuck' ? 'stuck' : pending.state)

/** Does work on rows strictly one after the other, although opening them takes a moment. */
export class InOrder {
  #last: Promise<void> = Promise.resolve()

  run(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work, work)
    return this.#last
  }
}
