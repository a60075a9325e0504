import type { Member } from '#platform/visitors'
import { hasPlace } from '../making.ts'
import type { SeatPlace } from '../offers.ts'
import { seatsChanged, type Tx } from './happen.ts'
import { dropEmpty, keepEmpty } from './store-left-empty.ts'
import { holderOf } from './store-passings.ts'
import { shiftOf } from './store.ts'
import { takeTurn } from './turn.ts'

/**
 * A seat of this one shift stays empty: nobody is called because of it, and everybody in the shift sees it. Said twice, the last
 * reason holds.
 */
export async function leaveEmpty(
  tx: Tx,
  { teamId, memberId }: Member,
  { sealed, ...place }: SeatPlace & { sealed: string },
): Promise<'no-seat' | 'seat-taken' | null> {
  const turn = await takeTurn(tx, teamId)
  const shift = await shiftOf(tx.sql, { teamId, shiftId: place.shiftId })
  const isOpen = shift?.state === 'on' && shift.published && shift.endsAt > turn.at && hasPlace(shift.seats, place)
  const kind = shift?.seats.find(({ seatId }) => seatId === place.seatId)?.kind
  if (!isOpen || kind === 'back-up') return 'no-seat'
  if (await holderOf(tx.sql, teamId, place)) return 'seat-taken'
  await keepEmpty(tx.sql, teamId, { ...place, sealed, byId: memberId, at: turn.at })
  await seatsChanged(turn, teamId)
  return null
}

/** It is missed again, if it is empty. Taken back already: nothing happens. */
export async function missItAgain(tx: Tx, { teamId }: Member, place: SeatPlace): Promise<void> {
  const turn = await takeTurn(tx, teamId)
  await dropEmpty(tx.sql, teamId, place)
  await seatsChanged(turn, teamId)
}
