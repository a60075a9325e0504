import { randomId } from '#platform/ids'
import type { Member } from '#platform/visitors'
import type { SeatPlace } from '../offers.ts'
import type { Tx } from './happen.ts'
import { happens } from './offer-steps.ts'
import { makeOffer } from './offers.ts'
import { openOfferOf } from './store-offers.ts'
import { setComing, sitsIn } from './store-reminders.ts'
import { shiftOf } from './store.ts'
import { takeTurn } from './turn.ts'

export type ComingRefusal = 'no-shift' | 'begun' | 'no-seat' | 'not-asked-yet'

/**
 * The answer to "are you coming?". No opens a drop at once, and the seat is theirs until somebody has taken it; yes takes that back.
 * Nobody says yes before they were asked: it would not mean much. null takes an answer back: it is asked as before.
 */
export async function answerComing(
  tx: Tx,
  visitor: Member,
  { shiftId, coming }: { shiftId: string; coming: boolean | null },
): Promise<ComingRefusal | null> {
  const { sql, house } = tx
  const { teamId, memberId } = visitor
  await takeTurn(tx, teamId)
  const shift = await shiftOf(sql, { teamId, shiftId })
  if (!shift || shift.state === 'off' || !shift.published) return 'no-shift'
  if (shift.startsAt <= house.clock.now()) return 'begun'
  const sits = (await sitsIn(sql, teamId, shiftId)).find((row) => row.memberId === memberId)
  if (!sits) return 'no-seat'
  const place: SeatPlace = { shiftId, seatId: sits.seatId, slot: sits.slot }
  if (coming !== false && sits.coming === 'not asked') return 'not-asked-yet'
  await setComing(sql, teamId, { ...place, coming: coming === null ? 'asked' : coming ? 'yes' : 'no' })
  await (coming === false ? dropNow(tx, visitor, place) : takeBackDrop(tx, teamId, place))
  tx.afterCommit(() => house.live.changed(teamId, 'shifts', ''))
  return null
}

async function takeBackDrop(tx: Tx, teamId: string, place: SeatPlace): Promise<void> {
  const offer = await openOfferOf(tx.sql, teamId, place)
  if (offer?.kind === 'drop') await happens(tx, teamId, offer, { event: { kind: 'withdrawn' } })
}

async function dropNow(tx: Tx, visitor: Member, place: SeatPlace): Promise<void> {
  if ((await openOfferOf(tx.sql, visitor.teamId, place))?.kind === 'drop') return
  const made = { ...place, offerId: randomId(), kind: 'drop', asked: null, inReturn: null } as const
  const offer = await makeOffer(tx, visitor, made)
  if (typeof offer === 'string') throw new Error(`who sits there could not drop: ${offer}`)
}
