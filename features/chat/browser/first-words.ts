import type { LiveRow } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import type { Wrap } from '#features/contacts/browser'
import { readTalk } from '../bodies.ts'
import { isOwner, takeOver } from './fresh.ts'

/** The words of callers who wait for an answer, by contact. A store; reads only, and only while they wait. */
export class FirstWords {
  #desk: Desk
  #texts = new Map<string, string[]>()
  #follows = new Map<string, () => void>()
  #readers = new Set<(texts: Map<string, string[]>) => void>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  subscribe(read: (texts: Map<string, string[]>) => void): () => void {
    this.#readers.add(read)
    read(this.#texts)
    return () => this.#readers.delete(read)
  }

  /** Follows exactly these contacts. */
  follow(contactIds: readonly string[]): void {
    for (const [contactId, stop] of this.#follows) {
      if (contactIds.includes(contactId)) continue
      stop()
      this.#follows.delete(contactId)
      this.#texts.delete(contactId)
    }
    for (const contactId of contactIds) if (!this.#follows.has(contactId)) void this.#open(contactId)
  }

  close(): void {
    this.follow([])
  }

  async #open(contactId: string): Promise<void> {
    this.#follows.set(contactId, () => {})
    try {
      const { wraps } = await this.#desk.api.get<{ wraps: Wrap[] }>(`/api/chat/${contactId}/waiting`)
      await takeOver(this.#desk.keyring, contactId, this)
      await this.#desk.keyring.learn(wraps)
    } catch {
      return void this.#follows.delete(contactId)
    }
    if (!this.#follows.has(contactId)) return
    const onRows = (rows: LiveRow[]): void => void this.#take(contactId, rows).catch(() => {})
    this.#follows.set(contactId, this.#desk.live.follow('first-words', contactId, { after: 0, onRows }))
  }

  /** Stops the moment this console's own conversation takes over. */
  async #take(contactId: string, rows: LiveRow[]): Promise<void> {
    if (!isOwner(contactId, this)) return
    const opened = await this.#desk.keyring.thread(contactId, 'talk').open(rows)
    for (const row of opened) {
      const body = 'body' in row ? readTalk(row.body) : null
      if (body?.k === 'text') this.#texts.set(contactId, [...(this.#texts.get(contactId) ?? []), body.text])
    }
    for (const read of this.#readers) read(new Map(this.#texts))
  }
}
