import { skillsAt, traineesOf } from '#features/training'
import type { Tx } from './happen.ts'
import { seatingGone } from './moments.ts'
import { settle } from './settle.ts'
import { shiftOf, type ShiftPlace } from './store.ts'
import { coverPlace, leaveSeat } from './store-covering.ts'
import { notice, takeTurn } from './turn.ts'

export type Covering = {
  seatId: string
  slot: number
  memberId: string
  /** Who holds it and is not there. */ from: string | null
}
/** Over or moved; somebody else has it by now; no back-up of this shift; a skill that the seat asks for is missing; still learning. */
export type NotCovered = 'over' | 'taken' | 'no-back-up' | 'skill' | 'learning'

/**
 * A back-up of a shift takes a seat of it in which somebody is missing. Whoever held it and did not come is a back-up from then on,
 * and nobody sits in two seats. Whether somebody is missing there is for the caller to know. Refused, nothing was changed: throw.
 */
export async function coverSeat(tx: Tx, place: ShiftPlace, covering: Covering): Promise<NotCovered | null> {
  const { sql, house } = tx
  const turn = await takeTurn(tx, place.teamId)
  const { at } = turn
  const shift = await shiftOf(sql, place)
  if (!shift || shift.state === 'off' || !shift.published || shift.endsAt <= at) return 'over'
  const seat = shift.seats.find(({ seatId }) => seatId === covering.seatId)
  if (!seat || seat.kind === 'back-up' || covering.slot >= seat.count) return 'over'
  const can = new Set(
    (await skillsAt(sql, place.teamId))
      .filter(({ memberId, expiresAt }) => memberId === covering.memberId && (!expiresAt || expiresAt > shift.endsAt))
      .map(({ skillId }) => skillId),
  )
  if (!seat.skills.every((skillId) => can.has(skillId))) return 'skill'
  if ((await traineesOf(sql, place.teamId)).has(covering.memberId)) return 'learning'
  const backUp = await leaveSeat(sql, place, covering.memberId)
  if (!shift.seats.some(({ seatId, kind }) => seatId === backUp?.seatId && kind === 'back-up')) return 'no-back-up'
  const { from } = covering
  if (!(await coverPlace(sql, place, { ...covering, to: covering.memberId, at }))) return 'taken'
  if (from) {
    await coverPlace(sql, place, { ...backUp!, from: null, to: from, at })
    await house.moments.fire(sql, tx.afterCommit, { of: seatingGone, is: { ...place, memberId: from } })
    notice(turn, [from])
  }
  await settle(turn, [place.shiftId])
  return null
}
