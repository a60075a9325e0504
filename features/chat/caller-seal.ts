import { base64url, fromBase64url } from '#platform/envelope/bytes'
import { makeIdentity, recipientOf } from '#platform/envelope/identity'
import { callerSlot } from '#platform/envelope/records'
import { Thread } from '#platform/envelope/thread'
import { callerReader, newKey, unwrapNextKey, wrapKey, type Wrap } from '#platform/envelope/wraps'
import type { TalkBody } from './bodies.ts'
import type { Recipients } from './wire.ts'

/** What eight words bring back: enough to be the same page again, on any device. */
export type Way = { v: 1; team: string; contact: string; line: string; token: string; identity: string; first: string }

/**
 * The caller's side of the seal. Holds the content keys of one contact and this page's own identity, in memory only:
 * nothing of it is ever stored on the device, and closing the page loses it.
 */
export class CallerSeal {
  readonly contactId: string
  readonly slot: string
  readonly identity: string
  #team: string
  #keys = new Map<number, Uint8Array>()
  #thread: Thread

  private constructor(given: { team: string; contactId: string; identity: string; first: Uint8Array; slot?: string }) {
    this.contactId = given.contactId
    this.slot = given.slot ?? callerSlot()
    this.identity = given.identity
    this.#team = given.team
    this.#keys.set(1, given.first)
    const conversation = { team: given.team, object: given.contactId, kind: 'talk' }
    this.#thread = new Thread(conversation, (epoch) => this.#keys.get(epoch) ?? null)
  }

  /** A new contact: its id, its first key and this page's identity are made here. */
  static async make(team: string, contactId: string = crypto.randomUUID()): Promise<CallerSeal> {
    return new CallerSeal({ team, contactId, identity: await makeIdentity(), first: newKey() })
  }

  /** `slot`: of a page that goes on where it was, because all that came before is read first. */
  static back(way: Omit<Way, 'token' | 'line'>, slot?: string): CallerSeal {
    const { team, contact, identity } = way
    const first = fromBase64url(way.first)
    return new CallerSeal({ team, contactId: contact, identity, first, ...(slot ? { slot } : {}) })
  }

  way(line: string, token: string): Way {
    const first = base64url(this.#keys.get(1)!)
    return { v: 1, team: this.#team, contact: this.contactId, line, token, identity: this.identity, first }
  }

  /** The first key, wrapped to intake and to the circles of coordinators and stewards. */
  wraps(lineId: string, to: Recipients): Promise<Wrap[]> {
    const readers: [string, string][] = [
      [`intake:${lineId}:${to.intake.epoch}`, to.intake.recipient],
      [`circle:coordinators:${to.coordinators.epoch}`, to.coordinators.recipient],
      [`circle:stewards:${to.stewards.epoch}`, to.stewards.recipient],
    ]
    const place = { team: this.#team, object: this.contactId, kind: 'talk', epoch: 1 }
    return Promise.all(
      readers.map(async ([reader, recipient]) => {
        const sealed = base64url(await wrapKey(place, this.#keys.get(1)!, recipient))
        return { object: place.object, kind: place.kind, epoch: 1, reader, sealed }
      }),
    )
  }

  /** How consoles address later keys to this page; inside the seal, so that the server cannot name a reader of its own. */
  async hello(lang: string): Promise<Extract<TalkBody, { k: 'hello' }>> {
    const recipient = await recipientOf(this.identity)
    const place = { team: this.#team, object: this.contactId, kind: 'talk' }
    return { k: 'hello', reader: callerReader(place, this.#keys.get(1)!, recipient), recipient, lang }
  }

  /** Takes later keys, one after the other; each must come from somebody who held the one before. */
  async learn(wraps: readonly Wrap[]): Promise<void> {
    const fresh = wraps
      .filter((wrap) => wrap.kind === 'talk' && !this.#keys.has(wrap.epoch))
      .sort((a, b) => a.epoch - b.epoch)
    for (const { epoch, sealed } of fresh) {
      const before = this.#keys.get(epoch - 1)
      if (!before) continue
      const place = { team: this.#team, object: this.contactId, kind: 'talk', epoch }
      const held = { key: before, identities: [this.identity] }
      const key = await unwrapNextKey(place, held, fromBase64url(sealed)).catch(() => null)
      if (key) this.#keys.set(epoch, key)
    }
  }

  get epoch(): number {
    return Math.max(...this.#keys.keys())
  }

  seal(body: string): Promise<string> {
    return this.#thread.seal(this.slot, this.epoch, body)
  }

  withdraw(): void {
    this.#thread.withdraw(this.slot)
  }

  /** Opens the next row of the stream, or throws an EnvelopeError: then it is shown as not readable. */
  async open(record: string): Promise<{ slot: string; body: string }> {
    return this.#thread.accept(record)
  }
}
