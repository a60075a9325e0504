import type { Sql } from '#platform/database'
import type { SeatPlace } from '../offers.ts'

export type LeftEmptyRow = SeatPlace & { byId: string; sealed: string }

export async function leftEmptyIn(sql: Sql, teamId: string, shiftIds: string[]): Promise<LeftEmptyRow[]> {
  return sql<LeftEmptyRow[]>`
    select shift_id as "shiftId", seat_id as "seatId", slot, by_id as "byId", sealed
    from seats_left_empty where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[]) order by seat_id, slot`
}

export async function keepEmpty(sql: Sql, teamId: string, row: LeftEmptyRow & { at: Date }): Promise<void> {
  await sql`
    insert into seats_left_empty (team_id, shift_id, seat_id, slot, by_id, at, sealed)
    values (${teamId}, ${row.shiftId}, ${row.seatId}, ${row.slot}, ${row.byId}, ${row.at}, ${row.sealed})
    on conflict (team_id, shift_id, seat_id, slot) do update set by_id = excluded.by_id, at = excluded.at,
      sealed = excluded.sealed`
}

export async function dropEmpty(sql: Sql, teamId: string, place: SeatPlace): Promise<void> {
  await sql`
    delete from seats_left_empty where team_id = ${teamId} and shift_id = ${place.shiftId}
      and seat_id = ${place.seatId} and slot = ${place.slot}`
}

/** Somebody sits there by now: when they leave, the seat is missed again. */
export async function dropTakenOnes(sql: Sql, teamId: string, shiftIds: string[]): Promise<void> {
  await sql`
    delete from seats_left_empty e using seatings g
    where e.team_id = ${teamId} and e.shift_id = any(${shiftIds}::uuid[]) and g.team_id = e.team_id
      and g.shift_id = e.shift_id and g.seat_id = e.seat_id and g.slot = e.slot`
}

/** The reason has served once the shift is over. */
export async function forgetWhyEmpty(sql: Sql, teamId: string, endedBefore: Date): Promise<void> {
  await sql`
    update seats_left_empty e set sealed = '' from shifts s
    where e.team_id = ${teamId} and s.team_id = e.team_id and s.shift_id = e.shift_id and s.ends_at <= ${endedBefore}
      and e.sealed <> ''`
}
