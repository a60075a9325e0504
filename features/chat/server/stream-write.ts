import { second } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { contactOf, keepTalk, lockContact, type Contact } from '#features/contacts'
import type { TalkBody } from '../bodies.ts'
import type { CallerSeal } from '../caller-seal.ts'
import { becomeMessage, NotKept } from './start.ts'
import { sealOf, wrapsOfCaller, type PlainPage } from './stream-page.ts'

type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }
type Writing = { page: PlainPage; id: string; body: TalkBody }
export type Written = 'kept' | 'ended' | 'old-epoch' | 'slow-down'

/** As for a page with script: far above what anybody types, far below what fills a disk. */
const writing = { per: 2 * second, burst: 40 }

/**
 * Seals what a page without script sent, the moment it arrives, as the next record of that page. Said twice under one id,
 * it is one message. Never log or keep its argument.
 */
export async function write(house: House, given: Writing): Promise<Written> {
  if (house.rates.take('plain page writes', given.page.contact.contactId, writing) > 0) return 'slow-down'
  const hand = await Hand.take(house, given.page)
  return house.db.transact((sql, afterCommit) => hand.write({ sql, afterCommit, house }, given))
}

/**
 * The same, as a message left instead of waiting. If somebody answered meanwhile, they read it in the chat. 'old-epoch' where
 * the chat takes nothing before somebody comes to make its new key: then it has to go by itself, unless they are just coming.
 */
export async function leaveInstead(house: House, given: Writing): Promise<Written> {
  const hand = await Hand.take(house, given.page)
  return house.db
    .transact((sql, afterCommit) => hand.leave({ sql, afterCommit, house }, given))
    .catch((error: unknown) => {
      if (error instanceof NotKept) return 'old-epoch' as const
      throw error
    })
}

/**
 * The page's hand: one slot, so that a reader would notice a missing record. What was said before is read first, outside of
 * the transaction; what came since, within it, while the contact is locked and no other request of this page can write.
 */
class Hand {
  #seal: CallerSeal
  #contact: Contact
  #ids = new Set<string>()
  #last = 0

  private constructor(contact: Contact, seal: CallerSeal) {
    this.#contact = contact
    this.#seal = seal
  }

  static async take(house: House, page: PlainPage): Promise<Hand> {
    const hand = new Hand(page.contact, await sealOf(house, page))
    await hand.#read(house, house.db.sql)
    return hand
  }

  async write(tx: Tx, { id, body }: Writing): Promise<Written> {
    const contact = await this.#lock(tx)
    if (contact?.state !== 'open') return 'ended'
    if (this.#ids.has(id)) return 'kept'
    return this.#keep(tx, contact, { id, body })
  }

  async leave(tx: Tx, { id, body }: Writing): Promise<Written> {
    const contact = await this.#lock(tx)
    if (contact?.state !== 'open') return 'ended'
    if (this.#ids.has(id)) return 'kept'
    const record = await this.#sealed(body)
    if (await becomeMessage(tx, { kind: 'caller', ...placeOf(contact) }, { id, record })) return 'kept'
    return this.#keep(tx, contact, { id, body })
  }

  async #lock({ sql, house }: Tx): Promise<Contact | null> {
    const contact = await lockContact(sql, placeOf(this.#contact))
    if (contact) await this.#read(house, sql)
    return contact
  }

  async #keep(tx: Tx, contact: Contact, given: { id: string; body: TalkBody }): Promise<Written> {
    const { sql, afterCommit, house } = tx
    // Made since this page's keys were read.
    if (this.#seal.epoch < contact.talkEpoch) await this.#seal.learn(await wrapsOfCaller(sql, house, contact))
    const record = await this.#sealed(given.body)
    const kept = await keepTalk(sql, afterCommit, house, { contact, id: given.id, record, words: true })
    if (kept) return 'kept'
    return (await contactOf(sql, contact.teamId, contact.contactId))?.state === 'open' ? 'old-epoch' : 'ended'
  }

  /** Whatever was sealed before and not kept (a transaction that ran again) is forgotten. */
  async #sealed(body: TalkBody): Promise<string> {
    this.#seal.withdraw()
    return this.#seal.seal(JSON.stringify(body))
  }

  async #read(house: House, sql: Sql): Promise<void> {
    const { teamId, talkStream: streamId } = this.#contact
    for (let more = true; more;) {
      const rows = await house.streams.read({ teamId, streamId, after: this.#last, sql })
      for (const row of rows) {
        this.#ids.add(row.id)
        this.#last = row.seq
        await this.#seal.open(row.body).catch(() => null)
      }
      more = rows.length > 0
    }
  }
}

const placeOf = ({ teamId, contactId }: Contact): { teamId: string; contactId: string } => ({ teamId, contactId })
