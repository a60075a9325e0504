import { orderedId } from '#platform/ids'
import { differences, hasPlace, isMoved, wantedOn, type Differences } from '../making.ts'
import { addDays, dateAt } from '../nights.ts'
import { armSoon, nearKind, type Tx } from './happen.ts'
import { seatingGone, seatLeft } from './moments.ts'
import { settleOffers } from './offer-steps.ts'
import { remindKind, remindSoon } from './reminders.ts'
import { closuresOf, patternsOf } from './store-plan.ts'
import { askAnew, deleteWish, seatingsIn, unseat, wishesIn, type SeatingRow } from './store-seats.ts'
import { insertShifts, shiftsAhead, turnOff, updateShifts, type ShiftRow } from './store.ts'
import { notice, takeTurn, type Turn } from './turn.ts'

/** So far ahead there are shifts. */
const daysAhead = 16 * 7

/**
 * Makes the shifts of the next 16 weeks as patterns, closures and the team's time zone have them, and moves or turns off those to
 * come that are otherwise. Doing it again, or on several processes at once, changes nothing. What has begun is left alone.
 */
export async function makeShifts(tx: Tx, teamId: string): Promise<void> {
  await makeInTurn(await takeTurn(tx, teamId))
}

export async function makeInTurn(turn: Turn): Promise<void> {
  const { sql, teamId, at } = turn
  const found = await plannedAnew(turn)
  await insertShifts(
    sql,
    teamId,
    found.fresh.map((shift) => asRow(orderedId(at.getTime()), shift)),
  )
  await change(turn, found)
  for (const shift of await armSoon(turn, teamId)) await remindSoon(turn, teamId, shift)
  await settleOffers(turn, teamId)
}

type Planned = Pick<Turn, 'sql' | 'teamId' | 'timeZone' | 'at'>

/** How what is there differs from what patterns, closures and this time zone would make. */
async function plannedAnew({ sql, teamId, timeZone, at }: Planned): Promise<Differences<ShiftRow>> {
  const patterns = await patternsOf(sql, teamId)
  const plan = { patterns, closures: await closuresOf(sql, teamId), timeZone }
  const today = dateAt(at, timeZone)
  // A shift of the night before last may still run, in a zone that is now far behind the one it was made in.
  const wanted = wantedOn(plan, { from: addDays(today, -2), to: addDays(today, daysAhead) }, at)
  return differences(await shiftsAhead(sql, teamId, at), wanted, at)
}

/** What another time zone would do: so many shifts to come begin at another instant, and so many people in them are asked anew. */
export async function movedBy(of: Planned): Promise<{ shifts: number; people: number }> {
  const { changed, off } = await plannedAnew(of)
  const moved = [...changed.filter(({ was, is }) => isMoved(was, is)).map(({ was }) => was), ...off]
  const shiftIds = moved.map(({ shiftId }) => shiftId)
  const known = (await seatingsIn(of.sql, of.teamId, shiftIds)).filter(isKnownIn(moved))
  return { shifts: moved.length, people: new Set(known.map(({ memberId }) => memberId)).size }
}

const asRow = (shiftId: string, shift: Differences<ShiftRow>['fresh'][number]): ShiftRow => ({
  ...shift,
  shiftId,
  state: 'on',
  published: false,
})

async function change(turn: Turn, { changed, off }: Differences<ShiftRow>): Promise<void> {
  const { sql, teamId, house } = turn
  const touched = [...changed.map(({ was }) => was), ...off]
  if (touched.length === 0) return
  const seatings = await seatingsIn(
    sql,
    teamId,
    touched.map(({ shiftId }) => shiftId),
  )
  await updateShifts(
    sql,
    teamId,
    changed.map(({ was, is }) => asRow(was.shiftId, is)),
  )
  await turnOff(
    sql,
    teamId,
    off.map(({ shiftId }) => shiftId),
  )
  for (const { shiftId: key } of off)
    for (const kind of [nearKind, remindKind]) await house.deadlines.clear(sql, { teamId, kind, key })
  await takeSeatsAway(turn, changed, seatings)
  const moved = changed.filter(({ was, is }) => was.state === 'off' || isMoved(was, is)).map(({ was }) => was)
  await askAnew(
    sql,
    teamId,
    moved.map(({ shiftId }) => shiftId),
  )
  tellSitting(turn, [...moved, ...off], seatings)
  const dark = new Set(off.map(({ shiftId }) => shiftId))
  await say(
    turn,
    seatings.filter(({ shiftId }) => dark.has(shiftId)),
  )
}

/** A seat that is not there any more under somebody's seating or wish. */
async function takeSeatsAway(
  turn: Turn,
  changed: Differences<ShiftRow>['changed'],
  seatings: SeatingRow[],
): Promise<void> {
  const { sql, teamId } = turn
  const now = new Map(changed.map(({ was, is }) => [was.shiftId, is.seats]))
  const gone = seatings.filter((seating) => now.has(seating.shiftId) && !hasPlace(now.get(seating.shiftId)!, seating))
  await unseat(sql, teamId, gone)
  for (const wish of await wishesIn(sql, teamId, [...now.keys()]))
    if (!hasPlace(now.get(wish.shiftId)!, { ...wish, slot: 0 })) await deleteWish(sql, teamId, wish)
  tellSitting(
    turn,
    changed.map(({ was }) => was),
    gone,
  )
  await say(turn, gone)
}

/** What nobody was shown yet, but for those who signed up for it themselves, is no news to anybody. */
export function tellSitting(turn: Turn, shifts: ShiftRow[], seatings: SeatingRow[]): void {
  notice(
    turn,
    seatings.filter(isKnownIn(shifts)).map(({ memberId }) => memberId),
  )
}

function isKnownIn(shifts: ShiftRow[]): (seating: SeatingRow) => boolean {
  const told = new Map(shifts.map((shift) => [shift.shiftId, shift.published]))
  return ({ shiftId, how }) => told.has(shiftId) && (told.get(shiftId) || how !== 'placed')
}

async function say({ sql, afterCommit, house, teamId }: Turn, gone: SeatingRow[]): Promise<void> {
  for (const { shiftId, memberId } of gone) {
    await house.moments.fire(sql, afterCommit, { of: seatingGone, is: { teamId, shiftId, memberId } })
    await house.moments.fire(sql, afterCommit, { of: seatLeft, is: { teamId, shiftId, memberId, toId: null } })
  }
}
