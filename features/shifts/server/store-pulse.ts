import type { Sql } from '#platform/database'
import type { Coming } from '../views.ts'

export type MineRow = {
  shiftId: string
  lineId: string
  startsAt: Date
  endsAt: Date
  coming: Coming
  beside: boolean
}

/** Somebody's next shifts, by start: those they know of. */
export async function mineAhead(sql: Sql, teamId: string, memberId: string, at: Date): Promise<MineRow[]> {
  return sql<MineRow[]>`
    select s.shift_id as "shiftId", s.line_id as "lineId", s.starts_at as "startsAt", s.ends_at as "endsAt", g.coming, g.beside
    from seatings g join shifts s on s.team_id = g.team_id and s.shift_id = g.shift_id
    where g.team_id = ${teamId} and g.member_id = ${memberId} and s.ends_at > ${at} and s.state = 'on'
      and (s.published or g.how <> 'placed')
    order by s.starts_at, s.shift_id limit 60`
}

/** How many open offers ask this member. */
export async function askedOf(sql: Sql, teamId: string, memberId: string): Promise<number> {
  const rows = await sql<{ count: number }[]>`
    select count(*)::int as count from seat_offers
    where team_id = ${teamId} and state = 'open' and ${memberId}::uuid = any(asked)`
  return rows[0]?.count ?? 0
}
