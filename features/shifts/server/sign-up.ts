import type { Member } from '#platform/visitors'
import { mayTake } from '../may-take.ts'
import { placeName } from '../places.ts'
import { undoFor, whyNotNow } from '../rules.ts'
import type { WhyNot } from '../views.ts'
import { keepsFromSigningUp, whyOf } from '../why.ts'
import { later } from '#platform/clock'
import type { Tx } from './happen.ts'
import { seatLeft } from './moments.ts'
import { askingFor, type Asking } from './problem.ts'
import { settle } from './settle.ts'
import { deleteWish, keepWish, openWishAgain, refuseWish, seat, seatingsIn, unseat, wishesIn } from './store-seats.ts'
import { shiftOf, type ShiftRow } from './store.ts'
import { notice, noticePlanners, takeTurn, type Turn } from './turn.ts'

type Wanted = { shiftId: string; seatId: string; memberId: string }
export type SignUpNo = { refused: 'no-place' | 'no-wish' } | { refused: 'rules'; why: WhyNot[] }
export type SignedUp = { state: 'seated' | 'wished' }

/** Somebody takes a free place for themselves, or asks whoever plans for it. One of those who do at the same time has the last. */
export async function signUp(
  tx: Tx,
  { teamId, memberId }: Member,
  wished: { shiftId: string; seatId: string },
): Promise<SignUpNo | SignedUp> {
  const turn = await takeTurn(tx, teamId)
  const wanted = { ...wished, memberId }
  const found = await shiftOpenFor(turn, wanted)
  if (!found) return { refused: 'no-place' }
  const seatings = await seatingsIn(tx.sql, teamId, [wanted.shiftId])
  const own = seatings.find((seating) => seating.memberId === memberId)
  if (own) return own.seatId === wanted.seatId ? { state: 'seated' } : { refused: 'rules', why: [{ kind: 'in-it' }] }
  const asking = await askingFor(tx.sql, teamId, {
    from: found.startsAt,
    to: later(found.startsAt, 1),
    whose: [memberId],
  })
  const notNow = whyNotNow(asking.rules, found.startsAt.getTime(), turn.at.getTime())
  const why = notNow ? [notNow] : whyNotTake(asking, found, wanted)
  if (why.length > 0) return { refused: 'rules', why }
  if (asking.rules.signUp === 'first come') {
    await sit(turn, asking, { shift: found, wanted })
    return { state: 'seated' }
  }
  await keepWish(tx.sql, teamId, { ...wanted, at: turn.at })
  noticePlanners(turn)
  return { state: 'wished' }
}

async function shiftOpenFor({ sql, teamId, at }: Turn, { shiftId, seatId }: Wanted): Promise<ShiftRow | null> {
  const shift = await shiftOf(sql, { teamId, shiftId })
  return isOpenNow(shift, at) && shift.seats.some((one) => one.seatId === seatId) ? shift : null
}

/** Published, and not begun. */
const isOpenNow = (shift: ShiftRow | null, at: Date): shift is ShiftRow =>
  shift?.state === 'on' && shift.published && shift.startsAt > at

/** What keeps this person from a place of this seat, as everybody sits now. */
export function whyNotTake({ problem }: Asking, shift: ShiftRow, { seatId, memberId }: Wanted): WhyNot[] {
  const slot = freeSlots({ problem }, shift, seatId)[0]
  if (slot === undefined) return [{ kind: 'seat-taken' }]
  const wanted = { seatId: placeName({ shiftId: shift.shiftId, seatId, slot }), personId: memberId }
  const places = shift.seats.reduce((sum, { kind, count }) => sum + (kind === 'back-up' ? 0 : count), 0)
  const near = problem.agreed.filter((one) => one.personId === memberId || one.seatId.startsWith(`${shift.shiftId} `))
  return mayTake(problem, near, wanted)
    .filter((breach) => keepsFromSigningUp(breach, places))
    .map(whyOf)
    .filter((why) => why !== null)
}

export function freeSlots(
  { problem }: Pick<Asking, 'problem'>,
  { shiftId, seats }: ShiftRow,
  seatId: string,
): number[] {
  const taken = new Set(problem.agreed.map((one) => one.seatId))
  const count = seats.find((one) => one.seatId === seatId)?.count ?? 0
  return [...Array.from({ length: count }).keys()].filter((slot) => !taken.has(placeName({ shiftId, seatId, slot })))
}

