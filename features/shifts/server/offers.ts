import type { Member } from '#platform/visitors'
import { newOffer, whyNotTaken, type OfferStep, type SeatPlace } from '../offers.ts'
import type { WhyNot } from '../views.ts'
import type { NewOffer } from '../wire.ts'
import { groundOf, wouldHave, wouldTake, type Ground, type Would } from './ground.ts'
import type { Tx } from './happen.ts'
import { asColumns, asOffered, follow, happens, settleOffers, standsOn } from './offer-steps.ts'
import { passSeats } from './passing.ts'
import { insertOffer, offerOf, openOfferOf, type OfferRow } from './store-offers.ts'
import { comesAfterAll, holderOf } from './store-passings.ts'
import { shiftOf } from './store.ts'
import { takeTurn } from './turn.ts'
import { whyNot } from './who-could.ts'

export type OfferRefusal = 'no-shift' | 'begun' | 'not-yours' | 'no-offer' | 'gone' | 'own' | 'not-asked'
export type MakeRefusal = OfferRefusal | 'same-shift' | 'return-gone' | 'nobody-could'
/** Somebody else has it; or a rule of shifts speaks against it (for whoever offers: what they would get in return). */
export type TakeRefusal = OfferRefusal | 'no-responder' | 'not-for-them' | { takenBy: string } | { why: WhyNot }

/**
 * Whoever sits there asks others to take the seat. Whoever plans may say for them that they cannot come. Another offer of the same
 * seat takes the place of the one that is open; the same one said again changes nothing.
 */
export async function makeOffer(tx: Tx, visitor: Member, made: NewOffer): Promise<MakeRefusal | OfferRow> {
  const { teamId } = visitor
  await takeTurn(tx, teamId)
  const before = await offerOf(tx.sql, teamId, made.offerId)
  if (before) return isSame(before, made) ? before : 'not-yours'
  const place: SeatPlace = { shiftId: made.shiftId, seatId: made.seatId, slot: made.slot }
  const holderId = await holderOf(tx.sql, teamId, place)
  const mayPlan = visitor.permissions.has('crew.plan')
  if (!holderId || (holderId !== visitor.memberId && !(mayPlan && made.kind === 'drop'))) return 'not-yours'
  const ground = await groundOf(tx, teamId, { place, holderId, inReturn: made.inReturn })
  if (!ground || ground.shift.state === 'off' || !ground.shift.published) return 'no-shift'
  if (ground.at.now >= ground.at.startsAt) return 'begun'
  const refused = made.inReturn && (await whyNoReturn(tx, teamId, { place, holderId, made }))
  if (refused) return refused
  const asked = made.asked && couldOf(ground, made.asked)
  if (asked?.length === 0) return 'nobody-could'
  return open(tx, teamId, { made, place, step: newOffer({ kind: made.kind, holderId, asked }, ground.at) })
}

const isSame = (row: OfferRow, made: NewOffer): boolean =>
  row.shiftId === made.shiftId && row.seatId === made.seatId && row.slot === made.slot && row.kind === made.kind

const couldOf = ({ candidates }: Ground, chosen: readonly string[]): string[] =>
  candidates.filter((one) => chosen.includes(one.memberId) && !whyNot(one)).map(({ memberId }) => memberId)

/** The seat asked for in return is held by the one who is asked, and whoever offers may sit there instead of where they sit. */
async function whyNoReturn(
  { sql, house }: Tx,
  teamId: string,
  { place, holderId, made }: { place: SeatPlace; holderId: string; made: NewOffer },
): Promise<'same-shift' | 'return-gone' | 'nobody-could' | null> {
  const inReturn = made.inReturn!
  if (inReturn.shiftId === place.shiftId) return 'same-shift'
  const shift = await shiftOf(sql, { teamId, shiftId: inReturn.shiftId })
  const isOn = shift?.state === 'on' && shift.published && shift.startsAt > house.clock.now()
  if (!isOn || (await holderOf(sql, teamId, inReturn)) !== made.asked![0]) return 'return-gone'
  const { isHere, why } = await wouldHave(sql, teamId, { memberId: holderId, place: inReturn, gives: place })
  return why || !isHere ? 'nobody-could' : null
}

