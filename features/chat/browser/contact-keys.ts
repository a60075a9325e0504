import { ApiError } from '#platform/browser/api'
import { FetchedKeys } from '#platform/browser/fetched-keys'
import type { Desk } from '#features/keys/browser'
import type { ContactView, Track, Wrap } from '#features/contacts/browser'

export type CallerReader = { reader: string; recipient: string }
type Answer = { contact: ContactView; wraps: Wrap[]; now: number }
type Hands = Pick<Desk, 'api' | 'keyring' | 'learn' | 'me'>

/**
 * The keys of one contact as this console holds them. It fetches what was wrapped for this member, makes a new key where
 * the server or the rosters demand one (and takes the other's where another console was faster), and keeps a wrap for the
 * member themselves, so that they can still read when intake no longer may.
 */
export class ContactKeys {
  #hands: Hands
  #contactId: string
  #callers: () => Promise<CallerReader[]>
  #renewing: Partial<Record<Track, Promise<void>>> = {}
  #keys: FetchedKeys<Answer>

  constructor(hands: Hands, contactId: string, callers: () => Promise<CallerReader[]>) {
    this.#hands = hands
    this.#contactId = contactId
    this.#callers = callers
    const path = `/api/contacts/${contactId}`
    this.#keys = new FetchedKeys(hands, { object: contactId, path, made: ({ contact }) => contact.made })
  }

  /** Fetches and opens whatever is there for this member. Throws ApiError (`not-yours`) or EnvelopeError (`locked`). */
  fetch = (): Promise<Answer> => this.#keys.fetch()

  /** The server's clock minus this device's. */
  get ahead(): number {
    return this.#keys.ahead
  }

  /**
   * Resolves once this track has a key that may seal something new. Only for somebody who is on the contact. Whoever asks
   * while it is being made waits for the same one: this console never races itself.
   */
  renew(kind: Track): Promise<void> {
    return (this.#renewing[kind] ??= this.#renew(kind).finally(() => delete this.#renewing[kind]))
  }

  async renewAll(): Promise<void> {
    for (const kind of ['talk', 'crew'] as const) await this.renew(kind)
  }

  async #renew(kind: Track): Promise<void> {
    for (let tries = 0; tries < 8; tries++) {
      const { contact, wraps } = await this.fetch()
      const newest = await this.#hands.keyring.newestEpoch(this.#contactId, kind)
      const isDue = newest < contact.epochs[kind] || (await this.#hands.keyring.needsKey(this.#contactId, kind))
      if (!isDue) return this.#keepOwn(kind, wraps)
      if (newest < contact.made[kind]) throw new ApiError(409, 'unopened', '')
      await this.#make(kind, newest + 1, contact)
    }
    throw new ApiError(409, 'outdated', '')
  }

  async #make(kind: Track, epoch: number, contact: ContactView): Promise<void> {
    const name = { object: this.#contactId, kind, epoch }
    const readers = await this.#readers(kind, contact)
    try {
      await this.#put(await this.#hands.keyring.makeKey(name, readers), { kind, epoch })
    } catch (error) {
      // Another console was faster, and its key is there to fetch; or it was learned in this very moment.
      const { status, code } = error as { status?: number; code?: string }
      if (status !== 409 && code !== 'key.unknown') throw error
      // This console has yet to hear that the team changed, which comes by itself.
      if (code === 'outdated') await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }

  async #readers(kind: Track, contact: ContactView): Promise<{ reader: string; recipient?: string }[]> {
    const people = new Set([...contact.people, this.#hands.me.memberId])
    const names = [
      // Intake reads a contact only while it lives.
      ...(contact.state === 'open' ? [`intake:${contact.lineId}`] : []),
      'circle:coordinators',
      'circle:stewards',
      ...[...people].map((id) => `member:${id}`),
    ]
    return [...names.map((reader) => ({ reader })), ...(kind === 'talk' ? await this.#callers() : [])]
  }

  /** Intake forgets a contact when it ends; whoever worked it keeps a wrap of their own. */
  async #keepOwn(kind: Track, wraps: readonly Wrap[]): Promise<void> {
    const reader = `member:${this.#hands.me.memberId}`
    const mine = wraps.filter((wrap) => wrap.kind === kind)
    const lacking = [...new Set(mine.map((wrap) => wrap.epoch))].filter(
      (epoch) => !mine.some((wrap) => wrap.epoch === epoch && wrap.reader === reader),
    )
    for (const epoch of lacking) {
      const made = await this.#hands.keyring
        .rewrap({ object: this.#contactId, kind, epoch }, [{ reader }])
        .catch(() => null)
      if (made) await this.#put(made)
    }
  }

  #put(wraps: readonly object[], makes?: { kind: Track; epoch: number }): Promise<unknown> {
    return this.#hands.api.put(`/api/contacts/${this.#contactId}/wraps`, { wraps, ...(makes ? { makes } : {}) })
  }
}
