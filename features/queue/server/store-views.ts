import type { Sql } from '#platform/database'
import type { RingState } from '../rings.ts'

export type OpenRing = { contactId: string; memberId: string; state: RingState; since: Date; asks: number }

/** Everybody who is being asked right now. */
export async function openRings(sql: Sql, teamId: string): Promise<OpenRing[]> {
  return sql<OpenRing[]>`select contact_id as "contactId", member_id as "memberId", state, since, asks from rings
    where team_id = ${teamId} and state in ('asked', 'delivered', 'seen')`
}

const enoughToSay = 5
const lookBack = 30 * 24 * 60 * 60 * 1000

/**
 * Seconds a caller of this line usually waits: the middle of the last twenty answers within a month, and null when there
 * were fewer than five. Rows go with their contacts, so this forgets by itself.
 */
export async function usualWait(
  sql: Sql,
  { teamId, lineId, at }: { teamId: string; lineId: string; at: Date },
): Promise<number | null> {
  const rows = await sql<{ seconds: number | null; count: number }[]>`
    select percentile_disc(0.5) within group (order by seconds) as seconds, count(*)::int as count from (
      select extract(epoch from answered_at - asked_at)::float8 as seconds from waitings
      where team_id = ${teamId} and line_id = ${lineId} and answered_at > ${new Date(at.getTime() - lookBack)}
      order by answered_at desc limit 20
    ) as answers`
  const { seconds, count } = rows[0]!
  return seconds === null || count < enoughToSay ? null : Math.max(1, Math.round(seconds))
}
