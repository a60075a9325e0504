import { base64url, fromBase64url, randomBytes } from '#platform/envelope/bytes'
import type { TestHouse } from '../../tests/house.ts'
import type { People, Person } from '../../tests/people.ts'
import { keepCardIn } from './browser/cards.ts'
import { foldingOf } from './browser/folding.ts'
import type { Card } from './card.ts'
import { cardKey } from './server/cards.ts'
import { insertCards } from './server/store.ts'
import type { Material } from './wire.ts'

/* For tests: cards of a month, as if they had come in while it was. */

export const cardId = (): string => base64url(randomBytes(16))

/** A month's cards: each of these so many times. Sealed once each, because that is what takes long. */
export async function cardsAre(
  { house }: TestHouse,
  { team: { teamId }, dee }: People,
  month: string,
  cards: readonly (readonly [card: Card, howMany: number])[],
): Promise<void> {
  const key = cardKey(teamId, month)
  house.keyStore.newKey(key)
  for (const [card, howMany] of cards) {
    const sealed = house.keyStore.seal(key, fromBase64url(await keepCardIn(dee.keyring, card)))
    const rows = Array.from({ length: howMany }, () => ({ teamId, cardId: cardId(), month, sealed }))
    await insertCards(house.db.sql, rows)
  }
}

/** Folds the next month, as a coordinator's console does. */
export async function foldNext(person: Person): Promise<Response> {
  const material = (await (await person.request('/api/tally/folding')).json()) as Material
  const { folding } = await foldingOf(person.keyring, material, () => {})
  const send = (): Promise<Response> => person.request('/api/tally/folding', { method: 'POST', body: folding })
  // Opening many cards in this one process can take longer than the server keeps an idle connection.
  return send().catch(send)
}

/** A card on which nothing stands out. */
export const ordinary: Card = {
  v: 1,
  channel: 'chat',
  language: 'en',
  kinds: ['housing'],
  done: ['talking'],
  police: 'none',
  going: 'by-phone',
  waited: 'minute',
  outcome: 'better',
}
