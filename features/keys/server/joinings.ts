import { tokenHash } from '#platform/token-hash'
import type { CheckedWays } from '#features/members'
import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { invitationMoves, joiningMoves, type JoiningEvent } from '../rules.ts'
import type { JoinKeys } from '../wire.ts'
import { fail } from './invitations.ts'
import { announceJoining } from './news.ts'
import {
  handleIsWaiting,
  holdInvitation,
  joiningOf,
  putJoining,
  setEnterHash,
  setInvitation,
  setJoining,
  takeEnterHash,
  type InvitationRow,
  type JoiningRow,
} from './store-ceremonies.ts'
import { putAside } from './waiting-ways.ts'

/** Who speaks: the newcomer with the link's access token, or a steward with their session. */
export type Speaker = { access: string } | { steward: string }
export type JoinRefusal = 'no-such-invitation' | 'too-late' | 'handle-taken' | 'passkey-not-verified'
type Place = { teamId: string; invitationId: string }

const holdFor = (sql: Sql, { teamId, invitationId }: Place, speaker: Speaker): Promise<InvitationRow | null> =>
  holdInvitation(sql, teamId, invitationId, 'access' in speaker ? tokenHash(speaker.access) : null)

/** What a newcomer brought is put aside until the roster names them. Starting over before the comparison replaces it. */
export async function takeUpInvitation(
  house: House,
  place: Place,
  brought: { keys: JoinKeys; waysIn: CheckedWays },
): Promise<JoinRefusal | null> {
  const { keys, waysIn } = brought
  return house.db.transact(async (sql, afterCommit) => {
    const invitation = await holdFor(sql, place, keys)
    if (!invitation || keys.card.member !== invitation.memberId) return 'no-such-invitation'
    const next = invitationMoves[invitation.state]['take-up']
    const joining = await joiningOf(sql, place.teamId, place.invitationId)
    if (!next || (joining && !joiningMoves[joining.state]['start-over'])) return 'too-late'
    const handle = waysIn.checked.find((way) => way.kind === 'passphrase')?.handleHash
    const taken = handle && (await handleIsWaiting(sql, place, Buffer.from(handle).toString('base64url')))
    if (taken) return 'handle-taken'
    const ways = await putAside(sql, waysIn)
    if (!ways) return 'passkey-not-verified'
    const { enc, sign, proof, vault, card } = keys
    await putJoining(sql, { ...place, enc, sign, proof, vault, card: card.sealed, waysIn: ways })
    await setEnterHash(sql, place, Buffer.from(keys.enterHash, 'base64url'))
    await setInvitation(sql, place.teamId, place.invitationId, next)
    announceJoining(house, afterCommit, place)
    return null
  })
}

/** The newcomer commits to a nonce before they see the steward's. */
export const commit = (house: House, place: Place, said: { access: string; commitment: string }): Promise<boolean> =>
  move(house, place, { speaker: said, event: 'commit', bring: { commitment: said.commitment } })

/** A steward begins the comparison with their nonce. */
export const ask = (house: House, place: Place, said: { steward: string; nonce: string }): Promise<boolean> =>
  move(house, place, { speaker: said, event: 'ask', bring: { stewardId: said.steward, stewardNonce: said.nonce } })

/** The newcomer shows the nonce they had committed to. Both consoles can now say six digits. */
export const reveal = (house: House, place: Place, said: { access: string; nonce: string }): Promise<boolean> =>
  move(house, place, { speaker: said, event: 'reveal', bring: { newcomerNonce: said.nonce } })

/** The steward who asked says that the digits are the same. */
export const match = (house: House, place: Place, said: { steward: string }): Promise<boolean> =>
  move(house, place, { speaker: said, event: 'match', bring: {} })

/** Either side says no. The invitation is spent. */
export async function refuseComparison(house: House, place: Place, speaker: Speaker): Promise<boolean> {
  return house.db.transact(async (sql, afterCommit) => {
    const invitation = await holdFor(sql, place, speaker)
    return invitation ? fail(sql, { house, afterCommit }, invitation) : false
  })
}

/** The member whose own page asks to begin its first session, once; null when it may not (any more). */
export async function enter(
  sql: Sql,
  place: Place,
  token: string,
): Promise<{ teamId: string; memberId: string } | null> {
  const memberId = await takeEnterHash(sql, place, tokenHash(token))
  return memberId ? { teamId: place.teamId, memberId } : null
}

type Move = {
  speaker: Speaker
  event: JoiningEvent
  bring: Partial<Pick<JoiningRow, 'commitment' | 'stewardId' | 'stewardNonce' | 'newcomerNonce'>>
}

async function move(house: House, place: Place, { speaker, event, bring }: Move): Promise<boolean> {
  return house.db.transact(async (sql, afterCommit) => {
    const invitation = await holdFor(sql, place, speaker)
    const joining = invitation?.state === 'joining' ? await joiningOf(sql, place.teamId, place.invitationId) : null
    const next = joining && joiningMoves[joining.state][event]
    if (!joining || !next || !mayMove(joining, speaker, event)) return false
    await setJoining(sql, { ...joining, ...bring, state: next })
    announce({ house, afterCommit }, place)
    return true
  })
}

/** Only the steward who began the comparison may end it well. */
const mayMove = (joining: JoiningRow, speaker: Speaker, event: JoiningEvent): boolean =>
  event !== 'match' || ('steward' in speaker && joining.stewardId === speaker.steward)

const announce = ({ house, afterCommit }: { house: House; afterCommit: AfterCommit }, place: Place): void =>
  announceJoining(house, afterCommit, place)
