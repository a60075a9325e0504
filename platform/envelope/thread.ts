import { demand, EnvelopeError } from './errors.ts'
import { openRecord, readRecord, recordHash, recordKey, sealRecord } from './records.ts'
import type { Conversation, Head, RecordPlace, SealedRecord } from './records.ts'

/** Gives the content key of an epoch, or null when this reader does not hold it. */
export type KeyOf = (epoch: number) => Uint8Array | null
export type Opened = { slot: string; n: number; epoch: number; body: string }
/** What a device remembers of a thread, to notice a server that forgets. */
export type Heads = Record<string, Head>

/** What is known of one author: the hash of each of their records, the newest epoch, and whom they had seen. */
type Author = { hashes: string[]; epoch: number }

/** What one slot wrote with this thread, kept by the server or not, and whom it has named since. */
type Written = { slot: string; hashes: string[]; named: Heads }

/** A record being deciphered while those before it are checked. */
type Begun = { record: SealedRecord; hash: string; body: Promise<string> } | { refusal: Error }
/** So many at a time: enough to keep the browser's crypto threads busy, few enough to be held in memory. */
const together = 200

/**
 * One conversation's records as one reader verifies them. It does not order authors among each other (that is the
 * server's order, outside the seal); it proves that each author's own records are complete and in order, and that
 * everybody was shown what the others had seen when they wrote.
 * Nothing is remembered of a record that was refused, so the true record can still follow a false one.
 */
export class Thread {
  readonly conversation: Conversation
  #keyOf: KeyOf
  #authors = new Map<string, Author>()
  #keys = new Map<string, Promise<CryptoKey>>()
  #pins: Heads
  #written: Written | null = null
  #newestEpoch = 0
  #sealing: Promise<unknown> = Promise.resolve()

  constructor(conversation: Conversation, keyOf: KeyOf, pins: Heads = {}) {
    this.conversation = conversation
    this.#keyOf = keyOf
    this.#pins = pins
  }

  /**
   * Takes the next row of the stream. Resolves to what it says, or throws an `EnvelopeError` and remembers nothing.
   * Rows must be offered in the server's order, one after the other.
   */
  accept(recordJson: string): Promise<Opened> {
    return this.#finish(this.#begin(recordJson))
  }

