import type { Sql } from '#platform/database'
import type { Language } from '#platform/words'

export type FeedRow = { memberId: string; language: Language; madeAt: Date }

/** One feed for each member: another address takes the place of the one before. Only the hash of the address is kept. */
export async function putFeed(sql: Sql, teamId: string, feed: FeedRow & { tokenHash: Uint8Array }): Promise<void> {
  await sql`
    insert into calendar_feeds (team_id, member_id, token_hash, language, made_at)
    values (${teamId}, ${feed.memberId}, ${feed.tokenHash}, ${feed.language}, ${feed.madeAt})
    on conflict (team_id, member_id) do update set token_hash = excluded.token_hash, language = excluded.language,
      made_at = excluded.made_at`
}

export async function deleteFeed(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from calendar_feeds where team_id = ${teamId} and member_id = ${memberId}`
}

export async function feedOf(sql: Sql, teamId: string, memberId: string): Promise<FeedRow | null> {
  const rows = await sql<FeedRow[]>`
    select member_id as "memberId", language, made_at as "madeAt" from calendar_feeds
    where team_id = ${teamId} and member_id = ${memberId}`
  return rows[0] ?? null
}

export async function feedAt(sql: Sql, teamId: string, tokenHash: Uint8Array): Promise<FeedRow | null> {
  const rows = await sql<FeedRow[]>`
    select member_id as "memberId", language, made_at as "madeAt" from calendar_feeds
    where team_id = ${teamId} and token_hash = ${tokenHash}`
  return rows[0] ?? null
}

export type FedRow = { shiftId: string; startsAt: Date; endsAt: Date; moved: number; kind: 'line' | 'pair' | 'back-up' }

/** Where a member sits in published shifts that end after `since`, by start. */
export async function fedShifts(
  sql: Sql,
  teamId: string,
  { memberId, since }: { memberId: string; since: Date },
): Promise<FedRow[]> {
  return sql<FedRow[]>`
    select h.shift_id as "shiftId", h.starts_at as "startsAt", h.ends_at as "endsAt", h.moved, e.seat ->> 'kind' as kind
    from seatings s join shifts h on h.team_id = s.team_id and h.shift_id = s.shift_id
      cross join lateral jsonb_array_elements(h.seats) as e (seat)
    where s.team_id = ${teamId} and s.member_id = ${memberId} and h.state = 'on' and h.published and h.ends_at > ${since}
      and e.seat ->> 'seatId' = s.seat_id::text
    order by h.starts_at, h.shift_id`
}
