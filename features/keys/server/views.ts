import { tokenHash } from '#platform/token-hash'
import { membersOf, teamOf, theTeam } from '#features/members'
import type { Database, Sql } from '#platform/database'
import type { Member } from '#platform/visitors'
import { invitationMoves, signaturesNeeded } from '../rules.ts'
import type {
  InvitationView,
  InvitedView,
  JoiningView,
  KeysView,
  NewcomerView,
  Package,
  ProposalView,
  TeamPageView,
} from '../wire.ts'
import { shapeOf } from './changes.ts'
import { cardsOf, intakesOf, laddersOf, newestRosters, rostersOf, vaultOf, wrapsOf } from './store.ts'
import {
  invitationByAccess,
  joiningOf,
  openInvitations,
  openProposals,
  type InvitationRow,
} from './store-ceremonies.ts'
import { standingOf } from './store-standing.ts'

/** Everything a member's console needs to open its vault and verify its circles: of one moment, or an honest team would not hold. */
export function keysView(
  db: Pick<Database, 'snapshot'>,
  { teamId, memberId }: Pick<Member, 'teamId' | 'memberId'>,
): Promise<KeysView> {
  return db.snapshot(async (sql) => {
    const wraps = await wrapsOf(sql, teamId, memberId)
    const mine = new Set(wraps.map((wrap) => wrap.circle))
    return {
      team: teamId,
      member: memberId,
      vault: await vaultOf(sql, teamId, memberId),
      rosters: await rostersOf(sql, teamId),
      wraps,
      ladders: (await laddersOf(sql, teamId)).filter(({ circle }) => mine.has(circle)),
      intakes: await intakesOf(sql, teamId),
      cards: await cardsOf(sql, teamId),
    }
  })
}

/** The team as its members see it. Invitations and proposals are the stewards'. */
export async function teamPage(sql: Sql, visitor: Member): Promise<TeamPageView> {
  const { teamId } = visitor
  const newest = await newestRosters(sql, teamId)
  const isSteward = visitor.permissions.has('team.manage')
  const everybody = await membersOf(sql, teamId)
  const epoch = (circle: keyof typeof newest): number => newest[circle]?.epoch ?? 0
  return {
    timeZone: (await teamOf(sql, teamId))?.timeZone ?? 'UTC',
    epochs: { responders: epoch('responders'), coordinators: epoch('coordinators'), stewards: epoch('stewards') },
    members: everybody.map(({ memberId, roles, state }) => ({ member: memberId, roles, state })),
    invitations: isSteward ? await invitationViews(sql, teamId) : [],
    proposals: isSteward ? await proposalViews(sql, teamId) : [],
  }
}

async function invitationViews(sql: Sql, teamId: string): Promise<InvitationView[]> {
  const rows = await openInvitations(sql, teamId)
  return Promise.all(
    rows.map(async (row) => ({
      invitation: row.invitationId,
      kind: row.kind,
      member: row.memberId,
      roles: row.roles,
      sealed: row.sealed,
      rosterHash: row.rosterHash,
      invitedBy: row.invitedBy,
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      joining: await joiningView(sql, row),
    })),
  )
}

async function joiningView(sql: Sql, { teamId, invitationId }: InvitationRow): Promise<JoiningView | null> {
  const joining = await joiningOf(sql, teamId, invitationId)
  if (!joining) return null
  const { state, enc, sign, proof, commitment, stewardId, stewardNonce, newcomerNonce } = joining
  return { state, enc, sign, proof, commitment, steward: stewardId, stewardNonce, newcomerNonce }
}

async function proposalViews(sql: Sql, teamId: string): Promise<ProposalView[]> {
  return (await openProposals(sql, teamId)).map((row) => ({
    proposal: row.proposalId,
    kind: row.kind,
    member: row.memberId,
    invitation: row.invitationId,
    package: JSON.parse(row.package) as Package,
    proposedBy: row.proposedBy,
    proposedAt: row.proposedAt.toISOString(),
  }))
}

/** What the holder of a link may know of the team they are invited to; null for anybody else. */
export async function invitedView(sql: Sql, invitationId: string, access: string): Promise<InvitedView | null> {
  const invitation = await byLink(sql, invitationId, access)
  if (!invitation) return null
  const { teamId, memberId, kind, roles, expiresAt, invitedBy } = invitation
  const team = await teamOf(sql, teamId)
  const rosters = await rostersOf(sql, teamId)
  return {
    team: team as InvitedView['team'],
    member: memberId,
    kind,
    roles,
    expiresAt: expiresAt.toISOString(),
    invitedBy,
    rosters,
  }
}

/** Whether this is an invitation's link, and one that can still be taken up: asked before anything else is looked at. */
export async function linkProblem(
  sql: Sql,
  invitationId: string,
  access: string,
): Promise<'no-such-invitation' | 'too-late' | null> {
  const invitation = await byLink(sql, invitationId, access)
  if (!invitation) return 'no-such-invitation'
  return invitationMoves[invitation.state]['take-up'] ? null : 'too-late'
}

/** How far a joining is, for the newcomer's page. */
export async function newcomerView(sql: Sql, invitationId: string, access: string): Promise<NewcomerView | null> {
  const team = await theTeam(sql)
  const standing = team && (await standingOf(sql, team.teamId, { invitationId, accessHash: tokenHash(access) }))
  if (!standing) return null
  const { invitation, joining, stewardId, stewardNonce } = standing
  const { stewards } = await shapeOf(sql, team.teamId)
  return {
    state: invitation === 'joining' ? joining! : invitation,
    steward: stewardId,
    stewardNonce,
    signed: standing.package ? (JSON.parse(standing.package) as Package).rosters[0]!.signatures.length : 0,
    needed: signaturesNeeded(stewards.members.length),
  }
}

async function byLink(sql: Sql, invitationId: string, access: string): Promise<InvitationRow | null> {
  const team = await theTeam(sql)
  return team && invitationByAccess(sql, team.teamId, { invitationId, accessHash: tokenHash(access) })
}