async function open(
  tx: Tx,
  teamId: string,
  { made, place, step }: { made: NewOffer; place: SeatPlace; step: OfferStep },
): Promise<OfferRow> {
  const before = await openOfferOf(tx.sql, teamId, place)
  if (before) await happens(tx, teamId, before, { event: { kind: 'withdrawn' } })
  const row: OfferRow = {
    offerId: made.offerId,
    ...place,
    returnShiftId: made.inReturn?.shiftId ?? null,
    returnSeatId: made.inReturn?.seatId ?? null,
    returnSlot: made.inReturn?.slot ?? null,
    memberId: step.offer.holderId,
    madeAt: tx.house.clock.now(),
    ...asColumns(step.offer),
    endedAt: null,
  }
  await insertOffer(tx.sql, teamId, row)
  await follow(tx, teamId, row, step.tells)
  return row
}

/**
 * Somebody takes the seat: it goes from whoever holds it to them in one statement, the one given in return likewise, all or
 * nothing. Two at once: the second is told who has it. Taken by the same member again: as before.
 */
export async function takeOffer(tx: Tx, visitor: Member, offerId: string): Promise<TakeRefusal | OfferRow> {
  const { teamId, memberId } = visitor
  await takeTurn(tx, teamId)
  const row = await offerOf(tx.sql, teamId, offerId)
  if (!row) return 'no-offer'
  if (row.state === 'taken') return row.takenBy === memberId ? row : { takenBy: row.takenBy! }
  const ground = await groundOf(tx, teamId, { ...standsOn(row), whose: [memberId] })
  if (!ground || row.state !== 'open') return 'gone'
  const refused = whyNotTaken(asOffered(row), memberId, ground.at)
  if (refused) return refused
  const sides = await bothSides(tx, teamId, { row, ground, memberId })
  const [own, others] = sides
  if (!own!.isHere) return 'no-responder'
  if (own!.why) return { why: own!.why }
  if (others && (others.why || !others.isHere)) return 'not-for-them'
  const passed = await passSeats(tx, teamId, { row, takenBy: memberId, sides })
  if (!passed) return 'gone'
  const after = (await happens(tx, teamId, row, { event: { kind: 'taken', by: memberId }, ground }))!
  await settleOffers(tx, teamId)
  return after
}

/** Both are looked at: whoever takes it as if they had given what is asked in return, and whoever offers it likewise. */
async function bothSides(
  { sql }: Tx,
  teamId: string,
  { row, ground, memberId }: { row: OfferRow; ground: Ground; memberId: string },
): Promise<Would[]> {
  const own = wouldTake(ground.candidates.find((one) => one.memberId === memberId))
  const { place, inReturn, holderId } = standsOn(row)
  if (!inReturn) return [own]
  return [own, await wouldHave(sql, teamId, { memberId: holderId, place: inReturn, gives: place })]
}

/** Whoever offers takes it back, and comes; or, of a drop, whoever plans does. */
export async function withdrawOffer(tx: Tx, visitor: Member, offerId: string): Promise<OfferRefusal | OfferRow> {
  const { teamId, memberId, permissions } = visitor
  await takeTurn(tx, teamId)
  const row = await offerOf(tx.sql, teamId, offerId)
  if (!row) return 'no-offer'
  if (row.memberId !== memberId && !(row.kind === 'drop' && permissions.has('crew.plan'))) return 'not-yours'
  if (row.state === 'withdrawn') return row
  const after = await happens(tx, teamId, row, { event: { kind: 'withdrawn' } })
  if (after && row.kind === 'drop') await comesAfterAll(tx.sql, teamId, row)
  return after ?? 'gone'
}

/** Somebody who is asked says "not now": when nobody is left to ask, it goes on at once. */
export async function declineOffer(tx: Tx, visitor: Member, offerId: string): Promise<OfferRefusal | OfferRow> {
  const { teamId, memberId } = visitor
  await takeTurn(tx, teamId)
  const row = await offerOf(tx.sql, teamId, offerId)
  if (!row) return 'no-offer'
  if (row.memberId === memberId) return 'own'
  if (row.state !== 'open') return 'gone'
  return (await happens(tx, teamId, row, { event: { kind: 'declined', by: memberId } })) ?? row
}
