import type { House } from '#platform/house'
import { contactsAmong, type Contact } from './store.ts'

type Ask = { contactId: string; answer: (contact: Contact | null) => void; fail: (error: unknown) => void }

/**
 * Looks contacts up before each record is kept. Records arrive in bursts, so all who ask while a statement is under way
 * share the next one: the row is read fresh every time, and the cost does not grow with the number of writers.
 */
export class Lookout {
  #house: House
  #asking = new Map<string, Ask[]>()
  #busy = new Set<string>()

  constructor(house: House) {
    this.#house = house
  }

  contact(teamId: string, contactId: string): Promise<Contact | null> {
    return new Promise((answer, fail) => {
      this.#asking.set(teamId, [...(this.#asking.get(teamId) ?? []), { contactId, answer, fail }])
      void this.#look(teamId)
    })
  }

  async #look(teamId: string): Promise<void> {
    if (this.#busy.has(teamId)) return
    this.#busy.add(teamId)
    for (let asks = this.#asking.get(teamId); asks; asks = this.#asking.get(teamId)) {
      this.#asking.delete(teamId)
      await this.#answer(teamId, asks)
    }
    this.#busy.delete(teamId)
  }

  async #answer(teamId: string, asks: Ask[]): Promise<void> {
    try {
      const contacts = await contactsAmong(this.#house.db.sql, teamId, [...new Set(asks.map((ask) => ask.contactId))])
      const byId = new Map(contacts.map((contact) => [contact.contactId, contact]))
      for (const ask of asks) ask.answer(byId.get(ask.contactId) ?? null)
    } catch (error) {
      for (const ask of asks) ask.fail(error)
    }
  }
}
