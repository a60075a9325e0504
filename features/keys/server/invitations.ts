import { membersOf } from '#features/members'
import { later, day } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { Deadline, House } from '#platform/house'
import { invitationDays, invitationMoves, joiningMoves } from '../rules.ts'
import type { TeamRole } from '../wire.ts'
import { announceJoining } from './news.ts'
import {
  deleteJoining,
  holdInvitation,
  insertInvitation,
  joiningOf,
  setInvitation,
  setJoining,
  withdrawProposalsOf,
  type InvitationRow,
} from './store-ceremonies.ts'

export const invitationDeadline = 'keys.invitation'

export type InviteRefusal = 'no-such-member' | 'member-is-there' | 'invited-already'
export type Invitation = {
  teamId: string
  invitationId: string
  memberId: string
  roles: TeamRole[]
  accessHash: string
  sealed: string
  rosterHash: string
  by: string
}

/**
 * A steward invites somebody new, or (with a member's own id) somebody who lost everything. What the link opens is told by
 * `accessHash`; the link's secret stays with the stewards and the newcomer. null: it stands.
 */
export async function invite(house: House, wanted: Invitation): Promise<InviteRefusal | null> {
  const { teamId, invitationId, memberId } = wanted
  return house.db.transact(async (sql, afterCommit) => {
    const known = (await membersOf(sql, teamId)).find((member) => member.memberId === memberId)
    if (known?.state === 'removed') return 'no-such-member'
    const createdAt = house.clock.now()
    const expiresAt = later(createdAt, invitationDays * day)
    const { accessHash, by, ...rest } = wanted
    const row: Omit<InvitationRow, 'state'> = {
      ...rest,
      kind: known ? 'reinvite' : 'join',
      invitedBy: by,
      createdAt,
      expiresAt,
    }
    const kept = await insertInvitation(sql, { ...row, accessHash: Buffer.from(accessHash, 'base64url') })
    if (!kept) return 'invited-already'
    await house.deadlines.set(sql, { teamId, kind: invitationDeadline, key: invitationId, dueAt: expiresAt })
    announceJoining(house, afterCommit, { teamId, invitationId })
    return null
  })
}

/** Takes an invitation back, however far it is. False when it is over already. */
export async function revoke(house: House, teamId: string, invitationId: string): Promise<boolean> {
  return house.db.transact(async (sql, afterCommit) => {
    const invitation = await holdInvitation(sql, teamId, invitationId, null)
    const next = invitation && invitationMoves[invitation.state].revoke
    if (!invitation || !next) return false
    await endInvitation(sql, { house, afterCommit }, invitation, next)
    return true
  })
}

/** After seven days. One whose newcomer was compared already goes on: the stewards know who it is. */
export async function expire(
  house: House,
  sql: Sql,
  afterCommit: AfterCommit,
  { teamId, key }: Deadline,
): Promise<void> {
  const invitation = await holdInvitation(sql, teamId, key, null)
  const next = invitation && invitationMoves[invitation.state].expire
  const joining = await joiningOf(sql, teamId, key)
  if (!invitation || !next || joining?.state === 'matched' || joining?.state === 'proposed') return
  await endInvitation(sql, { house, afterCommit }, invitation, next)
}

/** The digits did not match, or one side said no: nobody gets a second try with this link. */
export async function fail(
  sql: Sql,
  told: { house: House; afterCommit: AfterCommit },
  invitation: InvitationRow,
): Promise<boolean> {
  const joining = await joiningOf(sql, invitation.teamId, invitation.invitationId)
  const next = invitationMoves[invitation.state].fail
  if (!joining || !next || !joiningMoves[joining.state].mismatch) return false
  await setJoining(sql, { ...joining, state: 'failed' })
  await endInvitation(sql, told, invitation, next)
  return true
}

/** Whatever the newcomer brought is forgotten with it. */
export async function endInvitation(
  sql: Sql,
  { house, afterCommit }: { house: House; afterCommit: AfterCommit },
  { teamId, invitationId }: InvitationRow,
  state: InvitationRow['state'],
): Promise<void> {
  await setInvitation(sql, teamId, invitationId, state)
  await deleteJoining(sql, teamId, invitationId)
  await withdrawProposalsOf(sql, { teamId, invitationId })
  await house.deadlines.clear(sql, { teamId, kind: invitationDeadline, key: invitationId })
  announceJoining(house, afterCommit, { teamId, invitationId })
}
