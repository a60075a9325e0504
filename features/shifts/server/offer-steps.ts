import { alarm } from '#features/alarms'
import { nextOffer, type Offered, type OfferEvent, type Told } from '../offers.ts'
import { groundOf, type Ground, type StandsOn } from './ground.ts'
import type { Tx } from './happen.ts'
import { groundlessOffers, offerOf, openOffersWith, overlongOffers, setOffer, type OfferRow } from './store-offers.ts'
import { takeTurn } from './turn.ts'

/** When an open offer goes on. Key: the offer. */
export const offerKind = 'shift.offer'

/** One event: the rules decide; row, deadline and whoever must hear of it follow. Null: it cannot happen to this offer. */
export async function happens(
  tx: Tx,
  teamId: string,
  row: OfferRow,
  { event, ground }: { event: OfferEvent; ground?: Ground },
): Promise<OfferRow | null> {
  // Who could is asked only where somebody may be asked next.
  const whose = asksOthers.includes(event.kind) ? {} : { whose: [] }
  const on = ground ?? (await groundOf(tx, teamId, { ...standsOn(row), ...whose }))
  const step = on && nextOffer(asOffered(row), event, on.at)
  if (!step) return null
  const endedAt = step.offer.state === 'open' ? null : tx.house.clock.now()
  const after: OfferRow = { ...row, ...asColumns(step.offer), endedAt }
  await setOffer(tx.sql, teamId, after)
  await follow(tx, teamId, after, step.tells)
  return after
}

const asksOthers: OfferEvent['kind'][] = ['due', 'declined', 'left']

/** An offer's deadline is kept, everybody's console looks again, and whoever must hear of it does. */
export async function follow(tx: Tx, teamId: string, row: OfferRow, tells: readonly Told[]): Promise<void> {
  const { sql, afterCommit, house } = tx
  const name = { teamId, kind: offerKind, key: row.offerId }
  if (row.nextAt) await house.deadlines.set(sql, { ...name, dueAt: row.nextAt })
  else await house.deadlines.clear(sql, name)
  afterCommit(() => house.live.changed(teamId, 'shifts', ''))
  for (const { memberIds, kind } of tells)
    if (memberIds.length > 0) afterCommit(() => void alarm(house, { teamId, memberIds, kind }))
}

/** Its time has come: it goes to the next stage, or to its end. */
export async function offerIsDue(tx: Tx, teamId: string, offerId: string): Promise<void> {
  await takeTurn(tx, teamId)
  const row = await offerOf(tx.sql, teamId, offerId)
  if (!row?.nextAt) return
  // It was moved while this row was taken.
  if (row.nextAt > tx.house.clock.now()) return follow(tx, teamId, row, [])
  await happens(tx, teamId, row, { event: { kind: 'due' } })
}

/**
 * After seats or times of shifts changed, in that same transaction: offers that have lost their ground are over, and none goes on
 * after its shift has begun.
 */
export async function settleOffers(tx: Tx, teamId: string): Promise<void> {
  for (const offerId of await groundlessOffers(tx.sql, teamId)) {
    const row = await offerOf(tx.sql, teamId, offerId)
    if (row) await happens(tx, teamId, row, { event: { kind: 'lost' } })
  }
  for (const offerId of await overlongOffers(tx.sql, teamId)) {
    const row = await offerOf(tx.sql, teamId, offerId)
    if (row) await happens(tx, teamId, row, { event: { kind: 'moved' } })
  }
}

/** Somebody left the team: what they offered is over, and they are asked for nothing any more. */
export async function offersLeft(tx: Tx, { teamId, memberId }: { teamId: string; memberId: string }): Promise<void> {
  await takeTurn(tx, teamId)
  for (const offerId of await openOffersWith(tx.sql, teamId, memberId)) {
    const row = await offerOf(tx.sql, teamId, offerId)
    if (row) await happens(tx, teamId, row, { event: { kind: 'left', by: memberId } })
  }
}

export const standsOn = (row: OfferRow): StandsOn => ({
  place: { shiftId: row.shiftId, seatId: row.seatId, slot: row.slot },
  holderId: row.memberId,
  inReturn:
    row.returnShiftId === null
      ? null
      : { shiftId: row.returnShiftId, seatId: row.returnSeatId!, slot: row.returnSlot! },
})

export const asOffered = (row: OfferRow): Offered => ({
  kind: row.kind,
  state: row.state,
  stage: row.stage,
  holderId: row.memberId,
  asked: row.asked,
  takenBy: row.takenBy,
  nextAt: row.nextAt?.getTime() ?? null,
})

export const asColumns = (
  offer: Offered,
): Pick<OfferRow, 'kind' | 'state' | 'stage' | 'asked' | 'takenBy' | 'nextAt'> => ({
  kind: offer.kind,
  state: offer.state,
  stage: offer.stage,
  asked: [...offer.asked],
  takenBy: offer.takenBy,
  nextAt: offer.nextAt === null ? null : new Date(offer.nextAt),
})
