import type { Place, StreamRow } from '#platform/streams/store'

/**
 * One stream as this process follows it: how far it is known to have come, and its newest rows in memory.
 * Invariant: `recent` has no gap and ends at `end`; a follower gets rows in order, each once, from memory or from the table.
 */
export type Follower = {
  /** The last row it was given. */
  cursor: number
  rows: (rows: StreamRow[]) => void
  ended: () => void
  paused: boolean
  reading: boolean
}

const rowsInMemory = 200
const bytesInMemory = 512 * 1024

export class Feed {
  readonly place: Place
  readonly followers = new Set<Follower>()
  /** The highest sequence there is, as far as we know. */
  last = 0
  /** The last row in memory; -1 until the stream was looked at. */
  end = -1
  #recent: StreamRow[] = []
  #bytes = 0

  constructor(place: Place) {
    this.place = place
  }

  /** Takes rows in order. A row that does not follow the last one is left to be read. */
  add(rows: StreamRow[]): void {
    for (const row of rows) {
      if (this.end === -1) this.end = row.seq - 1
      if (row.seq === this.end + 1) this.#push(row)
      if (row.seq > this.last) this.last = row.seq
    }
  }

  /** Rows up to `end` are not in memory (removed, or never loaded): whoever wants them reads the table. */
  skipTo(end: number): void {
    if (end <= this.end) return
    this.end = end
    this.forget()
  }

  forget(): void {
    this.#recent = []
    this.#bytes = 0
  }

  /** The rows after `cursor`; null when the table has to be asked. */
  after(cursor: number): StreamRow[] | null {
    const missing = this.end - cursor
    return missing > this.#recent.length ? null : this.#recent.slice(this.#recent.length - Math.max(0, missing))
  }

  #push(row: StreamRow): void {
    this.#recent.push(row)
    this.#bytes += row.body.length
    this.end = row.seq
    while (this.#recent.length > rowsInMemory || (this.#bytes > bytesInMemory && this.#recent.length > 1)) {
      this.#bytes -= this.#recent.shift()!.body.length
    }
  }
}
