import { lookUp } from '../looking-up.ts'
import { unfit } from '../may-take.ts'
import { placeName } from '../places.ts'
import type { Tx } from './happen.ts'
import { seatingGone, seatLeft } from './moments.ts'
import { askingFor } from './problem.ts'
import { settle } from './settle.ts'
import { shiftOf, type ShiftPlace, type ShiftRow } from './store.ts'
import { insertPassing } from './store-passings.ts'
import { coverPlace, leaveSeat } from './store-covering.ts'
import { notice, takeTurn, type Turn } from './turn.ts'

export type Covering = {
  seatId: string
  slot: number
  memberId: string
  /** Who holds it and is not there. */
  from: string | null
}
/** Over or moved; somebody else has it by now; no back-up of this shift; what the seat asks for is missing; still learning. */
export type NotCovered = 'over' | 'taken' | 'no-back-up' | 'skill' | 'language' | 'learning'

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
  const why = await whyUnfit(tx, place.teamId, { shift, covering })
  if (why) return why
  const backUp = await leaveSeat(sql, place, covering.memberId)
  if (!shift.seats.some(({ seatId, kind }) => seatId === backUp?.seatId && kind === 'back-up')) return 'no-back-up'
  const { from } = covering
  if (!(await cover(turn, place, { ...covering, to: covering.memberId }))) return 'taken'
  if (from) {
    await coverPlace(sql, place, { ...backUp!, from: null, to: from, at })
    await keepPassing(turn, place, { ...backUp!, from: covering.memberId, to: from })
    const is = { ...place, memberId: from }
    await house.moments.fire(sql, tx.afterCommit, { of: seatingGone, is })
    await house.moments.fire(sql, tx.afterCommit, { of: seatLeft, is: { ...is, toId: covering.memberId } })
    notice(turn, [from])
  }
  await settle(turn, [place.shiftId])
  return null
}

type Passed = { seatId: string; slot: number; from: string | null; to: string }

async function cover(turn: Turn, place: ShiftPlace, passed: Passed): Promise<boolean> {
  if (!(await coverPlace(turn.sql, place, { ...passed, at: turn.at }))) return false
  await keepPassing(turn, place, passed)
  return true
}

/** Who had a seat before whom stays with the shift, offered or not. */
const keepPassing = (
  { sql, at }: Turn,
  { teamId, shiftId }: ShiftPlace,
  { seatId, slot, from: fromId, to: toId }: Passed,
): Promise<void> =>
  insertPassing(sql, teamId, { shiftId, seatId, slot, at, fromId, toId, how: 'covered', offerId: null })

/** What they bring must be what the seat asks for. When they are there, how much they rest and how often is theirs to set aside. */
async function whyUnfit(
  { sql }: Tx,
  teamId: string,
  { shift, covering }: { shift: ShiftRow; covering: Covering },
): Promise<NotCovered | null> {
  const { shiftId, startsAt: from, endsAt: to } = shift
  const { memberId, seatId, slot } = covering
  const { places, people } = lookUp((await askingFor(sql, teamId, { from, to, whose: [memberId] })).problem)
  const [seat, person] = [places.get(placeName({ shiftId, seatId, slot })), people.get(memberId)]
  if (!seat || !person) return 'over'
  if (person.trainee) return 'learning'
  const kinds = new Set(unfit(person, seat).map(({ kind }) => kind))
  if (kinds.has('skill-missing') || kinds.has('skill-expired')) return 'skill'
  return kinds.has('language-missing') ? 'language' : null
}
