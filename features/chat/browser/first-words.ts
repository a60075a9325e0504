import type { LiveRow } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import type { Wrap } from '#features/contacts/browser'
import { readTalk } from '../bodies.ts'

/**
 * The words of callers who wait for an answer, by contact. A store; reads only, and only while they wait. It glances: the
 * conversation's own thread is never touched, however late these words come and whoever has answered meanwhile.
 */
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
    const opening = (): void => {}
    this.#follows.set(contactId, opening)
    try {
      await this.#learn(contactId)
    } catch {
      if (this.#follows.get(contactId) === opening) this.#follows.delete(contactId)
      return
    }
    if (this.#follows.get(contactId) !== opening) return
    const rows: LiveRow[] = []
    const onRows = (news: LiveRow[]): void => {
      rows.push(...news)
      void this.#read(contactId, rows).catch(() => {})
    }
    this.#follows.set(contactId, this.#desk.live.follow('first-words', contactId, { after: 0, onRows }))
  }

  async #learn(contactId: string): Promise<void> {
    const { wraps } = await this.#desk.api.get<{ wraps: Wrap[] }>(`/api/chat/${contactId}/waiting`)
    await this.#desk.keyring.verified()
    await this.#desk.keyring.learn(wraps)
  }

  /** All rows so far; when more have come meanwhile, those who brought them tell. */
  async #read(contactId: string, rows: readonly LiveRow[]): Promise<void> {
    const count = rows.length
    const stop = this.#follows.get(contactId)
    const thread = this.#desk.keyring.thread(contactId, 'talk')
    let opened = await thread.glance(rows)
    if (opened.some((row) => 'error' in row && row.error === 'key.unknown')) {
      await this.#learn(contactId)
      opened = await thread.glance(rows)
    }
    if (rows.length !== count || this.#follows.get(contactId) !== stop) return
    const bodies = opened.map((row) => ('body' in row ? readTalk(row.body) : null))
    const texts = bodies.flatMap((body) => (body?.k === 'text' ? [body.text] : []))
    this.#texts = new Map(this.#texts).set(contactId, texts)
    for (const read of this.#readers) read(this.#texts)
  }
}
