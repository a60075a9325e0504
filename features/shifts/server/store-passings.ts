import type { Sql } from '#platform/database'
import type { Move, SeatPlace } from '../offers.ts'

/**
 * How whoever gets a seat sits there. `beside`: to learn. `answered`: taking it was the answer to "are you coming?".
 */
export type Passed = Move & { beside: boolean; answered: boolean }

/**
 * Seats go from whoever holds them to somebody else, all in one statement: there is no instant without a holder, nor one at which
 * somebody is in two places. How many did: those of others stay as they are.
 */
export async function passInOne(
  sql: Sql,
  teamId: string,
  passed: Passed[],
  { at, how }: { at: Date; how: 'swapped' | 'covered' },
): Promise<number> {
  const records = passed.map(({ shiftId, seatId, from, to, ...rest }) => ({
    shift_id: shiftId,
    seat_id: seatId,
    from_id: from,
    to_id: to,
    ...rest,
  }))
  const rows = await sql`
    update seatings g set member_id = r.to_id, how = ${how}, beside = r.beside, since = ${at},
      coming = case when r.answered then 'yes' else 'not asked' end,
      asked_at = case when r.answered then ${at}::timestamptz end,
      reminded = case when r.answered then 'day' else 'none' end
    from jsonb_to_recordset(${sql.json(records)}::jsonb) as r (shift_id uuid, seat_id uuid, slot integer, from_id uuid,
      to_id uuid, beside boolean, answered boolean)
    where g.team_id = ${teamId} and g.shift_id = r.shift_id and g.seat_id = r.seat_id and g.slot = r.slot
      and g.member_id = r.from_id returning 1 as one`
  return rows.length
}

/** A back-up who is called into another seat of the same shift leaves the one at home. */
export async function leaveBackUpSeat(
  sql: Sql,
  teamId: string,
  { shiftId, memberId, seatIds }: { shiftId: string; memberId: string; seatIds: string[] },
): Promise<void> {
  await sql`
    delete from seatings where team_id = ${teamId} and shift_id = ${shiftId} and member_id = ${memberId}
      and seat_id = any(${seatIds}::uuid[])`
}

/** Who holds a seat now; null: nobody. */
export async function holderOf(sql: Sql, teamId: string, place: SeatPlace): Promise<string | null> {
  const rows = await sql<{ memberId: string }[]>`
    select member_id as "memberId" from seatings where team_id = ${teamId} and shift_id = ${place.shiftId}
      and seat_id = ${place.seatId} and slot = ${place.slot}`
  return rows[0]?.memberId ?? null
}

/** Who sits in these seats of a shift: those at home who are called first. */
export async function backUpsOf(sql: Sql, teamId: string, shiftId: string, seatIds: string[]): Promise<string[]> {
  const rows = await sql<{ memberId: string }[]>`
    select member_id as "memberId" from seatings where team_id = ${teamId} and shift_id = ${shiftId}
      and seat_id = any(${seatIds}::uuid[]) order by slot, seat_id`
  return rows.map(({ memberId }) => memberId)
}

/** Who said no and took it back comes. */
export async function comesAfterAll(sql: Sql, teamId: string, seat: SeatPlace & { memberId: string }): Promise<void> {
  await sql`
    update seatings set coming = 'yes' where team_id = ${teamId} and shift_id = ${seat.shiftId}
      and seat_id = ${seat.seatId} and slot = ${seat.slot} and member_id = ${seat.memberId} and coming = 'no'`
}

/** `fromId`: null where nobody had it. */
export type PassingRow = SeatPlace & { at: Date; fromId: string | null; toId: string; how: 'swapped' | 'covered' }

export async function insertPassing(
  sql: Sql,
  teamId: string,
  passing: PassingRow & { offerId: string | null },
): Promise<void> {
  await sql`
    insert into seat_passings (team_id, shift_id, seat_id, slot, at, from_id, to_id, how, offer_id)
    values (${teamId}, ${passing.shiftId}, ${passing.seatId}, ${passing.slot}, ${passing.at}, ${passing.fromId},
      ${passing.toId}, ${passing.how}, ${passing.offerId}) on conflict do nothing`
}

/** Who gave whom what from then on: a member's own, or (null) everybody's. The newest first. */
export async function passingsSince(
  sql: Sql,
  teamId: string,
  { memberId, since }: { memberId: string | null; since: Date },
): Promise<PassingRow[]> {
  return sql<PassingRow[]>`
    select shift_id as "shiftId", seat_id as "seatId", slot, at, from_id as "fromId", to_id as "toId", how
    from seat_passings where team_id = ${teamId} and at >= ${since}
      and (${memberId}::uuid is null or from_id = ${memberId}::uuid or to_id = ${memberId}::uuid)
    order by at desc, shift_id limit 500`
}

/** Who gave whom what in shifts that are kept no longer. */
export async function deletePassingsIn(sql: Sql, teamId: string, shiftIds: string[]): Promise<void> {
  await sql`delete from seat_passings where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
}
