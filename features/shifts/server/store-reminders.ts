import type { Sql } from '#platform/database'
import type { SeatPlace } from '../offers.ts'
import type { Reminded } from '../reminding.ts'
import type { Coming } from '../views.ts'

export type SitsRow = {
  seatId: string
  slot: number
  memberId: string
  coming: Coming
  askedAt: Date | null
  reminded: Reminded
}

/** Who sits in a shift, and how far their reminders have come. */
export async function sitsIn(sql: Sql, teamId: string, shiftId: string): Promise<SitsRow[]> {
  return sql<SitsRow[]>`
    select seat_id as "seatId", slot, member_id as "memberId", coming, asked_at as "askedAt", reminded from seatings
    where team_id = ${teamId} and shift_id = ${shiftId} order by seat_id, slot`
}

export async function setSits(sql: Sql, teamId: string, shiftId: string, sits: SitsRow): Promise<void> {
  await sql`
    update seatings set coming = ${sits.coming}, asked_at = ${sits.askedAt}, reminded = ${sits.reminded}
    where team_id = ${teamId} and shift_id = ${shiftId} and seat_id = ${sits.seatId} and slot = ${sits.slot}
      and member_id = ${sits.memberId}`
}

export async function setComing(
  sql: Sql,
  teamId: string,
  { shiftId, seatId, slot, coming }: SeatPlace & { coming: Coming },
): Promise<void> {
  await sql`
    update seatings set coming = ${coming}
    where team_id = ${teamId} and shift_id = ${shiftId} and seat_id = ${seatId} and slot = ${slot}`
}
