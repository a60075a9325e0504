import type { z } from 'zod'
import type { Member } from '#platform/visitors'
import { hasPlace } from '../making.ts'
import { mayTake } from '../may-take.ts'
import { placeName } from '../places.ts'
import type { Seating } from '../problem.ts'
import type { WhyNot } from '../views.ts'
import { keepsFromPlacing, whyOf } from '../why.ts'
import type { Placed, seatingsSchema } from '../wire.ts'
import type { Tx } from './happen.ts'
import { seatingGone, seatLeft } from './moments.ts'
import { askingFor, type Asking } from './problem.ts'
import { settle } from './settle.ts'
import { deleteWish, seat, seatingsIn, unseat, type SeatingRow } from './store-seats.ts'
import { shiftsOf, type ShiftRow } from './store.ts'
import { notice, takeTurn, type Turn } from './turn.ts'

type Changes = z.infer<typeof seatingsSchema>['changes']
type Against = Placed & { why: WhyNot[] }
/** Nothing was changed: these are what speaks against it. */
export type SeatingsNo = { refused: 'changed' | 'no-place' | 'not-here' | 'rules' | 'two-places'; changes: Against[] }

/** What somebody who plans changes, all of it or nothing. */
export async function changeSeatings(
  tx: Tx,
  { teamId, memberId }: Member,
  { changes, anyway }: { changes: Changes; anyway: boolean },
): Promise<SeatingsNo | null> {
  const turn = await takeTurn(tx, teamId)
  const shifts = await shiftsOf(tx.sql, teamId, [...new Set(changes.map(({ shiftId }) => shiftId))])
  const before = await seatingsIn(
    tx.sql,
    teamId,
    shifts.map(({ shiftId }) => shiftId),
  )
  const no = whyNotAsSaid(changes, { shifts, before, at: turn.at })
  if (no) return no
  const real = changes.filter(({ memberId: now, was }) => now !== was)
  if (real.length === 0) return null
  const taken = real.filter((change): change is Sat => change.memberId !== null)
  const asking = await askingAbout(turn, shifts, taken)
  const against = whyNotTogether(taken, asking, { changes: real, anyway })
  if (against) return against
  await keep(turn, { real, taken, asking })
  await tellOfSeats(turn, { shifts, before, by: memberId })
  await settle(
    turn,
    shifts.map(({ shiftId }) => shiftId),
  )
  return null
}

type Sat = Changes[number] & { memberId: string }

/** It was decided by what is not so any more, or there is no such place. */
function whyNotAsSaid(
  changes: Changes,
  { shifts, before, at }: { shifts: ShiftRow[]; before: SeatingRow[]; at: Date },
): SeatingsNo | null {
  const known = new Map(shifts.map((shift) => [shift.shiftId, shift]))
  const holders = new Map(before.map((seating) => [placeName(seating), seating.memberId]))
  const names = changes.map(placeName)
  const missing = changes.filter((change, index) => {
    const shift = known.get(change.shiftId)
    const isOpen = shift && shift.endsAt > at && (shift.state === 'on' || change.memberId === null)
    return !isOpen || (change.memberId && !hasPlace(shift.seats, change)) || names.indexOf(names[index]!) < index
  })
  if (missing.length > 0) return { refused: 'no-place', changes: missing.map((change) => asAgainst(change, [])) }
  const moved = changes.filter((change) => (holders.get(placeName(change)) ?? null) !== change.was)
  return moved.length > 0 ? { refused: 'changed', changes: moved.map((change) => asAgainst(change, [])) } : null
}

const asAgainst = ({ shiftId, seatId, slot, memberId }: Placed, why: WhyNot[]): Against => ({
  shiftId,
  seatId,
  slot,
  memberId,
  why,
})

function askingAbout({ sql, teamId }: Turn, shifts: ShiftRow[], taken: Sat[]): Promise<Asking> {
  const starts = shifts.map(({ startsAt }) => startsAt.getTime())
  const [from, to] = [new Date(Math.min(...starts)), new Date(Math.max(...starts) + 1)]
  return askingFor(sql, teamId, { from, to, whose: [...new Set(taken.map(({ memberId }) => memberId))] })
}

