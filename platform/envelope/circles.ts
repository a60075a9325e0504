import { canonical, fromBase64url, hasExactly, parseObject, text } from './bytes.ts'
import { demand } from './errors.ts'
import { openWith, recipientOf, sealText, seedOf } from './identity.ts'
import type { Identity, Recipient } from './identity.ts'

/** What a group identity is for: a circle at an epoch, or a line's intake at an epoch. */
export type GroupPlace = { team: string; group: string; epoch: number }

const fields = ['epoch', 'group', 'identity', 'team', 'v'] as const

/** Hands a circle's or an intake's identity on, sealed to one recipient (a member's M, the next epoch's circle, the responders). */
export const sealGroup = (place: GroupPlace, identity: Identity, to: Recipient): Promise<string> =>
  sealText([to], canonical({ v: 1, team: place.team, group: place.group, epoch: place.epoch, identity }))

/**
 * The identity, if it is the one whose recipient was signed for this place: whatever the server put there instead,
 * `circle.forged`.
 */
export async function openGroup(
  place: GroupPlace & { recipient: Recipient },
  identities: readonly Identity[],
  sealed: string,
): Promise<Identity> {
  const inside = parseObject(text(await openWith(identities, fromBase64url(sealed))), 'circle.forged')
  demand(hasExactly(inside, fields) && inside.v === 1, 'circle.forged')
  demand(inside.team === place.team && inside.group === place.group && inside.epoch === place.epoch, 'circle.forged')
  demand(typeof inside.identity === 'string' && seedOf(inside.identity), 'circle.forged')
  demand((await recipientOf(inside.identity)) === place.recipient, 'circle.forged')
  return inside.identity
}
