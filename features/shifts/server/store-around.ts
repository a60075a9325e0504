import type { Sql } from '#platform/database'
import type { Seat } from '../wire.ts'

export type SittingThere = { seatId: string; slot: number; memberId: string; beside: boolean }
/** A published shift that will be, with everybody who sits in it. */
export type ShiftAround = {
  shiftId: string
  patternId: string
  lineId: string
  startsAt: Date
  endsAt: Date
  seats: Seat[]
  seatings: SittingThere[]
  /** Seats that stay empty in this shift, by whom. */
  leftEmpty: { seatId: string; slot: number; byId: string; sealed: string }[]
}

/** The shifts of every line that go on at any instant from `from` until before `to`, by start. `since`: none of them began before. */
export async function aroundRows(
  sql: Sql,
  teamId: string,
  { since, from, to }: { since: Date; from: Date; to: Date },
): Promise<ShiftAround[]> {
  return sql<ShiftAround[]>`
    select s.shift_id as "shiftId", s.pattern_id as "patternId", s.line_id as "lineId", s.starts_at as "startsAt",
      s.ends_at as "endsAt", s.seats, coalesce(jsonb_agg(jsonb_build_object('seatId', g.seat_id, 'slot', g.slot,
        'memberId', g.member_id, 'beside', g.beside) order by g.seat_id, g.slot)
        filter (where g.member_id is not null), '[]') as seatings,
      coalesce((select jsonb_agg(jsonb_build_object('seatId', e.seat_id, 'slot', e.slot, 'byId', e.by_id, 'sealed', e.sealed)
        order by e.seat_id, e.slot) from seats_left_empty e where e.team_id = s.team_id and e.shift_id = s.shift_id), '[]')
        as "leftEmpty"
    from shifts s left join seatings g on g.team_id = s.team_id and g.shift_id = s.shift_id
    where s.team_id = ${teamId} and s.starts_at > ${since} and s.starts_at < ${to} and s.ends_at > ${from}
      and s.state = 'on' and s.published
    group by s.team_id, s.shift_id order by s.starts_at, s.shift_id`
}

/** What shifts and their seats are called, sealed for everybody in the team. */
export async function sealedPatterns(
  sql: Sql,
  teamId: string,
  patternIds: string[],
): Promise<{ patternId: string; sealed: string }[]> {
  return sql<{ patternId: string; sealed: string }[]>`
    select pattern_id as "patternId", sealed from shift_patterns
    where team_id = ${teamId} and pattern_id = any(${patternIds}::uuid[]) order by pattern_id`
}

export type Stretch = { lineId: string; startsAt: Date; endsAt: Date }

/** When shifts of a rostered line are, whoever sits in them, also those that nobody has published yet: by line and start. */
export async function stretchRows(
  sql: Sql,
  teamId: string,
  { since, to }: { since: Date; to: Date },
): Promise<Stretch[]> {
  return sql<Stretch[]>`
    select line_id as "lineId", starts_at as "startsAt", ends_at as "endsAt" from shifts
    where team_id = ${teamId} and starts_at > ${since} and starts_at < ${to} and state = 'on'
    order by line_id, starts_at, ends_at`
}

export type NextSeat = Stretch & { shiftId: string; patternId: string; seat: Seat; beside: boolean }

/** On each line the first shift of a member's that is not over, in a seat that is on duty. */
export async function nextSeats(sql: Sql, teamId: string, memberId: string, at: Date): Promise<NextSeat[]> {
  return sql<NextSeat[]>`
    select distinct on (s.line_id) s.line_id as "lineId", s.shift_id as "shiftId", s.pattern_id as "patternId",
      s.starts_at as "startsAt", s.ends_at as "endsAt", e.seat, g.beside
    from seatings g join shifts s on s.team_id = g.team_id and s.shift_id = g.shift_id
      cross join lateral jsonb_array_elements(s.seats) as e (seat)
    where g.team_id = ${teamId} and g.member_id = ${memberId} and s.ends_at > ${at} and s.state = 'on' and s.published
      and e.seat ->> 'seatId' = g.seat_id::text and e.seat ->> 'kind' <> 'back-up'
    order by s.line_id, s.starts_at`
}