async function sit(turn: Turn, asking: Asking, { shift, wanted }: { shift: ShiftRow; wanted: Wanted }): Promise<void> {
  const [slot = 0] = freeSlots(asking, shift, wanted.seatId)
  const beside = asking.problem.people.some(({ id, trainee }) => id === wanted.memberId && trainee)
  await deleteWish(turn.sql, turn.teamId, wanted)
  await seat(turn.sql, turn.teamId, [{ ...wanted, slot, how: 'signed up', beside }], turn.at)
  await settle(turn, [wanted.shiftId])
}

/** Takes back a wish; and a seat that was had at once, for a while. Nothing to take back: nothing happens. */
export async function takeBack(
  tx: Tx,
  { teamId, memberId }: Member,
  { shiftId, seatId }: { shiftId: string; seatId: string },
): Promise<'too-late' | null> {
  const turn = await takeTurn(tx, teamId)
  await deleteWish(tx.sql, teamId, { shiftId, memberId })
  const own = (await seatingsIn(tx.sql, teamId, [shiftId])).find(
    (seating) => seating.memberId === memberId && seating.seatId === seatId,
  )
  if (!own) return null
  const shift = await shiftOf(tx.sql, { teamId, shiftId })
  const isFresh = own.how === 'signed up' && later(own.since, undoFor) > turn.at && shift!.startsAt > turn.at
  if (!isFresh) return 'too-late'
  await unseat(tx.sql, teamId, [own])
  const is = { teamId, shiftId, memberId, toId: null }
  await tx.house.moments.fire(tx.sql, tx.afterCommit, { of: seatLeft, is })
  await settle(turn, [shiftId])
  return null
}

/** Whoever plans says yes or no. A yes is held to the rules as signing up is, unless it is meant anyway. */
export async function answerWish(
  tx: Tx,
  { teamId }: Member,
  { shiftId, memberId, yes, anyway }: { shiftId: string; memberId: string; yes: boolean; anyway: boolean },
): Promise<SignUpNo | null> {
  const turn = await takeTurn(tx, teamId)
  const wish = (await wishesIn(tx.sql, teamId, [shiftId])).find((one) => one.memberId === memberId)
  if (!wish) return { refused: 'no-wish' }
  const no = yes ? await sayYes(turn, { shiftId, seatId: wish.seatId, memberId }, anyway) : null
  if (no) return no
  if (yes) await deleteWish(tx.sql, teamId, { shiftId, memberId })
  else await refuseWish(tx.sql, teamId, { shiftId, memberId, at: turn.at })
  notice(turn, [memberId])
  return null
}

/** A no is taken back for a while: the wish waits for an answer again, and whoever wished hears that it does. */
export async function takeNoBack(
  tx: Tx,
  { teamId }: Member,
  { shiftId, memberId }: { shiftId: string; memberId: string },
): Promise<'not-open' | 'no-late' | null> {
  const turn = await takeTurn(tx, teamId)
  const shift = await shiftOf(tx.sql, { teamId, shiftId })
  if (!isOpenNow(shift, turn.at)) return 'not-open'
  const seatIds = shift.seats.map(({ seatId }) => seatId)
  const since = later(turn.at, -undoFor)
  if (!(await openWishAgain(tx.sql, teamId, { shiftId, memberId, seatIds, since }))) return 'no-late'
  notice(turn, [memberId])
  return null
}

async function sayYes(turn: Turn, wanted: Wanted, anyway: boolean): Promise<SignUpNo | null> {
  const shift = await shiftOpenFor(turn, wanted)
  if (!shift) return { refused: 'no-place' }
  const asking = await askingAbout(turn, shift, wanted.memberId)
  const never: WhyNot['kind'][] = ['seat-taken', 'overlap']
  const why = whyNotTake(asking, shift, wanted).filter(({ kind }) => !anyway || never.includes(kind))
  if (why.length > 0) return { refused: 'rules', why }
  await sit(turn, asking, { shift, wanted })
  return null
}

const askingAbout = ({ sql, teamId }: Turn, { startsAt }: ShiftRow, memberId: string): Promise<Asking> =>
  askingFor(sql, teamId, { from: startsAt, to: later(startsAt, 1), whose: [memberId] })
