import { canonical, hasExactly, hashOf, without } from './bytes.ts'
import { demand } from './errors.ts'
import { isRecipient } from './identity.ts'
import type { Recipient } from './identity.ts'
import { sign, verified } from './signing.ts'
import type { Signature, SigningKey } from './signing.ts'

export type Circle = 'responders' | 'coordinators' | 'stewards'
export type RosterRole = 'responder' | 'coordinator' | 'steward'
export type RosterMember = { id: string; roles: RosterRole[]; enc: Recipient; sign: string }
/** A roster's place in its chain: what pins, references and invitation links carry. */
export type RosterHead = { epoch: number; hash: string }

/** Who is in a circle, said by its stewards. `stewards` names the stewards roster whose members signed; null in theirs. */
export type Roster = {
  v: 1
  team: string
  circle: Circle
  epoch: number
  at: string
  recipient: Recipient
  members: RosterMember[]
  prev: string | null
  stewards: RosterHead | null
  signatures: Signature[]
}

export const circles: readonly Circle[] = ['responders', 'coordinators', 'stewards']
/** Whose seat may be in which circle. Stewards sit in every one: they hand the identities on, and can read everything. */
const seatsOf: Record<Circle, readonly RosterRole[]> = {
  responders: ['responder', 'coordinator', 'steward'],
  coordinators: ['coordinator', 'steward'],
  stewards: ['steward'],
}
const fields = ['at', 'circle', 'epoch', 'members', 'prev', 'recipient', 'signatures', 'stewards', 'team', 'v'] as const

/** The hash signatures and successors name: of everything but the signatures, which may be added to. */
export const rosterHash = (roster: Roster): string => hashOf(unsigned(roster))
export const headOf = (roster: Roster): RosterHead => ({ epoch: roster.epoch, hash: rosterHash(roster) })

/** Two stewards sign where there are three or more; one where there are fewer. */
export const signaturesNeeded = (authority: Roster): number => (authority.members.length >= 3 ? 2 : 1)

/** The roster with this member's signature added (or replaced). Whether they may sign is decided where it is verified. */
export async function signRoster(roster: Roster, by: { id: string; key: SigningKey }): Promise<Roster> {
  const sig = await sign(by.key, 'roster', unsigned(roster))
  const others = roster.signatures.filter((signature) => signature.by !== by.id)
  return { ...roster, signatures: [...others, { by: by.id, sig }] }
}

/**
 * Verifies that `next` may follow `previous` (null: the first of its circle). `stewardsChain` are verified stewards
 * rosters from the first on; for the stewards circle itself, those before `next`. Throws, or returns nothing.
 */
export async function verifyNext(
  previous: Roster | null,
  next: Roster,
  stewardsChain: readonly Roster[],
): Promise<void> {
  const authority = await verifyProposed(previous, next, stewardsChain)
  demand(next.signatures.length >= signaturesNeeded(authority), 'roster.unsigned')
}

/** The same for a roster that still waits for a second steward: every signature on it holds, and there is one. Resolves to the stewards roster that decides. */
export async function verifyProposed(
  previous: Roster | null,
  next: Roster,
  stewardsChain: readonly Roster[],
): Promise<Roster> {
  refuseShape(next)
  if (previous === null) {
    demand(next.epoch === 1 && next.prev === null, 'roster.broken-chain')
  } else {
    demand(next.team === previous.team, 'roster.other-team')
    demand(next.circle === previous.circle, 'roster.other-circle')
    demand(next.epoch === previous.epoch + 1 && next.prev === rosterHash(previous), 'roster.broken-chain')
    demand((next.stewards?.epoch ?? 0) >= (previous.stewards?.epoch ?? 0), 'roster.stale-stewards')
  }
  const authority = authorityOf(previous, next, stewardsChain)
  await verifySignatures(next, authority)
  return authority
}

/**
 * Verifies a whole chain of one circle, first to last, against its pin. `authority` is the verified stewards chain;
 * leave it out for the stewards circle. Throws at the first roster that does not hold.
 */
