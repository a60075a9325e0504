import type { Sql } from '#platform/database'
import type { ShiftPlace } from './store.ts'

type SeatPlace = { seatId: string; slot: number }

/** Leaves whatever seat a member has in this shift. Null: they have none. */
export async function leaveSeat(
  sql: Sql,
  { teamId, shiftId }: ShiftPlace,
  memberId: string,
): Promise<SeatPlace | null> {
  const rows = await sql<SeatPlace[]>`
    delete from seatings where team_id = ${teamId} and shift_id = ${shiftId} and member_id = ${memberId}
    returning seat_id as "seatId", slot`
  return rows[0] ?? null
}

/** A seat changes hands, or gets its first holder. False, and nothing changed, when it is not `from`'s any more. */
export async function coverPlace(
  sql: Sql,
  { teamId, shiftId }: ShiftPlace,
  { seatId, slot, from, to, at }: SeatPlace & { from: string | null; to: string; at: Date },
): Promise<boolean> {
  const rows = from
    ? await sql`
        update seatings set member_id = ${to}, how = 'covered', beside = false, since = ${at}, coming = 'yes',
          asked_at = null, reminded = 'hours'
        where team_id = ${teamId} and shift_id = ${shiftId} and seat_id = ${seatId} and slot = ${slot}
          and member_id = ${from} returning 1 as one`
    : await sql`
        insert into seatings (team_id, shift_id, seat_id, slot, member_id, how, beside, since, coming, reminded)
        values (${teamId}, ${shiftId}, ${seatId}, ${slot}, ${to}, 'covered', false, ${at}, 'yes', 'hours')
        on conflict (team_id, shift_id, seat_id, slot) do nothing returning 1 as one`
  return rows.length === 1
}
