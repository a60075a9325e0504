import { day } from '#platform/clock'
import { movesOf, type Move } from '../offers.ts'
import { backUpSeats, type Ground } from './ground.ts'
import type { Tx } from './happen.ts'
import { standsOn } from './offer-steps.ts'
import { remindSoon } from './reminders.ts'
import type { OfferRow } from './store-offers.ts'
import { holderOf, insertPassing, leaveBackUpSeat, passSeat } from './store-passings.ts'
import { shiftOf } from './store.ts'

type Passing = { row: OfferRow; ground: Ground; takenBy: string }

/**
 * The seat goes to whoever takes it, and the one given in return the other way. Each in one statement, so that no seat is without
 * its holder at any instant; both or (false, and your transaction changed nothing) neither.
 */
export async function passSeats(tx: Tx, teamId: string, { row, ground, takenBy }: Passing): Promise<boolean> {
  const moves = movesOf({ holderId: row.memberId, takenBy }, standsOn(row))
  for (const move of moves) if ((await holderOf(tx.sql, teamId, move)) !== move.from) return false
  for (const move of moves) await pass(tx, teamId, move, { row, ground })
  return true
}

async function pass(tx: Tx, teamId: string, move: Move, { row, ground }: Omit<Passing, 'takenBy'>): Promise<void> {
  const { sql, house } = tx
  const shift = (await shiftOf(sql, { teamId, shiftId: move.shiftId }))!
  await leaveBackUpSeat(sql, teamId, { shiftId: move.shiftId, memberId: move.to, seatIds: backUpSeats(shift) })
  const at = house.clock.now()
  const how = row.kind === 'swap' ? 'swapped' : 'covered'
  // Whoever takes a seat on its last day has just said that they come.
  const answered = shift.startsAt.getTime() - at.getTime() <= day
  const passed = await passSeat(sql, teamId, move, { at, how, beside: ground.trainees.has(move.to), answered })
  if (!passed) throw new Error('a seat changed hands under the lock of the plan')
  const { shiftId, seatId, slot, from, to } = move
  const passing = { shiftId, seatId, slot, at, fromId: from, toId: to, how, offerId: row.offerId } as const
  await insertPassing(sql, teamId, passing)
  await remindSoon(tx, teamId, shift)
}
