import type { Keyring } from '#features/keys/browser'
import { base64url, fromBase64url, text, utf8 } from '#platform/envelope/bytes'
import { fold, readCard, type Card } from '../card.ts'
import { monthsBetween, placeOf } from '../months.ts'
import type { Sheet } from '../rules.ts'
import type { Folding, Material, Published } from '../wire.ts'
import { publishYear, waitingIn, type Waits } from '../year.ts'
import { cardLabel } from './cards.ts'

type Circle = Pick<Keyring, 'sealToCircle' | 'openForCircle'>
export type Prepared = {
  folding: Folding
  /** Cards that do not open, or are no cards. */
  unread: number
  /** Everything of the year that is published after this folding, and what waits. */
  published: Published[]
  waits: Waits[]
}

const sheetLabel = (month: string): string => `tally sheet ${month}`

/**
 * Adds a month up: opens its cards, and the sums of the months before, and works out what may be published now. The single
 * cards are forgotten here; what is sealed again are sums. `opened`: how many of the cards were opened so far.
 */
export async function foldingOf(
  keyring: Circle,
  material: Material,
  opened: (done: number) => void,
): Promise<Prepared> {
  const { month, first } = material
  const cards: Card[] = []
  for (const [at, { sealed }] of material.cards.entries()) {
    const card = await openCard(keyring, sealed)
    if (card) cards.push(card)
    opened(at + 1)
  }
  const sheet = fold(cards)
  const sheets = [...(await earlier(keyring, material)), sheet]
  const rings = monthsBetween(first, month).map((one) => material.rings[one] ?? [])
  const published = publishYear({ first: placeOf(first), sheets, rings })
  const sealed = await keyring.sealToCircle('coordinators', utf8(JSON.stringify(sheet)), sheetLabel(month))
  const folding = {
    month,
    cardIds: material.cards.map(({ cardId }) => cardId),
    sheet: base64url(sealed),
    tables: published.filter(({ at }) => at === placeOf(month)) as Folding['tables'],
  }
  return {
    folding,
    unread: material.cards.length - cards.length,
    published,
    waits: waitingIn(published, placeOf(month)),
  }
}

async function openCard(keyring: Circle, sealed: string): Promise<Card | null> {
  try {
    return readCard(text(await keyring.openForCircle(fromBase64url(sealed), cardLabel)))
  } catch (error) {
    if ((error as { code?: string }).code === 'locked') throw error
    return null
  }
}

/** The sums of the months before. One that does not open ends it: a year with a hole is published by nobody. */
async function earlier(keyring: Circle, { first, month, sheets }: Material): Promise<Sheet[]> {
  const before = monthsBetween(first, month).slice(0, -1)
  return Promise.all(
    before.map(async (one) => {
      const sealed = sheets.find((sheet) => sheet.month === one)?.sealed
      if (!sealed) throw new Error('a month before has no sums')
      return JSON.parse(text(await keyring.openForCircle(fromBase64url(sealed), sheetLabel(one)))) as Sheet
    }),
  )
}
