import type { WayIn } from '#features/members/browser'
import type { Api } from '#platform/browser/api'
import { commitment, newNonce, sixDigits, type ComparedKeys } from '#platform/envelope/comparison'
import { demand } from '#platform/envelope/errors'
import { headOf, rosterHash, verifyChain, type Circle, type Roster } from '#platform/envelope/roster'
import { randomToken } from '#platform/ids'
import type { InvitedView, NewcomerView } from '../wire.ts'
import type { Ceremonies } from './ceremonies.ts'
import { accessOf, hashOfToken, proofOf, type InvitationLink } from './link.ts'

type Tools = { api: Api; keyring: Ceremonies }

/** An invitation whose team was verified from the roster that the link names. */
export type Invited = { view: InvitedView; stewards: Roster; responders: Roster }
export type Brought = { keys: ComparedKeys; enter: string }

const path = (link: InvitationLink, name: string): string => `/api/join/${link.invitation}/${name}`
const access = (link: InvitationLink): { access: string } => ({ access: accessOf(link.secret) })

/** Asks what the link opens and verifies it: the rosters must lead from the one in the link. Throws EnvelopeError if not. */
export async function lookAt(api: Api, link: InvitationLink): Promise<Invited> {
  const view = await api.post<InvitedView>(path(link, 'look'), access(link))
  const chain = (circle: Circle): Roster[] => view.rosters.filter((roster) => roster.circle === circle) as Roster[]
  const stewards = chain('stewards')
  const named = stewards.find((roster) => rosterHash(roster) === link.rosterHash)
  demand(named, 'roster.forked')
  await verifyChain(stewards, { team: view.team.teamId, circle: 'stewards', pin: headOf(named) })
  const responders = chain('responders')
  await verifyChain(responders, { team: view.team.teamId, circle: 'responders' }, stewards)
  demand(responders.at(-1)!.stewards!.epoch >= named.epoch || stewards.length === named.epoch, 'roster.stale-stewards')
  return { view, stewards: named, responders: responders.at(-1)! }
}

/** Makes the newcomer's keys and leaves with the server what will be theirs once the roster names them. */
export async function bring(
  { api, keyring }: Tools,
  link: InvitationLink,
  given: { invited: Invited; name: string; waysIn: WayIn[]; recipients: string[] },
): Promise<Brought> {
  const { invited, name, waysIn, recipients } = given
  const { team, member } = invited.view
  const keys = await keyring.begin({ team: team.teamId, member, stewards: headOf(invited.stewards) })
  const enter = randomToken()
  const sealed = {
    vault: await keyring.vault(recipients),
    card: await keyring.card(name, invited.responders.recipient),
  }
  const proof = proofOf(link.secret, keys)
  await api.post(path(link, 'keys'), {
    keys: { ...access(link), enterHash: hashOfToken(enter), ...keys, proof, ...sealed },
    waysIn,
  })
  return { keys, enter }
}

/** Commits to a nonce, which stays in this page until the steward has shown theirs. */
export async function commitTo(api: Api, link: InvitationLink, keys: ComparedKeys): Promise<string> {
  const nonce = newNonce()
  await api.post(path(link, 'commit'), { ...access(link), commitment: commitment(nonce, keys) })
  return nonce
}

export const stateOf = (api: Api, link: InvitationLink): Promise<NewcomerView> =>
  api.post(path(link, 'state'), access(link))

/** The steward has asked: shows our nonce and returns the six digits. */
export async function reveal(
  api: Api,
  link: InvitationLink,
  compared: { invited: Invited; keys: ComparedKeys; nonce: string; stewardNonce: string },
): Promise<string> {
  const { invited, keys, nonce, stewardNonce } = compared
  await api.post(path(link, 'reveal'), { ...access(link), nonce })
  return digitsOf(invited.stewards, keys, { newcomer: nonce, steward: stewardNonce })
}

/** The six digits as both sides work them out: over the roster the link names, its stewards' keys, and the newcomer's. */
export const digitsOf = (
  stewards: Roster,
  newcomerKeys: ComparedKeys,
  nonces: { newcomer: string; steward: string },
): string =>
  sixDigits({
    rosterHash: rosterHash(stewards),
    stewardKeys: stewards.members.map(({ enc, sign }) => ({ enc, sign })),
    newcomerKeys,
    nonces,
  })

/** The digits differ, or the newcomer does not want to. The invitation is used up. */
export const decline = (api: Api, link: InvitationLink): Promise<unknown> =>
  api.post(path(link, 'decline'), access(link))

/** The roster names us: begins the first session, once. The team can be learned then. */
export const enterTeam = (api: Api, link: InvitationLink, enter: string): Promise<unknown> =>
  api.post(path(link, 'enter'), { enter })