export async function verifyChain(
  chain: readonly Roster[],
  expected: { team: string; circle: Circle; pin?: RosterHead | undefined },
  authority?: readonly Roster[],
): Promise<void> {
  demand(chain.length > 0, 'roster.rolled-back')
  for (const [at, roster] of chain.entries()) {
    refuseShape(roster)
    demand(roster.team === expected.team, 'roster.other-team')
    demand(roster.circle === expected.circle, 'roster.other-circle')
    await verifyNext(chain[at - 1] ?? null, roster, authority ?? chain.slice(0, at))
  }
  const { pin } = expected
  if (!pin) return
  demand(chain.length >= pin.epoch, 'roster.rolled-back')
  demand(rosterHash(chain[pin.epoch - 1]!) === pin.hash, 'roster.forked')
}

/** The latest epoch at which somebody left the circle or got new keys; 0 if nobody ever did. Keys from before are known to them. */
export function lastRemoval(chain: readonly Roster[]): number {
  const removals = chain.filter(
    (roster, at) => at > 0 && chain[at - 1]!.members.some((member) => !keeps(roster, member)),
  )
  return removals.at(-1)?.epoch ?? 0
}

/** The member with this id in a roster, or null. */
export const memberIn = (roster: Roster | undefined, id: string | null): RosterMember | null =>
  roster?.members.find((member) => member.id === id) ?? null

export const unsigned = (roster: Roster): Omit<Roster, 'signatures'> => without(roster, 'signatures')

const keeps = (roster: Roster, before: RosterMember): boolean => {
  const now = memberIn(roster, before.id)
  return now !== null && now.enc === before.enc && now.sign === before.sign
}

function authorityOf(previous: Roster | null, next: Roster, stewardsChain: readonly Roster[]): Roster {
  if (next.circle === 'stewards') {
    demand(next.stewards === null, 'roster.malformed')
    return previous ?? next
  }
  demand(next.stewards !== null, 'roster.malformed')
  const named = stewardsChain[next.stewards.epoch - 1]
  demand(named !== undefined && rosterHash(named) === next.stewards.hash, 'roster.stale-stewards')
  demand(named.team === next.team, 'roster.other-team')
  return named
}

async function verifySignatures(roster: Roster, authority: Roster): Promise<void> {
  demand(roster.signatures.length > 0, 'roster.unsigned')
  demand(new Set(roster.signatures.map(({ by }) => by)).size === roster.signatures.length, 'roster.forged')
  for (const { by, sig } of roster.signatures) {
    const steward = memberIn(authority, by)
    demand(steward !== null && steward.roles.includes('steward'), 'roster.forged')
    demand(await verified(steward.sign, 'roster', { statement: unsigned(roster), sig }), 'roster.forged')
  }
}

function refuseShape(roster: Roster): void {
  demand(
    roster !== null && typeof roster === 'object' && hasExactly(roster, fields) && roster.v === 1,
    'roster.malformed',
  )
  demand(circles.includes(roster.circle) && Number.isSafeInteger(roster.epoch) && roster.epoch >= 1, 'roster.malformed')
  demand(
    isRecipient(roster.recipient) && Array.isArray(roster.members) && Array.isArray(roster.signatures),
    'roster.malformed',
  )
  demand(
    [roster.team, roster.at].every((field) => typeof field === 'string'),
    'roster.malformed',
  )
  for (const member of roster.members) refuseMember(member, roster.circle)
  for (const field of ['id', 'enc', 'sign'] as const) {
    demand(new Set(roster.members.map((member) => member[field])).size === roster.members.length, 'roster.malformed')
  }
  demand(roster.circle !== 'stewards' || roster.members.length > 0, 'roster.malformed')
  demand(canonical(roster).length < 1_000_000, 'roster.malformed')
}

function refuseMember(member: RosterMember, circle: Circle): void {
  demand(
    member !== null && typeof member === 'object' && hasExactly(member, ['enc', 'id', 'roles', 'sign']),
    'roster.malformed',
  )
  demand(
    typeof member.id === 'string' && typeof member.sign === 'string' && isRecipient(member.enc),
    'roster.malformed',
  )
  demand(Array.isArray(member.roles) && new Set(member.roles).size === member.roles.length, 'roster.malformed')
  demand(
    member.roles.every((role) => seatsOf.responders.includes(role)),
    'roster.malformed',
  )
  demand(
    member.roles.some((role) => seatsOf[circle].includes(role)),
    'roster.malformed',
  )
}
