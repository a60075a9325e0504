import type { Sql } from '#platform/database'
import type { RingState } from '../rings.ts'

export type OpenRing = { contactId: string; memberId: string; state: RingState; since: Date; asks: number }

/** Everybody who is being asked right now. */
export async function openRings(sql: Sql, teamId: string): Promise<OpenRing[]> {
  return sql<OpenRing[]>`select contact_id as "contactId", member_id as "memberId", state, since, asks from rings
    where team_id = ${teamId} and state in ('asked', 'delivered', 'seen')`
}
