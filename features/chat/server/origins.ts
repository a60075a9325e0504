import type { Context } from 'hono'
import { hour, minute, second } from '#platform/clock'
import type { House } from '#platform/house'
import { addressOf } from '#platform/server/address'
import { contactOf } from '#features/contacts'

/** A household may start this many contacts at once, then one more every two minutes, before a page has to work for it. */
const usual = { per: 2 * minute, burst: 4 }
/** Where somebody was blocked: one contact at once, then one every ten minutes. */
const cooled = { per: 10 * minute, burst: 1 }
/** The most that somebody without script, who cannot compute, is made to wait. Nobody is refused. */
const longestWait = 5 * second
const remembered = 10
const most = 20_000

/**
 * Which contacts came from where, lately. Memory of this process only, never written, told or logged; gone with a restart.
 * It serves one question: was somebody from there ended and blocked?
 */
export class Origins {
  #house: House
  #contacts = new Map<string, { contactId: string; at: number }[]>()

  constructor(house: House) {
    this.#house = house
  }

  /** How long this place should be slowed, in milliseconds; 0 for almost everybody. */
  async slow(c: Context, teamId: string): Promise<number> {
    const origin = addressOf(c, this.#house.config)
    const isCooled = await this.#wasBlocked(origin, teamId)
    return this.#house.rates.take(isCooled ? 'chat cooled' : 'chat', origin, isCooled ? cooled : usual)
  }

  remember(c: Context, contactId: string): void {
    const origin = addressOf(c, this.#house.config)
    const known = this.#contacts.get(origin) ?? []
    this.#contacts.delete(origin)
    this.#contacts.set(origin, [...known.slice(1 - remembered), { contactId, at: this.#house.clock.now().getTime() }])
    if (this.#contacts.size > most) this.#contacts.delete(this.#contacts.keys().next().value!)
  }

  async #wasBlocked(origin: string, teamId: string): Promise<boolean> {
    const since = this.#house.clock.now().getTime() - hour
    const recent = (this.#contacts.get(origin) ?? []).filter(({ at }) => at > since)
    const contacts = await Promise.all(recent.map(({ contactId }) => contactOf(this.#house.db.sql, teamId, contactId)))
    return contacts.some((contact) => contact?.ending === 'blocked')
  }
}

/** A page that cannot compute waits instead. */
export const waitOut = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, longestWait)))
