import type { Sql } from '#platform/database'
import type { Seat } from '../wire.ts'

export type WorkedRow = { memberId: string; startsAt: Date; endsAt: Date; night: string }

/** Who sat in which shift that ended in this time; back-ups who stayed at home did not. */
export async function workedRows(
  sql: Sql,
  teamId: string,
  { from, to }: { from: Date; to: Date },
): Promise<WorkedRow[]> {
  return sql<WorkedRow[]>`
    select g.member_id as "memberId", s.starts_at as "startsAt", s.ends_at as "endsAt", s.night
    from shifts s join seatings g on g.team_id = s.team_id and g.shift_id = s.shift_id
      cross join lateral jsonb_array_elements(s.seats) as e (seat)
    where s.team_id = ${teamId} and s.ends_at > ${from} and s.ends_at <= ${to} and s.state = 'on'
      and e.seat ->> 'seatId' = g.seat_id::text and e.seat ->> 'kind' <> 'back-up'`
}

export type SeatsRow = { lineId: string; startsAt: Date; endsAt: Date; seats: Seat[] }

/** The shifts that go on at some time of this span, and with which seats. `since`: none of them began before. */
export async function seatsBetween(
  sql: Sql,
  teamId: string,
  { since, from, to }: { since: Date; from: Date; to: Date },
): Promise<SeatsRow[]> {
  return sql<SeatsRow[]>`
    select line_id as "lineId", starts_at as "startsAt", ends_at as "endsAt", seats from shifts
    where team_id = ${teamId} and starts_at > ${since} and starts_at < ${to} and ends_at > ${from} and state = 'on'`
}
