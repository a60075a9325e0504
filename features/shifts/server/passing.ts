import { day } from '#platform/clock'
import { movesOf } from '../offers.ts'
import { backUpSeats, type Would } from './ground.ts'
import type { Tx } from './happen.ts'
import { seatLeft } from './moments.ts'
import { standsOn } from './offer-steps.ts'
import { remindSoon } from './reminders.ts'
import type { OfferRow } from './store-offers.ts'
import { holderOf, insertPassing, leaveBackUpSeat, passInOne, type Passed } from './store-passings.ts'
import { shiftOf, type ShiftRow } from './store.ts'

/** `sides`: of each seat that changes hands, whether whoever gets it still learns. */
type Passing = { row: OfferRow; takenBy: string; sides: Would[] }
type Pass = { passed: Passed; shift: ShiftRow }

/**
 * The seat goes to whoever takes it, and the one given in return the other way, in one statement; both or (false, and nothing was
 * changed) neither.
 */
export async function passSeats(tx: Tx, teamId: string, { row, takenBy, sides }: Passing): Promise<boolean> {
  const { sql, house } = tx
  const at = house.clock.now()
  const passes: Pass[] = []
  for (const [side, move] of movesOf({ holderId: row.memberId, takenBy }, standsOn(row)).entries()) {
    const shift = await shiftOf(sql, { teamId, shiftId: move.shiftId })
    const isAhead = shift?.state === 'on' && shift.published && shift.startsAt > at
    if (!isAhead || (await holderOf(sql, teamId, move)) !== move.from) return false
    // Whoever takes a seat on its last day has just said that they come.
    const answered = shift.startsAt.getTime() - at.getTime() <= day
    passes.push({ passed: { ...move, beside: sides[side]!.trainee, answered }, shift })
  }
  for (const { passed, shift } of passes)
    await leaveBackUpSeat(sql, teamId, { ...shift, memberId: passed.to, seatIds: backUpSeats(shift) })
  const how = row.kind === 'swap' ? 'swapped' : 'covered'
  const moves = passes.map(({ passed }) => passed)
  if ((await passInOne(sql, teamId, moves, { at, how })) < moves.length)
    throw new Error('a seat changed hands out of turn')
  for (const { passed, shift } of passes) {
    const { from: fromId, to: toId, shiftId, seatId, slot } = passed
    await insertPassing(sql, teamId, { shiftId, seatId, slot, at, fromId, toId, how, offerId: row.offerId })
    await house.moments.fire(sql, tx.afterCommit, { of: seatLeft, is: { teamId, shiftId, memberId: fromId, toId } })
    await remindSoon(tx, teamId, shift)
  }
  return true
}