  /**
   * Takes many rows at once, each as `accept` would after the ones before it: what it says, or why it is refused. They are
   * deciphered side by side, and each is given out only once its place was found to hold.
   */
  async acceptEach(recordsJson: readonly string[]): Promise<(Opened | EnvelopeError)[]> {
    const results: (Opened | EnvelopeError)[] = []
    for (let from = 0; from < recordsJson.length; from += together) {
      const begun = recordsJson.slice(from, from + together).map((json) => this.#begin(json))
      for (const record of begun) {
        const result = await this.#finish(record).catch((thrown: unknown) => thrown as Error)
        if (result instanceof Error && !(result instanceof EnvelopeError)) throw result
        results.push(result)
      }
    }
    return results
  }

  /** The place of this slot's next record, under this epoch's key. */
  next(slot: string, epoch: number): RecordPlace {
    const mine = this.#mine(slot)
    const h: Heads = {}
    for (const [other, { hashes }] of this.#authors) {
      const head: Head = [hashes.length, hashes.at(-1)!]
      if (other !== slot && mine.named[other]?.[0] !== head[0]) h[other] = head
    }
    return { e: epoch, s: slot, n: mine.hashes.length + 1, p: mine.hashes.at(-1) ?? null, h }
  }

  /**
   * Seals the slot's next record. The JSON must reach the server or be offered to it again, unchanged, until it is
   * durable: the next record builds on it. If the server refused it for good, call `withdraw`.
   */
  seal(slot: string, epoch: number, body: string): Promise<string> {
    const sealing = this.#sealing.then(() => this.#sealNext(slot, epoch, body))
    this.#sealing = sealing.catch(() => undefined)
    return sealing
  }

  /** Forgets records that were sealed and never became durable; the next one takes their place. */
  withdraw(slot: string): void {
    const mine = this.#mine(slot)
    mine.hashes = [...(this.#authors.get(slot)?.hashes ?? [])]
    mine.named = {}
  }

  /** How far every author was seen: keep it on the device, encrypted, and give it to the next Thread as pins. */
  heads(): Heads {
    const heads: Heads = { ...this.#pins }
    for (const [slot, { hashes }] of this.#authors) {
      if ((heads[slot]?.[0] ?? 0) <= hashes.length) heads[slot] = [hashes.length, hashes.at(-1)!]
    }
    return heads
  }

  /** Call when the server says that was all: throws `record.rolled-back` when this device had seen more. */
  caughtUp(): void {
    for (const [slot, [n]] of Object.entries(this.#pins)) {
      demand((this.#authors.get(slot)?.hashes.length ?? 0) >= n, 'record.rolled-back')
    }
  }

  /** How many of this slot's records were read. */
  read(slot: string): number {
    return this.#authors.get(slot)?.hashes.length ?? 0
  }

  /** The highest key epoch any accepted record used; 0 before the first. */
  get newestEpoch(): number {
    return this.#newestEpoch
  }

  async #sealNext(slot: string, epoch: number, body: string): Promise<string> {
    const key = await this.#key(epoch, slot)
    const place = this.next(slot, epoch)
    const json = await sealRecord(key, this.conversation, { place, body })
    const mine = this.#mine(slot)
    mine.hashes.push(recordHash(readRecord(json)))
    mine.named = { ...mine.named, ...place.h }
    return json
  }

  #begin(recordJson: string): Begun {
    try {
      const record = readRecord(recordJson)
      const body = this.#key(record.e, record.s).then((key) => openRecord(key, this.conversation, record))
      body.catch(() => undefined)
      return { record, hash: recordHash(record), body }
    } catch (thrown) {
      return { refusal: thrown as Error }
    }
  }

  async #finish(begun: Begun): Promise<Opened> {
    if ('refusal' in begun) throw begun.refusal
    const { record, hash } = begun
    this.#refusePlace(record, hash)
    const body = await begun.body
    this.#refusePlace(record, hash)
    this.#remember(record, hash)
    return { slot: record.s, n: record.n, epoch: record.e, body }
  }

  #refusePlace(record: SealedRecord, hash: string): void {
    const author = this.#authors.get(record.s)
    const known = author?.hashes ?? []
    if (record.n <= known.length)
      throw new EnvelopeError(known[record.n - 1] === hash ? 'record.replayed' : 'record.forked')
    demand(record.n === known.length + 1, 'record.missing')
    demand(record.p === (known.at(-1) ?? null), 'record.forked')
    const pin = this.#pins[record.s]
    demand(pin === undefined || pin[0] !== record.n || pin[1] === hash, 'record.forked')
    this.#refuseHeads(record)
    // An old key serves only those who were already writing when the new one came: nobody arrives with an old key.
    demand(record.e >= (author?.epoch ?? this.#newestEpoch), 'record.old-epoch')
  }

  /** What the author had seen must have been shown here too, and must have been the same. */
  #refuseHeads(record: SealedRecord): void {
    for (const [slot, [n, hash]] of Object.entries(record.h)) {
      const seen = this.#authors.get(slot)
      demand(seen !== undefined && seen.hashes.length >= n, 'record.missing')
      demand(seen.hashes[n - 1] === hash, 'record.forked')
      demand(n < seen.hashes.length || record.e >= seen.epoch, 'record.old-epoch')
    }
  }

  #remember(record: SealedRecord, hash: string): void {
    const author = this.#authors.get(record.s) ?? { hashes: [], epoch: 0 }
    author.hashes.push(hash)
    author.epoch = record.e
    this.#authors.set(record.s, author)
    this.#newestEpoch = Math.max(this.#newestEpoch, record.e)
  }

  /** What this slot has written, or what was read of it where that is more: it wrote before this thread began. */
  #mine(slot: string): Written {
    const written = this.#written
    if (written?.slot === slot && written.hashes.length >= this.read(slot)) return written
    return (this.#written = { slot, hashes: [...(this.#authors.get(slot)?.hashes ?? [])], named: {} })
  }

  #key(epoch: number, slot: string): Promise<CryptoKey> {
    const name = `${epoch} ${slot}`
    const made = this.#keys.get(name)
    if (made) return made
    const key = this.#keyOf(epoch)
    if (key === null) return Promise.reject(new EnvelopeError('key.unknown'))
    const making = recordKey(key, this.conversation, slot)
    this.#keys.set(name, making)
    return making
  }
}
