import type { Sql } from '#platform/database'

/** One seating of a published shift that is over, but of a back-up who stayed at home. */
export type Worked = {
  shiftId: string
  lineId: string
  memberId: string
  night: string
  startsAt: Date
  endsAt: Date
  /** How many others sat there. */
  others: number
}
export type WorkedAsked = { from: Date; to: Date; memberId?: string; shiftId?: string }

/** Who worked in which shift that ended in this time, by its end; of one member or of one shift where said. */
export async function workedIn(
  sql: Sql,
  teamId: string,
  { from, to, memberId, shiftId }: WorkedAsked,
): Promise<Worked[]> {
  return sql<Worked[]>`
    select s.shift_id as "shiftId", s.line_id as "lineId", g.member_id as "memberId", s.night, s.starts_at as "startsAt",
      s.ends_at as "endsAt", (select count(*) from seatings o cross join lateral jsonb_array_elements(s.seats) as f (seat)
        where o.team_id = g.team_id and o.shift_id = g.shift_id and o.member_id <> g.member_id
          and f.seat ->> 'seatId' = o.seat_id::text and f.seat ->> 'kind' <> 'back-up')::int as others
    from shifts s join seatings g on g.team_id = s.team_id and g.shift_id = s.shift_id
      cross join lateral jsonb_array_elements(s.seats) as e (seat)
    where s.team_id = ${teamId} and s.ends_at > ${from} and s.ends_at <= ${to} and s.state = 'on' and s.published
      and (${memberId ?? null}::uuid is null or g.member_id = ${memberId ?? null}::uuid)
      and (${shiftId ?? null}::uuid is null or s.shift_id = ${shiftId ?? null}::uuid)
      and e.seat ->> 'seatId' = g.seat_id::text and e.seat ->> 'kind' <> 'back-up'
    order by s.ends_at, s.shift_id, g.member_id`
}

export type Ahead = {
  shiftId: string
  seatId: string
  slot: number
  lineId: string
  startsAt: Date
  endsAt: Date
  /** The open offer of it. */
  offerId: string | null
}

/** What somebody has in published shifts that begin in this time, by their beginning. */
export async function aheadOf(
  sql: Sql,
  teamId: string,
  { memberId, from, until }: { memberId: string; from: Date; until: Date },
): Promise<Ahead[]> {
  return sql<Ahead[]>`
    select g.shift_id as "shiftId", g.seat_id as "seatId", g.slot, s.line_id as "lineId", s.starts_at as "startsAt",
      s.ends_at as "endsAt", o.offer_id as "offerId"
    from seatings g join shifts s on s.team_id = g.team_id and s.shift_id = g.shift_id
      left join seat_offers o on o.team_id = g.team_id and o.shift_id = g.shift_id and o.seat_id = g.seat_id
        and o.slot = g.slot and o.state = 'open'
    where g.team_id = ${teamId} and g.member_id = ${memberId} and s.starts_at > ${from} and s.starts_at < ${until}
      and s.state = 'on' and s.published
    order by s.starts_at, s.shift_id`
}
