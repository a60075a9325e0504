import { day, later } from '#platform/clock'
import type { House } from '#platform/house'
import type { Sql } from '#platform/database'
import type { Member } from '#platform/visitors'
import type { CouldView, OffersView, OfferView, PassingView } from '../views.ts'
import { groundOf } from './ground.ts'
import type { SeatPlace } from '../offers.ts'
import { whyOf } from '../why.ts'
import { standsOn } from './offer-steps.ts'
import { openOffers, type OfferRow } from './store-offers.ts'
import { holderOf, passingsSince, type PassingRow } from './store-passings.ts'
import { isFree, whyNot, type Candidate } from './who-could.ts'

/** What was passed on so lately is shown where offers are. */
const lookBack = 60 * day

/**
 * The open offers that somebody may see, of some shifts where they are named: those that everybody may take, and swaps asked of some
 * for those, for whoever offers and for whoever plans.
 */
export async function offersFor(
  sql: Sql,
  visitor: Member,
  { shiftIds = null, now }: { shiftIds?: string[] | null; now: Date },
): Promise<OfferView[]> {
  const rows = await openOffers(sql, visitor.teamId, { shiftIds, now })
  return rows.map((row) => asView(row, visitor)).filter((view) => view !== null)
}

function asView(row: OfferRow, { memberId, permissions }: Member): OfferView | null {
  const isClose = row.memberId === memberId || permissions.has('crew.plan')
  const asksMe = row.asked.includes(memberId)
  if (row.kind === 'swap' && row.stage === 'some' && !isClose && !asksMe) return null
  const { offerId, shiftId, seatId, slot, kind, stage } = row
  return {
    ...{ offerId, shiftId, seatId, slot, memberId: row.memberId, kind, asksMe, stage },
    asked: isClose ? row.asked : null,
    inReturn: standsOn(row).inReturn,
    madeAt: row.madeAt.toISOString(),
    nextAt: row.nextAt!.toISOString(),
  }
}

export async function offersView(house: House, visitor: Member): Promise<OffersView> {
  const { sql } = house.db
  const now = house.clock.now()
  const memberId = visitor.permissions.has('crew.plan') ? null : visitor.memberId
  const passings = await passingsSince(sql, visitor.teamId, { memberId, since: later(now, -lookBack) })
  return { offers: await offersFor(sql, visitor, { now }), passings: passings.map(asPassing) }
}

const asPassing = ({ at, ...passing }: PassingRow): PassingView => ({ ...passing, at: at.toISOString() })

/** Who could take a seat, for whoever sits there and for whoever plans; null: it is nobody's, or not theirs to ask about. */
export async function couldView(house: House, visitor: Member, place: SeatPlace): Promise<CouldView | null> {
  const { sql } = house.db
  const holderId = await holderOf(sql, visitor.teamId, place)
  const mayPlan = visitor.permissions.has('crew.plan')
  if (!holderId || (holderId !== visitor.memberId && !mayPlan)) return null
  const ground = await groundOf({ sql, house }, visitor.teamId, { place, holderId, inReturn: null })
  return ground && ground.candidates.map((one) => asCould(one, mayPlan))
}

const asCould = (candidate: Candidate, mayPlan: boolean): CouldView[number] => ({
  memberId: candidate.memberId,
  could: whyNot(candidate) === null,
  isFree: isFree(candidate),
  why: mayPlan ? candidate.breaches.map(whyOf).filter((why) => why !== null) : null,
})
