import type { Sql } from '#platform/database'
import type { ChangeKind, InvitationState, JoiningState, ProposalState } from '../rules.ts'
import type { TeamRole } from '../wire.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
const text = (sealed: Uint8Array): string => Buffer.from(sealed).toString('base64url')

export type InvitationRow = {
  teamId: string
  invitationId: string
  kind: 'join' | 'reinvite'
  memberId: string
  roles: TeamRole[]
  sealed: string
  rosterHash: string
  invitedBy: string
  createdAt: Date
  expiresAt: Date
  state: InvitationState
}

/** False when this member already has an invitation that is open. */
export async function insertInvitation(
  sql: Sql,
  invitation: Omit<InvitationRow, 'state'> & { accessHash: Uint8Array },
): Promise<boolean> {
  const rows = await sql`
    insert into invitations (team_id, invitation_id, kind, member_id, roles, access_hash, sealed, roster_hash, invited_by,
      created_at, expires_at, state)
    values (${invitation.teamId}, ${invitation.invitationId}, ${invitation.kind}, ${invitation.memberId}, ${invitation.roles},
      ${invitation.accessHash}, ${bytes(invitation.sealed)}, ${invitation.rosterHash}, ${invitation.invitedBy},
      ${invitation.createdAt}, ${invitation.expiresAt}, 'open')
    on conflict do nothing returning invitation_id`
  return rows.length === 1
}

type Stored = Omit<InvitationRow, 'sealed'> & { sealed: Uint8Array }
const read = (row: Stored): InvitationRow => ({ ...row, sealed: text(row.sealed) })

/** The invitations that are open or being taken up, newest first. */
export async function openInvitations(sql: Sql, teamId: string): Promise<InvitationRow[]> {
  const rows = await sql<Stored[]>`
    select team_id as "teamId", invitation_id as "invitationId", kind, member_id as "memberId", roles, sealed,
      roster_hash as "rosterHash", invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt", state
    from invitations where team_id = ${teamId} and state in ('open', 'joining')
    order by created_at desc, invitation_id`
  return rows.map(read)
}

/** Holds the row until the transaction ends. `accessHash` null: a steward asks, who needs no link. */
export async function holdInvitation(
  sql: Sql,
  teamId: string,
  invitationId: string,
  accessHash: Uint8Array | null,
): Promise<InvitationRow | null> {
  const rows = await sql<Stored[]>`
    select team_id as "teamId", invitation_id as "invitationId", kind, member_id as "memberId", roles, sealed,
      roster_hash as "rosterHash", invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt", state
    from invitations
    where team_id = ${teamId} and invitation_id = ${invitationId}
      and (${accessHash}::bytea is null or access_hash = ${accessHash}::bytea)
    for update`
  return rows[0] ? read(rows[0]) : null
}

export async function setInvitation(
  sql: Sql,
  teamId: string,
  invitationId: string,
  state: InvitationState,
): Promise<void> {
  await sql`
    update invitations set state = ${state} where team_id = ${teamId} and invitation_id = ${invitationId}`
}

export type JoiningRow = {
  teamId: string
  invitationId: string
  state: JoiningState
  enc: string
  sign: string
  proof: string
  vault: string
  card: string
  waysIn: unknown
  commitment: string | null
  stewardId: string | null
  stewardNonce: string | null
  newcomerNonce: string | null
}
type StoredJoining = Omit<JoiningRow, 'vault' | 'card'> & { vault: Uint8Array; card: Uint8Array }

/** Puts what a newcomer brought; whoever starts again before the comparison replaces what they brought before. */
export async function putJoining(
  sql: Sql,
  joining: Pick<JoiningRow, 'teamId' | 'invitationId' | 'enc' | 'sign' | 'proof' | 'vault' | 'card'> & {
    waysIn: string
  },
): Promise<void> {
  await sql`delete from joinings where team_id = ${joining.teamId} and invitation_id = ${joining.invitationId}`
  await sql`
    insert into joinings (team_id, invitation_id, state, enc, sign, proof, vault, card, ways_in)
    values (${joining.teamId}, ${joining.invitationId}, 'waiting', ${joining.enc}, ${joining.sign}, ${joining.proof},
      ${bytes(joining.vault)}, ${bytes(joining.card)}, ${joining.waysIn}::text::jsonb)`
}

export async function joiningOf(sql: Sql, teamId: string, invitationId: string): Promise<JoiningRow | null> {
  const [row] = await sql<StoredJoining[]>`
    select team_id as "teamId", invitation_id as "invitationId", state, enc, sign, proof, vault, card, ways_in as "waysIn",
      commitment, steward_id as "stewardId", steward_nonce as "stewardNonce", newcomer_nonce as "newcomerNonce"
    from joinings where team_id = ${teamId} and invitation_id = ${invitationId}`
  return row ? { ...row, vault: text(row.vault), card: text(row.card) } : null
}

/** Moves a joining to its next state with what that state brings. */
export async function setJoining(sql: Sql, joining: JoiningRow): Promise<void> {
  await sql`
    update joinings set state = ${joining.state}, commitment = ${joining.commitment}, steward_id = ${joining.stewardId},
      steward_nonce = ${joining.stewardNonce}, newcomer_nonce = ${joining.newcomerNonce}
    where team_id = ${joining.teamId} and invitation_id = ${joining.invitationId}`
}

