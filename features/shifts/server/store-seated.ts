import type { Sql } from '#platform/database'
import type { Seat } from '../wire.ts'

export type SeatedRow = {
  what: 'seat' | 'exception' | 'rostered'
  lineId: string
  memberId: string | null
  shiftId: string | null
  seat: Seat | null
  beside: boolean | null
  untilAt: Date | null
}

/**
 * Everything that decides who is seated, in one statement. `since`: no shift that still runs began before. A line is rostered from
 * the beginning of its first published shift until there is none to come.
 */
export async function seatedRows(sql: Sql, teamId: string, at: Date, since: Date): Promise<SeatedRow[]> {
  return sql<SeatedRow[]>`
    select 'seat' as what, s.line_id as "lineId", g.member_id as "memberId", s.shift_id as "shiftId", e.seat, g.beside,
      s.ends_at as "untilAt"
    from shifts s join seatings g on g.team_id = s.team_id and g.shift_id = s.shift_id
      cross join lateral jsonb_array_elements(s.seats) as e (seat)
    where s.team_id = ${teamId} and s.starts_at > ${since} and s.starts_at <= ${at} and s.ends_at > ${at}
      and s.state = 'on' and s.published and e.seat ->> 'seatId' = g.seat_id::text and e.seat ->> 'kind' <> 'back-up'
    union all
    select 'exception', line_id, member_id, null, null, null, until_at from duty_exceptions
    where team_id = ${teamId} and from_at <= ${at} and until_at > ${at}
    union all
    select distinct on (p.line_id) 'rostered', p.line_id, null::uuid, null::uuid, null::jsonb, null::boolean, null::timestamptz
    from shift_patterns p where p.team_id = ${teamId}
      and exists (select 1 from shifts s where s.team_id = ${teamId} and s.line_id = p.line_id and s.published
        and s.state = 'on' and s.starts_at <= ${at})
      and exists (select 1 from shifts s where s.team_id = ${teamId} and s.line_id = p.line_id and s.state = 'on'
        and s.ends_at > ${at})`
}