/** Each is held to the rules with all the others as they will be. In two places at once nobody is, anyway or not. */
function whyNotTogether(
  taken: Sat[],
  { problem }: Asking,
  { changes, anyway }: { changes: Changes; anyway: boolean },
): SeatingsNo | null {
  const people = new Set(problem.people.map(({ id }) => id))
  const strangers = taken.filter(({ memberId }) => !people.has(memberId))
  if (strangers.length > 0) return { refused: 'not-here', changes: strangers.map((change) => asAgainst(change, [])) }
  const touched = new Set(changes.map(placeName))
  const after = [
    ...problem.agreed.filter(({ seatId }) => !touched.has(seatId)),
    ...taken.map((change) => ({ seatId: placeName(change), personId: change.memberId })),
  ]
  const near = byPersonAndShift(after)
  const found = taken.map((change) => {
    const wanted = { seatId: placeName(change), personId: change.memberId }
    return { change, breaches: mayTake(problem, near(wanted), wanted).filter((one) => keepsFromPlacing(one, anyway)) }
  })
  const broken = found.filter(({ breaches }) => breaches.length > 0)
  if (broken.length === 0) return null
  const against = broken.map(({ change, breaches }) =>
    asAgainst(
      change,
      breaches.map(whyOf).filter((why) => why !== null),
    ),
  )
  return { refused: anyway ? 'two-places' : 'rules', changes: against }
}

/** All that matters for one seat is who sits beside it and where else this person sits. */
function byPersonAndShift(seatings: Seating[]): (wanted: Seating) => Seating[] {
  const shiftOf = ({ seatId }: Seating): string => seatId.slice(0, seatId.indexOf(' '))
  const [people, shifts] = [Map.groupBy(seatings, ({ personId }) => personId), Map.groupBy(seatings, shiftOf)]
  return (wanted) =>
    [...new Set([...(people.get(wanted.personId) ?? []), ...(shifts.get(shiftOf(wanted)) ?? [])])].filter(
      ({ seatId }) => seatId !== wanted.seatId,
    )
}

async function keep(
  { sql, teamId, at }: Turn,
  { real, taken, asking }: { real: Changes; taken: Sat[]; asking: Asking },
): Promise<void> {
  const learning = new Set(asking.problem.people.filter(({ trainee }) => trainee).map(({ id }) => id))
  await unseat(
    sql,
    teamId,
    real.filter(({ memberId }) => memberId === null),
  )
  const rows = taken.map(({ shiftId, seatId, slot, memberId }) => ({
    shiftId,
    seatId,
    slot,
    memberId,
    how: 'placed' as const,
    beside: learning.has(memberId),
  }))
  await seat(sql, teamId, rows, at)
  for (const { shiftId, memberId } of taken) await deleteWish(sql, teamId, { shiftId, memberId })
}

/** Whoever sits there now and did not, and whoever did and does not: of what is published. */
async function tellOfSeats(
  turn: Turn,
  { shifts, before, by }: { shifts: ShiftRow[]; before: SeatingRow[]; by: string },
): Promise<void> {
  const { sql, teamId, afterCommit, house } = turn
  const after = await seatingsIn(
    sql,
    teamId,
    shifts.map(({ shiftId }) => shiftId),
  )
  const nameOf = ({ shiftId, memberId }: SeatingRow): string => `${shiftId} ${memberId}`
  const [had, have] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))]
  const gone = before.filter((seating) => !have.has(nameOf(seating)))
  const shown = new Set(shifts.filter(({ published }) => published).map(({ shiftId }) => shiftId))
  const told = [...gone, ...after.filter((seating) => !had.has(nameOf(seating)))].filter(
    ({ shiftId, memberId, how }) => memberId !== by && (shown.has(shiftId) || how !== 'placed'),
  )
  notice(
    turn,
    told.map(({ memberId }) => memberId),
  )
  const holders = new Map(after.map((seating) => [placeName(seating), seating.memberId]))
  for (const seating of gone) {
    const is = { teamId, shiftId: seating.shiftId, memberId: seating.memberId }
    await house.moments.fire(sql, afterCommit, { of: seatingGone, is })
    const toId = holders.get(placeName(seating)) ?? null
    await house.moments.fire(sql, afterCommit, { of: seatLeft, is: { ...is, toId } })
  }
}
