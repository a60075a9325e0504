import type { Sql } from '#platform/database'
import type { OfferKind, OfferStage, OfferState, SeatPlace } from '../offers.ts'

export type OfferRow = {
  offerId: string
  shiftId: string
  seatId: string
  slot: number
  memberId: string
  kind: OfferKind
  asked: string[]
  stage: OfferStage
  returnShiftId: string | null
  returnSeatId: string | null
  returnSlot: number | null
  state: OfferState
  takenBy: string | null
  madeAt: Date
  nextAt: Date | null
  endedAt: Date | null
}

/** False when this offer is there already. */
export async function insertOffer(sql: Sql, teamId: string, offer: OfferRow): Promise<boolean> {
  const rows = await sql`
    insert into seat_offers (team_id, offer_id, shift_id, seat_id, slot, member_id, kind, asked, stage, return_shift_id,
      return_seat_id, return_slot, state, taken_by, made_at, next_at, ended_at)
    values (${teamId}, ${offer.offerId}, ${offer.shiftId}, ${offer.seatId}, ${offer.slot}, ${offer.memberId}, ${offer.kind},
      ${offer.asked}::uuid[], ${offer.stage}, ${offer.returnShiftId}, ${offer.returnSeatId}, ${offer.returnSlot},
      ${offer.state}, ${offer.takenBy}, ${offer.madeAt}, ${offer.nextAt}, ${offer.endedAt})
    on conflict (team_id, offer_id) do nothing returning 1 as one`
  return rows.length === 1
}

/** Keeps what the rules made of it. */
export async function setOffer(sql: Sql, teamId: string, offer: OfferRow): Promise<void> {
  await sql`
    update seat_offers set asked = ${offer.asked}::uuid[], stage = ${offer.stage}, state = ${offer.state},
      taken_by = ${offer.takenBy}, next_at = ${offer.nextAt}, ended_at = ${offer.endedAt}
    where team_id = ${teamId} and offer_id = ${offer.offerId}`
}

export async function offerOf(sql: Sql, teamId: string, offerId: string): Promise<OfferRow | null> {
  const rows = await sql<OfferRow[]>`
    select offer_id as "offerId", shift_id as "shiftId", seat_id as "seatId", slot, member_id as "memberId", kind, asked, stage,
      return_shift_id as "returnShiftId", return_seat_id as "returnSeatId", return_slot as "returnSlot", state,
      taken_by as "takenBy", made_at as "madeAt", next_at as "nextAt", ended_at as "endedAt"
    from seat_offers where team_id = ${teamId} and offer_id = ${offerId}`
  return rows[0] ?? null
}

/** The open offers of shifts that have not begun, of some shifts where they are named; the oldest first. */
export async function openOffers(
  sql: Sql,
  teamId: string,
  { shiftIds, now }: { shiftIds: string[] | null; now: Date },
): Promise<OfferRow[]> {
  return sql<OfferRow[]>`
    select o.offer_id as "offerId", o.shift_id as "shiftId", o.seat_id as "seatId", o.slot, o.member_id as "memberId", o.kind,
      o.asked, o.stage, o.return_shift_id as "returnShiftId", o.return_seat_id as "returnSeatId",
      o.return_slot as "returnSlot", o.state, o.taken_by as "takenBy", o.made_at as "madeAt", o.next_at as "nextAt",
      o.ended_at as "endedAt"
    from seat_offers o join shifts h on h.team_id = o.team_id and h.shift_id = o.shift_id
    where o.team_id = ${teamId} and o.state = 'open' and h.starts_at > ${now}
      and (${shiftIds}::uuid[] is null or o.shift_id = any(${shiftIds}::uuid[]))
    order by o.made_at, o.offer_id`
}

/** The open offer of one seat; null: there is none. */
export async function openOfferOf(sql: Sql, teamId: string, place: SeatPlace): Promise<OfferRow | null> {
  const rows = await sql<OfferRow[]>`
    select offer_id as "offerId", shift_id as "shiftId", seat_id as "seatId", slot, member_id as "memberId", kind, asked, stage,
      return_shift_id as "returnShiftId", return_seat_id as "returnSeatId", return_slot as "returnSlot", state,
      taken_by as "takenBy", made_at as "madeAt", next_at as "nextAt", ended_at as "endedAt"
    from seat_offers where team_id = ${teamId} and state = 'open' and shift_id = ${place.shiftId}
      and seat_id = ${place.seatId} and slot = ${place.slot}`
  return rows[0] ?? null
}

/**
 * Open offers that have lost their ground: whoever made them does not hold the seat any more, whoever is asked does not hold the one
 * asked for in return, or a shift is off or hidden.
 */
export async function groundlessOffers(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ offerId: string }[]>`
    select o.offer_id as "offerId" from seat_offers o
    where o.team_id = ${teamId} and o.state = 'open' and (
      not exists (select 1 from seatings s join shifts h on h.team_id = s.team_id and h.shift_id = s.shift_id
        where s.team_id = o.team_id and s.shift_id = o.shift_id and s.seat_id = o.seat_id and s.slot = o.slot
          and s.member_id = o.member_id and h.state = 'on' and h.published)
      or (o.return_shift_id is not null and not exists (
        select 1 from seatings s join shifts h on h.team_id = s.team_id and h.shift_id = s.shift_id
        where s.team_id = o.team_id and s.shift_id = o.return_shift_id and s.seat_id = o.return_seat_id
          and s.slot = o.return_slot and s.member_id = any(o.asked) and h.state = 'on' and h.published)))
    order by o.offer_id`
  return rows.map(({ offerId }) => offerId)
}

/** Open offers that would go on after their shift has begun: it was moved. */
export async function overlongOffers(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ offerId: string }[]>`
    select o.offer_id as "offerId" from seat_offers o join shifts h on h.team_id = o.team_id and h.shift_id = o.shift_id
    where o.team_id = ${teamId} and o.state = 'open' and o.next_at > h.starts_at order by o.offer_id`
  return rows.map(({ offerId }) => offerId)
}

/** What a member offers or is asked for. */
export async function openOffersWith(sql: Sql, teamId: string, memberId: string): Promise<string[]> {
  const rows = await sql<{ offerId: string }[]>`
    select offer_id as "offerId" from seat_offers
    where team_id = ${teamId} and state = 'open' and (member_id = ${memberId} or ${memberId}::uuid = any(asked))
    order by offer_id`
  return rows.map(({ offerId }) => offerId)
}

/** What was offered in shifts that are kept no longer. */
export async function deleteOffersIn(sql: Sql, teamId: string, shiftIds: string[]): Promise<void> {
  await sql`delete from seat_offers where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
}
