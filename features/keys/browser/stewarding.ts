import type { Api } from '#platform/browser/api'
import { base64url, fromBase64url, parseObject, text, utf8 } from '#platform/envelope/bytes'
import { demandCommitment, newNonce, type ComparedKeys } from '#platform/envelope/comparison'
import { demand } from '#platform/envelope/errors'
import { rosterHash, type Roster } from '#platform/envelope/roster'
import { randomId } from '#platform/ids'
import type { InvitationView, KeysView, Package, ProposalView, TeamChange, TeamRole } from '../wire.ts'
import type { Ceremonies } from './ceremonies.ts'
import { learn } from './learning.ts'
import { accessOf, demandProof, hashOfToken, newSecret, type InvitationLink } from './link.ts'
import { digitsOf } from './newcomer.ts'

type Tools = { api: Api; keyring: Ceremonies }
export type Outcome = 'applied' | 'open'
/** What stewards alone know of an invitation. */
export type Secrets = { invitation: string; secret: string; rosterHash: string; note: string }

const about = (invitation: string): string => `invitation ${invitation}`
const path = (invitation: string, name = ''): string => `/api/team/invitations/${invitation}${name && `/${name}`}`

/** Invites somebody new, or (with `member`) somebody who lost everything. Returns the link to hand over. */
export async function invite(
  { api, keyring }: Tools,
  wanted: { roles: TeamRole[]; note: string; member?: string },
): Promise<InvitationLink> {
  const invitation = randomId()
  const secret = newSecret()
  const hash = await keyring.rosterHash('stewards')
  const secrets: Secrets = { invitation, secret, rosterHash: hash, note: wanted.note }
  const sealed = base64url(await keyring.sealToCircle('stewards', utf8(JSON.stringify(secrets)), about(invitation)))
  const accessHash = hashOfToken(accessOf(secret))
  const { roles, member = randomId() } = wanted
  await api.post('/api/team/invitations', { invitation, member, roles, accessHash, sealed, rosterHash: hash })
  return { invitation, secret, rosterHash: hash }
}

/** What the stewards know of an invitation; throws when it is not this one's (a server may not swap two). */
export async function secretsOf(
  keyring: Ceremonies,
  view: Pick<InvitationView, 'invitation' | 'sealed'>,
): Promise<Secrets> {
  const inside = await keyring.openForCircle(fromBase64url(view.sealed), about(view.invitation))
  return parseObject(text(inside), 'file.malformed') as Secrets
}

export const revoke = (api: Api, invitation: string): Promise<unknown> => api.delete(path(invitation), {})

/** Begins the comparison: the newcomer has committed, now they are shown our nonce, which is returned. */
export async function ask(api: Api, invitation: string): Promise<string> {
  const nonce = newNonce()
  await api.post(path(invitation, 'ask'), { nonce })
  return nonce
}

/** Throws `comparison.broken` unless the newcomer's keys were made with the link's secret. */
export function keysOf(view: InvitationView, secrets: Secrets): ComparedKeys {
  const { enc, sign, proof } = view.joining!
  demandProof(secrets.secret, { enc, sign }, proof)
  return { enc, sign }
}

/** The six digits, once the newcomer has shown the nonce they had committed to. Throws EnvelopeError if they lied. */
export async function digitsFor(
  api: Api,
  view: InvitationView,
  given: { secrets: Secrets; committed: string; nonce: string },
): Promise<{ digits: string; keys: ComparedKeys }> {
  const keys = keysOf(view, given.secrets)
  const { newcomerNonce } = view.joining!
  demandCommitment(given.committed, newcomerNonce!, keys)
  const { rosters } = await api.get<KeysView>('/api/keys')
  const stewards = rosters.find((roster) => rosterHash(roster as Roster) === given.secrets.rosterHash) as
    Roster | undefined
  demand(stewards, 'roster.forked')
  return { keys, digits: digitsOf(stewards, keys, { newcomer: newcomerNonce!, steward: given.nonce }) }
}

export const sayMatch = (api: Api, invitation: string): Promise<unknown> => api.post(path(invitation, 'match'), {})
export const sayMismatch = (api: Api, invitation: string): Promise<unknown> =>
  api.post(path(invitation, 'mismatch'), {})

/** Signs the place of a newcomer whose keys were compared. `roles` come from the view; the server and the second steward check them. */
export function letIn(tools: Tools, view: InvitationView, keys: ComparedKeys): Promise<Outcome> {
  const seat = { id: view.member, roles: view.roles, enc: keys.enc, sign: keys.sign }
  return change(tools, { kind: view.kind, seat }, view.invitation)
}

/** Makes the package for a change, with this steward's signatures, and proposes it. Learns the team first: it must be built on the newest. */
export async function change(tools: Tools, wanted: TeamChange, joining?: string): Promise<Outcome> {
  const { api, keyring } = tools
  await learn(tools)
  const made = await keyring.propose(wanted, new Date().toISOString())
  const member = 'seat' in wanted ? wanted.seat.id : wanted.member
  const body = { proposal: randomId(), kind: wanted.kind, member, package: made, ...(joining ? { joining } : {}) }
  const { state } = await api.post<{ state: Outcome }>('/api/keys/proposals', body)
  if (state === 'applied') await learnOfIt(tools)
  return state
}

/** Adds this steward's signatures to a proposal they have examined. */
export async function cosign(tools: Tools, proposal: Pick<ProposalView, 'proposal' | 'package'>): Promise<Outcome> {
  const signatures = await tools.keyring.cosign(proposal.package satisfies Package)
  const { state } = await tools.api.post<{ state: Outcome }>(`/api/keys/proposals/${proposal.proposal}/signatures`, {
    signatures,
  })
  if (state === 'applied') await learnOfIt(tools)
  return state
}

/** What was done stands, also where the team cannot be learned just now: a console does that again by itself. */
const learnOfIt = (tools: Tools): Promise<unknown> => learn(tools).catch(() => {})

export const withdraw = (api: Api, proposal: string): Promise<unknown> =>
  api.delete(`/api/keys/proposals/${proposal}`, {})

/** Twenty digits over the newest roster of each circle: two people who see the same are shown the same team. */
export async function teamCode(keyring: Ceremonies): Promise<string> {
  const hashes = await Promise.all(
    (['stewards', 'coordinators', 'responders'] as const).map((circle) => keyring.rosterHash(circle)),
  )
  const digest = new Uint8Array(
    await crypto.subtle.digest('SHA-256', utf8(`beside team code v1\n${hashes.join('\n')}`)),
  )
  const number = digest.subarray(0, 16).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % 10n ** 20n
  return String(number)
    .padStart(20, '0')
    .replaceAll(/(.{4})(?=.)/g, '$1 ')
}
