import type { Sql } from '#platform/database'
import type { InvitationState, JoiningState } from '../rules.ts'

/** How far the newcomer with a link is: their invitation, what they brought, and what waits for signatures (JSON text). */
export type Standing = {
  invitation: InvitationState
  joining: JoiningState | null
  stewardId: string | null
  stewardNonce: string | null
  package: string | null
}

/**
 * Null for a link that is none. In one statement: a joining is forgotten in the moment its invitation is over, and whoever reads
 * one after the other may find neither.
 */
export async function standingOf(
  sql: Sql,
  teamId: string,
  link: { invitationId: string; accessHash: Uint8Array },
): Promise<Standing | null> {
  const [row] = await sql<Standing[]>`
    select i.state as invitation, j.state as joining, j.steward_id as "stewardId", j.steward_nonce as "stewardNonce",
      p.package
    from invitations i
    left join joinings j on j.team_id = i.team_id and j.invitation_id = i.invitation_id
    left join proposals p on p.team_id = i.team_id and p.invitation_id = i.invitation_id and p.state = 'open'
    where i.team_id = ${teamId} and i.invitation_id = ${link.invitationId} and i.access_hash = ${link.accessHash}
    order by p.proposed_at, p.proposal_id limit 1`
  return row ?? null
}