/** Forgets the newcomer's ways in, vault and card: they are now a member's, or nobody's. */
export async function deleteJoining(sql: Sql, teamId: string, invitationId: string): Promise<void> {
  await sql`delete from joinings where team_id = ${teamId} and invitation_id = ${invitationId}`
}

export type ProposalRow = {
  teamId: string
  proposalId: string
  kind: ChangeKind
  memberId: string
  invitationId: string | null
  package: string
  proposedBy: string
  proposedAt: Date
  state: ProposalState
}

/** False when there is a proposal with this id already. */
export async function insertProposal(sql: Sql, proposal: ProposalRow): Promise<boolean> {
  const rows = await sql`
    insert into proposals (team_id, proposal_id, kind, member_id, invitation_id, package, proposed_by, proposed_at, state)
    values (${proposal.teamId}, ${proposal.proposalId}, ${proposal.kind}, ${proposal.memberId}, ${proposal.invitationId},
      ${proposal.package}, ${proposal.proposedBy}, ${proposal.proposedAt}, ${proposal.state})
    on conflict do nothing returning proposal_id`
  return rows.length === 1
}

export async function openProposals(sql: Sql, teamId: string): Promise<ProposalRow[]> {
  return sql<ProposalRow[]>`
    select team_id as "teamId", proposal_id as "proposalId", kind, member_id as "memberId", invitation_id as "invitationId",
      package, proposed_by as "proposedBy", proposed_at as "proposedAt", state
    from proposals where team_id = ${teamId} and state = 'open' order by proposed_at, proposal_id`
}

export async function holdProposal(sql: Sql, teamId: string, proposalId: string): Promise<ProposalRow | null> {
  const [row] = await sql<ProposalRow[]>`
    select team_id as "teamId", proposal_id as "proposalId", kind, member_id as "memberId", invitation_id as "invitationId",
      package, proposed_by as "proposedBy", proposed_at as "proposedAt", state
    from proposals where team_id = ${teamId} and proposal_id = ${proposalId} for update`
  return row ?? null
}

export async function setProposal(sql: Sql, teamId: string, proposalId: string, state: ProposalState): Promise<void> {
  await sql`update proposals set state = ${state} where team_id = ${teamId} and proposal_id = ${proposalId}`
}

/** Every other open proposal was made for rosters that are no longer the newest. */
export async function staleProposals(
  sql: Sql,
  teamId: string,
  applied: string,
): Promise<{ invitationId: string | null }[]> {
  return sql<{ invitationId: string | null }[]>`
    update proposals set state = 'stale'
    where team_id = ${teamId} and state = 'open' and proposal_id <> ${applied}
    returning invitation_id as "invitationId"`
}

type Place = { teamId: string; invitationId: string }

/** A proposal to let in somebody whose invitation is over waits for nothing. */
export async function withdrawProposalsOf(sql: Sql, { teamId, invitationId }: Place): Promise<void> {
  await sql`
    update proposals set state = 'withdrawn'
    where team_id = ${teamId} and invitation_id = ${invitationId} and state = 'open'`
}

/** Whether another newcomer, not yet in the team, has chosen this handle (its hash, base64url). */
export async function handleIsWaiting(sql: Sql, { teamId, invitationId }: Place, handleHash: string): Promise<boolean> {
  const wanted = JSON.stringify({ checked: [{ handleHash: { bytes: handleHash } }] })
  const rows = await sql`
    select invitation_id from joinings
    where team_id = ${teamId} and invitation_id <> ${invitationId} and ways_in @> ${wanted}::text::jsonb limit 1`
  return rows.length === 1
}

export async function setEnterHash(sql: Sql, { teamId, invitationId }: Place, enterHash: Uint8Array): Promise<void> {
  await sql`
    update invitations set enter_hash = ${enterHash} where team_id = ${teamId} and invitation_id = ${invitationId}`
}

/** Tokens of older invitations start no session any more. `but`: the invitation by which the member comes back now. */
export async function forgetEnterHashes(sql: Sql, teamId: string, memberId: string, but: string | null): Promise<void> {
  await sql`
    update invitations set enter_hash = null
    where team_id = ${teamId} and member_id = ${memberId} and invitation_id is distinct from ${but}::uuid`
}

/** Spends the newcomer's own token, once they are in; returns whose it was. */
export async function takeEnterHash(
  sql: Sql,
  { teamId, invitationId }: Place,
  enterHash: Uint8Array,
): Promise<string | null> {
  const [row] = await sql<{ memberId: string }[]>`
    update invitations set enter_hash = null
    where team_id = ${teamId} and invitation_id = ${invitationId} and state = 'joined' and enter_hash = ${enterHash}
    returning member_id as "memberId"`
  return row?.memberId ?? null
}

/** The invitation a link opens, without holding it. */
export async function invitationByAccess(
  sql: Sql,
  teamId: string,
  link: { invitationId: string; accessHash: Uint8Array },
): Promise<InvitationRow | null> {
  const rows = await sql<Stored[]>`
    select team_id as "teamId", invitation_id as "invitationId", kind, member_id as "memberId", roles, sealed,
      roster_hash as "rosterHash", invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt", state
    from invitations
    where team_id = ${teamId} and invitation_id = ${link.invitationId} and access_hash = ${link.accessHash}`
  return rows[0] ? read(rows[0]) : null
}
