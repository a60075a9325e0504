import type { Keyring } from '#features/keys/browser'
import { base64url, utf8 } from '#platform/envelope/bytes'
import type { Card } from '../card.ts'

/** What a card is sealed as; nothing sealed as something else opens as a card. */
export const cardLabel = 'tally card'

/** Seals a card to the coordinators: after that nobody else reads it, whoever made it included. */
export const keepCardIn = async (keyring: Pick<Keyring, 'sealToCircle'>, card: Card): Promise<string> =>
  base64url(await keyring.sealToCircle('coordinators', utf8(JSON.stringify(card)), cardLabel))
