import { day } from '#platform/clock'
import { movesOf, type Move } from '../offers.ts'
import { backUpSeats, type Would } from './ground.ts'
import type { Tx } from './happen.ts'
import { standsOn } from './offer-steps.ts'
import { remindSoon } from './reminders.ts'
import type { OfferRow } from './store-offers.ts'
import { holderOf, insertPassing, leaveBackUpSeat, passSeat } from './store-passings.ts'
import { shiftOf, type ShiftRow } from './store.ts'

/** `sides`: of each seat that changes hands, whether whoever gets it still learns. */
type Passing = { row: OfferRow; takenBy: string; sides: Would[] }
type Pass = { move: Move; shift: ShiftRow; beside: boolean }

/**
 * The seat goes to whoever takes it, and the one given in return the other way. Each in one statement, so that no seat is without
 * its holder at any instant; both or (false, and your transaction changed nothing) neither.
 */
export async function passSeats(tx: Tx, teamId: string, { row, takenBy, sides }: Passing): Promise<boolean> {
  const passes: Pass[] = []
  for (const [at, move] of movesOf({ holderId: row.memberId, takenBy }, standsOn(row)).entries()) {
    const shift = await shiftOf(tx.sql, { teamId, shiftId: move.shiftId })
    const isAhead = shift?.state === 'on' && shift.published && shift.startsAt > tx.house.clock.now()
    if (!isAhead || (await holderOf(tx.sql, teamId, move)) !== move.from) return false
    passes.push({ move, shift, beside: sides[at]!.trainee })
  }
  for (const one of passes) await pass(tx, teamId, row, one)
  return true
}

async function pass(tx: Tx, teamId: string, row: OfferRow, { move, shift, beside }: Pass): Promise<void> {
  const { sql, house } = tx
  await leaveBackUpSeat(sql, teamId, { shiftId: move.shiftId, memberId: move.to, seatIds: backUpSeats(shift) })
  const at = house.clock.now()
  const how = row.kind === 'swap' ? 'swapped' : 'covered'
  // Whoever takes a seat on its last day has just said that they come.
  const answered = shift.startsAt.getTime() - at.getTime() <= day
  const passed = await passSeat(sql, teamId, move, { at, how, beside, answered })
  if (!passed) throw new Error('a seat changed hands under the lock of the plan')
  const { shiftId, seatId, slot, from, to } = move
  const passing = { shiftId, seatId, slot, at, fromId: from, toId: to, how, offerId: row.offerId } as const
  await insertPassing(sql, teamId, passing)
  await remindSoon(tx, teamId, shift)
}
