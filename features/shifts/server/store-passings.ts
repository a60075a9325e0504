import type { Sql } from '#platform/database'
import type { Move, SeatPlace } from '../offers.ts'

/** How whoever gets a seat sits there. `answered`: taking it was the answer to "are you coming?". */
export type Sitting = { at: Date; how: 'swapped' | 'covered'; beside: boolean; answered: boolean }

/**
 * One seat goes from whoever holds it to somebody else, in one statement: there is no instant without a holder. False, and nothing
 * changed, when it was not `from`'s.
 */
export async function passSeat(sql: Sql, teamId: string, move: Move, sitting: Sitting): Promise<boolean> {
  const [coming, askedAt, reminded] = sitting.answered ? ['yes', sitting.at, 'day'] : ['not asked', null, 'none']
  const rows = await sql`
    update seatings set member_id = ${move.to}, how = ${sitting.how}, beside = ${sitting.beside}, since = ${sitting.at},
      coming = ${coming}, asked_at = ${askedAt}, reminded = ${reminded}
    where team_id = ${teamId} and shift_id = ${move.shiftId} and seat_id = ${move.seatId} and slot = ${move.slot}
      and member_id = ${move.from} returning 1 as one`
  return rows.length === 1
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

export type PassingRow = SeatPlace & { at: Date; fromId: string; toId: string; how: 'swapped' | 'covered' }

export async function insertPassing(
  sql: Sql,
  teamId: string,
  passing: PassingRow & { offerId: string },
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

export async function seatingsAround(
  sql: Sql,
  teamId: string,
  { from, to }: { from: Date; to: Date },
): Promise<(SeatPlace & { memberId: string; startsAt: Date; endsAt: Date })[]> {
  return sql<(SeatPlace & { memberId: string; startsAt: Date; endsAt: Date })[]>`
    select s.shift_id as "shiftId", s.seat_id as "seatId", s.slot, s.member_id as "memberId", h.starts_at as "startsAt",
      h.ends_at as "endsAt"
    from seatings s join shifts h on h.team_id = s.team_id and h.shift_id = s.shift_id
    where s.team_id = ${teamId} and h.state = 'on' and h.starts_at < ${to} and h.ends_at > ${from}`
}
