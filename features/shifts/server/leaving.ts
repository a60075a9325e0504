import { later } from '#platform/clock'
import { alarm } from '#features/alarms'
import { rolesOf } from '#features/members'
import { traineesOf } from '#features/training'
import { deleteFeed } from './store-feeds.ts'
import { endExceptionsOf } from './exceptions.ts'
import { soon, type Tx } from './happen.ts'
import { offersLeft } from './offer-steps.ts'
import { settle } from './settle.ts'
import { deleteAvailability } from './store-availability.ts'
import { dropRest } from './store-rests.ts'
import { deleteWishesOf, seatingsAheadOf, setBeside, unseat } from './store-seats.ts'
import { seatingGone, seatLeft } from './moments.ts'
import { shiftsOf } from './store.ts'
import { takeTurn } from './turn.ts'

type Gone = { teamId: string; memberId: string }

/**
 * Somebody is not in the team any more: what they would have worked is open from now on, and whoever plans hears of it. What they
 * worked stays. Somebody who lost their keys and was invited again is the same person and keeps their seats.
 */
export async function leaveShifts(tx: Tx, gone: Gone): Promise<void> {
  const { sql, house, afterCommit } = tx
  const { teamId, memberId } = gone
  if (await rolesOf(sql, teamId, memberId)) return
  const turn = await takeTurn(tx, teamId)
  const places = await seatingsAheadOf(sql, teamId, memberId, turn.at)
  await unseat(sql, teamId, places)
  await deleteWishesOf(sql, teamId, memberId)
  await deleteAvailability(sql, teamId, memberId)
  await deleteFeed(sql, teamId, memberId)
  await dropRest(sql, teamId, memberId)
  await offersLeft(tx, gone)
  for (const { shiftId } of places) {
    await house.moments.fire(sql, afterCommit, { of: seatingGone, is: { teamId, shiftId, memberId } })
    await house.moments.fire(sql, afterCommit, { of: seatLeft, is: { teamId, shiftId, memberId, toId: null } })
  }
  await endExceptionsOf(tx, gone)
  const shiftIds = places.map(({ shiftId }) => shiftId)
  await settle(turn, shiftIds)
  const isSoon = (await shiftsOf(sql, teamId, shiftIds)).some(({ startsAt }) => startsAt < later(turn.at, soon))
  const kind = isSoon ? 'alarm' : 'notice'
  if (places.length > 0) afterCommit(() => void alarm(house, { teamId, permission: 'crew.plan', kind }))
}

/** Somebody has finished learning, or learns again: so they sit in shifts to come. */
export async function standOtherwise(tx: Tx, { teamId, memberId }: Gone): Promise<void> {
  const { at } = await takeTurn(tx, teamId)
  const beside = (await traineesOf(tx.sql, teamId)).has(memberId)
  await setBeside(tx.sql, teamId, { memberId, beside, at })
}
