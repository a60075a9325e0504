import type { Sql } from '#platform/database'
import type { SeatPlace } from '../offers.ts'
import type { Coming } from '../views.ts'

export type SeatingRow = SeatPlace & {
  memberId: string
  how: 'placed' | 'signed up' | 'swapped' | 'covered'
  beside: boolean
  since: Date
  coming: Coming
}
export type WishRow = { shiftId: string; seatId: string; memberId: string; at: Date }

export async function seatingsIn(sql: Sql, teamId: string, shiftIds: string[]): Promise<SeatingRow[]> {
  return sql<SeatingRow[]>`
    select shift_id as "shiftId", seat_id as "seatId", slot, member_id as "memberId", how, beside, since, coming
    from seatings where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[]) order by shift_id, seat_id, slot`
}

/** Somebody's seats in shifts that are not over. */
export async function seatingsAheadOf(sql: Sql, teamId: string, memberId: string, at: Date): Promise<SeatPlace[]> {
  return sql<SeatPlace[]>`
    select g.shift_id as "shiftId", g.seat_id as "seatId", g.slot
    from seatings g join shifts s on s.team_id = g.team_id and s.shift_id = g.shift_id
    where g.team_id = ${teamId} and g.member_id = ${memberId} and s.ends_at > ${at} order by s.starts_at`
}

export type Taken = SeatPlace & { memberId: string; how: 'placed' | 'signed up'; beside: boolean }

/** Who sits there from now on, whoever did: each seat changes hands in this one statement. */
export async function seat(sql: Sql, teamId: string, taken: Taken[], at: Date): Promise<void> {
  if (taken.length === 0) return
  const records = taken.map(({ shiftId, seatId, memberId, ...rest }) => ({
    shift_id: shiftId,
    seat_id: seatId,
    member_id: memberId,
    ...rest,
  }))
  await sql`
    insert into seatings (team_id, shift_id, seat_id, slot, member_id, how, beside, since, coming)
    select ${teamId}::uuid, r.shift_id, r.seat_id, r.slot, r.member_id, r.how, r.beside, ${at}::timestamptz, 'not asked'
    from jsonb_to_recordset(${sql.json(records)}::jsonb) as r (shift_id uuid, seat_id uuid, slot integer, member_id uuid,
      how text, beside boolean)
    on conflict (team_id, shift_id, seat_id, slot) do update set member_id = excluded.member_id, how = excluded.how,
      beside = excluded.beside, since = excluded.since, coming = 'not asked', asked_at = null, reminded = 'none'`
}

export async function unseat(sql: Sql, teamId: string, places: SeatPlace[]): Promise<void> {
  if (places.length === 0) return
  const [shiftIds, seatIds] = [places.map(({ shiftId }) => shiftId), places.map(({ seatId }) => seatId)]
  const slots = places.map(({ slot }) => slot)
  await sql`
    delete from seatings g using unnest(${shiftIds}::uuid[], ${seatIds}::uuid[], ${slots}::integer[])
      as r (shift_id, seat_id, slot)
    where g.team_id = ${teamId} and g.shift_id = r.shift_id and g.seat_id = r.seat_id and g.slot = r.slot`
}

/** A shift that was moved asks everybody anew whether they are coming. */
export async function askAnew(sql: Sql, teamId: string, shiftIds: string[]): Promise<void> {
  await sql`
    update seatings set coming = 'not asked', asked_at = null, reminded = 'none'
    where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
}

export async function wishesIn(sql: Sql, teamId: string, shiftIds: string[]): Promise<WishRow[]> {
  return sql<WishRow[]>`
    select shift_id as "shiftId", seat_id as "seatId", member_id as "memberId", at
    from seat_wishes where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[]) and refused_at is null
    order by at, member_id`
}

/** Whoever plans says no; it is no wish any more. False: there is none. */
export async function refuseWish(
  sql: Sql,
  teamId: string,
  wish: { shiftId: string; memberId: string; at: Date },
): Promise<boolean> {
  const rows = await sql`
    update seat_wishes set refused_at = ${wish.at}
    where team_id = ${teamId} and shift_id = ${wish.shiftId} and member_id = ${wish.memberId} and refused_at is null
    returning 1 as one`
  return rows.length === 1
}

/** It waits for an answer again, where the no was said after this. False: it was said before, or the wish or its seat is gone. */
export async function openWishAgain(
  sql: Sql,
  teamId: string,
  wish: { shiftId: string; memberId: string; seatIds: string[]; since: Date },
): Promise<boolean> {
  const rows = await sql`
    update seat_wishes set refused_at = null
    where team_id = ${teamId} and shift_id = ${wish.shiftId} and member_id = ${wish.memberId}
      and seat_id = any(${wish.seatIds}::uuid[]) and (refused_at is null or refused_at > ${wish.since}) returning 1 as one`
  return rows.length === 1
}

/** A new wish for another seat of the same shift takes the place of the one before, and one after a no begins anew. */
export async function keepWish(sql: Sql, teamId: string, wish: WishRow): Promise<void> {
  await sql`
    insert into seat_wishes (team_id, shift_id, seat_id, member_id, at)
    values (${teamId}, ${wish.shiftId}, ${wish.seatId}, ${wish.memberId}, ${wish.at})
    on conflict (team_id, shift_id, member_id) do update set seat_id = excluded.seat_id, refused_at = null,
      at = case when seat_wishes.refused_at is null then seat_wishes.at else excluded.at end`
}

/** The seat that was wished for; null when nobody wished. */
export async function deleteWish(
  sql: Sql,
  teamId: string,
  wish: { shiftId: string; memberId: string },
): Promise<string | null> {
  const rows = await sql<{ seatId: string }[]>`
    delete from seat_wishes where team_id = ${teamId} and shift_id = ${wish.shiftId} and member_id = ${wish.memberId}
    returning seat_id as "seatId"`
  return rows[0]?.seatId ?? null
}

export async function deleteWishesOf(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from seat_wishes where team_id = ${teamId} and member_id = ${memberId}`
}

/** In shifts that have not begun, somebody learns from now on, or does not any more. */
export async function setBeside(
  sql: Sql,
  teamId: string,
  { memberId, beside, at }: { memberId: string; beside: boolean; at: Date },
): Promise<void> {
  await sql`
    update seatings g set beside = ${beside} from shifts s
    where g.team_id = ${teamId} and g.member_id = ${memberId} and s.team_id = g.team_id and s.shift_id = g.shift_id
      and s.starts_at > ${at}`
}
