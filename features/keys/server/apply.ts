import { insertMember, removeMember, replaceWaysIn, setCard, setRoles } from '#features/members'
import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { differenceOf, sitsIn, type ChangeKind, type TeamShape } from '../rules.ts'
import { circles, type Package, type Seat } from '../wire.ts'
import { endInvitation, invitationDeadline } from './invitations.ts'
import { circleLeft, memberJoined, memberRemoved } from './moments.ts'
import { announce, announceJoining } from './news.ts'
import {
  deleteVault,
  deleteWraps,
  deleteWrapsOfCircle,
  insertIntake,
  insertLadder,
  insertRoster,
  insertWraps,
  putCard,
  putVault,
} from './store.ts'
import {
  deleteJoining,
  forgetEnterHashes,
  joiningOf,
  openInvitations,
  setInvitation,
  setJoining,
  staleProposals,
  type JoiningRow,
} from './store-ceremonies.ts'
import { takeUp } from './waiting-ways.ts'

export type Change = {
  teamId: string
  proposalId: string
  kind: ChangeKind
  memberId: string
  invitationId: string | null
  package: Package
  current: TeamShape
}
type Work = { sql: Sql; afterCommit: AfterCommit; house: House }

/**
 * Makes a checked and signed package true: everything in the caller's transaction, so it is all or nothing. Ends sessions,
 * drops wraps, writes rosters, wraps, ladders and intakes, fires memberRemoved, circleLeft or memberJoined, and overtakes whatever was
 * proposed on the rosters that are now the second newest.
 */
export async function apply(work: Work, change: Change): Promise<void> {
  const { sql, afterCommit, house } = work
  const { teamId, memberId, proposalId } = change
  if (change.kind === 'remove') await remove(work, change)
  if (change.kind === 'roles') await changeRoles(work, change)
  if (change.kind === 'join') await join(work, change)
  if (change.kind === 'reinvite') await comeBack(work, change)
  await writeKeys(sql, change)
  if (change.kind === 'remove' || change.kind === 'reinvite') {
    await house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId } })
  }
  if (change.kind === 'roles' && leavesCircle(change)) {
    await house.moments.fire(sql, afterCommit, { of: circleLeft, is: { teamId, memberId } })
  }
  if (change.kind === 'join' || change.kind === 'reinvite') {
    await house.moments.fire(sql, afterCommit, { of: memberJoined, is: { teamId, memberId } })
  }
  for (const { invitationId } of await staleProposals(sql, teamId, proposalId)) {
    if (invitationId && invitationId !== change.invitationId) await backToMatched(work, teamId, invitationId)
  }
  announce(house, afterCommit, teamId)
  // Open sockets act on the roles there are now.
  afterCommit(() => house.live.recheck(teamId))
}

async function writeKeys(sql: Sql, change: Change): Promise<void> {
  const { teamId } = change
  for (const roster of change.package.rosters) {
    if (!(await insertRoster(sql, roster))) throw new Error('this epoch was written by somebody else')
  }
  await insertWraps(sql, teamId, change.package.wraps)
  for (const ladder of change.package.ladders) await insertLadder(sql, teamId, ladder)
  for (const intake of change.package.intakes) {
    if (!(await insertIntake(sql, intake))) throw new Error('this epoch was written by somebody else')
  }
}

async function remove(work: Work, { teamId, memberId }: Change): Promise<void> {
  const { sql, afterCommit, house } = work
  // Before their sessions end, as in comeBack.
  await forgetEnterHashes(sql, teamId, memberId, null)
  await removeMember(sql, teamId, memberId, { house, afterCommit })
  await deleteWraps(sql, teamId, memberId)
  await deleteVault(sql, teamId, memberId)
  await revokeInvitationsOf(work, teamId, memberId)
}

async function changeRoles(work: Work, change: Change): Promise<void> {
  const { sql } = work
  const { teamId, memberId } = change
  const { roles } = newSeat(change)
  await setRoles(sql, teamId, memberId, roles)
  for (const circle of circles) {
    if (!sitsIn(circle, roles)) await deleteWrapsOfCircle(sql, teamId, memberId, circle)
  }
  if (!roles.includes('steward')) await revokeInvitationsOf(work, teamId, memberId)
}

async function join(work: Work, change: Change): Promise<void> {
  const { sql } = work
  const { teamId, memberId } = change
  const joining = await newcomer(sql, change)
  await insertMember(sql, { teamId, memberId, roles: newSeat(change).roles, waysIn: takeUp(joining.waysIn) })
  await settle(work, change, joining)
}

async function comeBack(work: Work, change: Change): Promise<void> {
  const { sql, house, afterCommit } = work
  const { teamId, memberId } = change
  const joining = await newcomer(sql, change)
  // Before their sessions end: what an old token has just begun is then among them.
  await forgetEnterHashes(sql, teamId, memberId, joining.invitationId)
  await replaceWaysIn(sql, { teamId, memberId, waysIn: takeUp(joining.waysIn) }, { house, afterCommit })
  await setRoles(sql, teamId, memberId, newSeat(change).roles)
  await deleteWraps(sql, teamId, memberId)
  await settle(work, change, joining)
}

/** The newcomer's vault and card become the member's; the joining is forgotten. */
async function settle({ sql, afterCommit, house }: Work, change: Change, joining: JoiningRow): Promise<void> {
  const { teamId, memberId } = change
  await putVault(sql, teamId, memberId, joining.vault)
  await putCard(sql, teamId, { member: memberId, sealed: joining.card })
  await setCard(sql, teamId, memberId, Buffer.from(joining.card, 'base64url'))
  const { invitationId } = joining
  await setInvitation(sql, teamId, invitationId, 'joined')
  await deleteJoining(sql, teamId, invitationId)
  await house.deadlines.clear(sql, { teamId, kind: invitationDeadline, key: invitationId })
  announceJoining(house, afterCommit, { teamId, invitationId })
}

async function newcomer(sql: Sql, change: Change): Promise<JoiningRow> {
  const joining = change.invitationId && (await joiningOf(sql, change.teamId, change.invitationId))
  if (!joining) throw new Error('a newcomer without a joining passed the checks')
  return joining
}

function newSeat(change: Change): Seat {
  const roster = change.package.rosters.find(({ circle }) => circle === 'responders')
  const { joined, changed, rekeyed } = differenceOf(change.current.responders.members, roster?.members ?? [])
  const seat = [...joined, ...rekeyed, ...changed.map((pair) => pair.after)].find(({ id }) => id === change.memberId)
  if (!seat) throw new Error('a package without its member passed the checks')
  return seat
}

function leavesCircle(change: Change): boolean {
  const { roles } = newSeat(change)
  const sat = circles.filter((circle) => change.current[circle].members.some(({ id }) => id === change.memberId))
  return sat.some((circle) => !sitsIn(circle, roles))
}

/** A steward who is one no more has seen the links they made. */
async function revokeInvitationsOf({ sql, afterCommit, house }: Work, teamId: string, memberId: string): Promise<void> {
  for (const invitation of await openInvitations(sql, teamId)) {
    if (invitation.invitedBy === memberId) await endInvitation(sql, { house, afterCommit }, invitation, 'revoked')
  }
}

async function backToMatched({ sql, afterCommit, house }: Work, teamId: string, invitationId: string): Promise<void> {
  const joining = await joiningOf(sql, teamId, invitationId)
  if (joining?.state === 'proposed') await setJoining(sql, { ...joining, state: 'matched' })
  announceJoining(house, afterCommit, { teamId, invitationId })
}
