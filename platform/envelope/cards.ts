import { canonical, hasExactly, parseObject } from './bytes.ts'
import { demand } from './errors.ts'
import { openText, sealText } from './identity.ts'
import type { Identity, Recipient } from './identity.ts'
import { memberIn, type Roster, type RosterMember } from './roster.ts'
import type { Chains } from './intake.ts'
import { sign, verified } from './signing.ts'
import type { SigningKey } from './signing.ts'

/** Who is called what, sealed to the circles and signed by the member, or by the steward who invited them until then. */
export type Card = { v: 1; team: string; member: string; name: string; at: string; by: string; sig: string }

const fields = ['at', 'by', 'member', 'name', 'sig', 'team', 'v'] as const

export async function sealCard(
  card: Omit<Card, 'v' | 'by' | 'sig'>,
  by: { id: string; key: SigningKey },
  recipients: readonly Recipient[],
): Promise<string> {
  const statement = { v: 1, ...card, by: by.id }
  return sealText(recipients, canonical({ ...statement, sig: await sign(by.key, 'name card', statement) }))
}

/** What a sealed card says, not verified yet: give it to `verifiedCard`. */
export const openCard = (sealed: string, identities: readonly Identity[]): Promise<string> =>
  openText(identities, sealed)

/** The card, if it is about this member and signed by them or by one of today's stewards. Throws and returns nothing otherwise. */
export async function verifiedCard(
  opened: string,
  expected: { team: string; member: string; chains: Chains },
): Promise<Card> {
  const inside = parseObject(opened, 'card.forged')
  demand(hasExactly(inside, fields) && inside.v === 1 && typeof inside.name === 'string', 'card.forged')
  const card = inside as Card
  demand(card.team === expected.team && card.member === expected.member, 'card.other-member')
  const { sig, ...statement } = card
  const own = lastSeat(expected.chains.responders, card.member)
  const steward = memberIn(expected.chains.stewards.at(-1), card.by)
  const signer = card.by === card.member ? own : steward
  demand(signer, 'card.untrusted')
  demand(await verified(signer.sign, 'name card', { statement, sig }), 'card.forged')
  return card
}

/** The member's seat of today; of somebody who has left, the last they had: their name stays on what they wrote. */
const lastSeat = (responders: readonly Roster[], id: string): RosterMember | null =>
  memberIn(
    responders.findLast((roster) => memberIn(roster, id)),
    id,
  )
