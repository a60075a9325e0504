import { demand, EnvelopeError, type EnvelopeCode } from '#platform/envelope/errors'
import { Thread, type Heads } from '#platform/envelope/thread'
import { trackOf, type ContentKeys } from './content-keys.ts'
import type { Self } from './self.ts'

/** A row of a stream as the live socket brings it: the server's number, its id, the record. */
export type StreamRow = readonly [seq: number, id: string, record: string]
export type OpenedRow =
  | { seq: number; id: string; slot: string; epoch: number; body: string }
  | { seq: number; id: string; error: EnvelopeCode }
export type KeyringThread = {
  /** Opens rows in the server's order. A row that does not hold gives its error and nothing else. */
  open(rows: readonly StreamRow[]): Promise<OpenedRow[]>
  /** The same for the first rows of a stream, without taking them: for a look before one is in it, or beside somebody who is. */
  glance(rows: readonly StreamRow[]): Promise<OpenedRow[]>
  /**
   * Call before rows are opened from the first one on, by whoever reads next: a thread refuses as replayed what it has opened
   * before. What was seen before must be shown again.
   */
  beginAgain(): Promise<void>
  /**
   * The next record of this console, to be sent until it is durable. Throws `key.stale` when a new key is due first, and
   * `record.unread` while records that this console wrote before its thread was forgotten are still to be read.
   */
  seal(body: string): Promise<string>
  /** The last sealed records were refused for good. */
  withdraw(): Promise<void>
  /** The server says that was all: throws `record.rolled-back` when this device has seen more. */
  caughtUp(): Promise<void>
}

/** The conversations of one unlocked member. */
export class Threads {
  #self: Self
  #keys: ContentKeys
  #pins: Record<string, Heads>
  #threads = new Map<string, Thread>()
  /** How many of this console's own records a forgotten thread had read: the next one has to read them first. */
  #readBefore = new Map<string, number>()
  #rows: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(self: Self, keys: ContentKeys, pins: Record<string, Heads>) {
    this.#self = self
    this.#keys = keys
    this.#pins = { ...pins }
  }

  of(object: string, kind: string): KeyringThread {
    return {
      open: async (rows) => {
        // The thread of this moment: reading may begin anew before it is these rows' turn.
        const thread = this.#thread(object, kind)
        return this.#inTurn(() => this.#open(thread, rows))
      },
      glance: async (rows) => this.#open(this.#begin(object, kind), rows),
      beginAgain: async () => this.#beginAgain(trackOf({ object, kind })),
      seal: (body) => this.#seal({ object, kind }, body),
      withdraw: async () => this.#thread(object, kind).withdraw(this.#self.slot),
      caughtUp: () => this.#inTurn(async () => this.#thread(object, kind).caughtUp()),
    }
  }

  heads(): Record<string, Heads> {
    const heads = { ...this.#pins }
    for (const [track, thread] of this.#threads) heads[track] = thread.heads()
    return heads
  }

  forget(object: string): void {
    const start = trackOf({ object, kind: '' })
    for (const track of this.#threads.keys()) if (track.startsWith(start)) this.#beginAgain(track)
    this.#pins = Object.fromEntries(Object.entries(this.#pins).filter(([track]) => !track.startsWith(start)))
  }

  close(): void {
    this.#closed = true
    this.#threads.clear()
    this.#readBefore.clear()
    this.#pins = {}
  }

  async #open(thread: Thread, rows: readonly StreamRow[]): Promise<OpenedRow[]> {
    const opened = await thread.acceptEach(rows.map(([, , record]) => record))
    demand(!this.#closed, 'locked')
    return opened.map((result, at) => {
      const [seq, id] = rows[at]!
      if (result instanceof EnvelopeError) return { seq, id, error: result.code }
      return { seq, id, slot: result.slot, epoch: result.epoch, body: result.body }
    })
  }

  async #seal({ object, kind }: { object: string; kind: string }, body: string): Promise<string> {
    const thread = this.#thread(object, kind)
    const epoch = this.#keys.newest(object, kind)
    demand(epoch > 0, 'key.unknown')
    demand(thread.read(this.#self.slot) >= (this.#readBefore.get(trackOf({ object, kind })) ?? 0), 'record.unread')
    demand(epoch >= thread.newestEpoch && (await this.#keys.isFresh(object, kind)), 'key.stale')
    return thread.seal(this.#self.slot, epoch, body)
  }

  /** A fresh thread remembers how far the one before had seen, and which records of this console it has to read first. */
  #beginAgain(track: string): void {
    const thread = this.#threads.get(track)
    if (!thread) return
    this.#pins[track] = thread.heads()
    this.#readBefore.set(track, Math.max(thread.read(this.#self.slot), this.#readBefore.get(track) ?? 0))
    this.#threads.delete(track)
  }

  #thread(object: string, kind: string): Thread {
    const track = trackOf({ object, kind })
    const known = this.#threads.get(track)
    if (known) return known
    const thread = this.#begin(object, kind)
    this.#threads.set(track, thread)
    return thread
  }

  #begin(object: string, kind: string): Thread {
    demand(!this.#closed, 'locked')
    const keyOf = (epoch: number): Uint8Array | null => this.#keys.key({ object, kind, epoch })
    return new Thread({ team: this.#self.team, object, kind }, keyOf, this.#pins[trackOf({ object, kind })])
  }

  /** Rows are verified strictly one after the other, whoever asks. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#rows.then(work)
    this.#rows = done.catch(() => undefined)
    return done
  }
}
