import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { teamOf } from '#features/members'
import { problemFor } from '#features/shifts'
import { lookUp, placeFrom, type Problem, type Seating } from '#features/shifts/checks'
import type { DifferenceView } from '../views.ts'
import type { Asked } from '../wire.ts'

type Wanted = Pick<Asked, 'lineId' | 'from' | 'to' | 'mayMove'>

/** From the database to what a search is handed: ids, instants, seats and skill codes. Nothing that is sealed comes near it. */
export async function askedProblem(house: House, teamId: string, asked: Wanted): Promise<Problem> {
  const { sql } = house.db
  const timeZone = await timeZoneOf(sql, teamId)
  const from = new Date(Math.max(house.clock.now().getTime(), beginOf(asked.from, timeZone, 0)))
  const to = new Date(Math.max(from.getTime(), beginOf(asked.to, timeZone, 1)))
  const problem = await problemFor(sql, teamId, { from, to })
  return onlyOf(asked.lineId, { ...problem, mayMove: asked.mayMove })
}

export const timeZoneOf = async (sql: Sql, teamId: string): Promise<string> =>
  (await teamOf(sql, teamId))?.timeZone ?? 'UTC'

/** The instant at which a date begins, or the one so many days later. */
export const beginOf = (date: string, timeZone: string, days: number): number =>
  Temporal.PlainDate.from(date).add({ days }).toZonedDateTime(timeZone).epochMilliseconds

export const dateAt = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** Other lines' shifts stand beside it with who sits there: for rest and hours, and not to be filled. */
function onlyOf(lineId: string | null, problem: Problem): Problem {
  if (lineId === null) return problem
  const taken = new Set(problem.agreed.map(({ seatId }) => seatId))
  const shifts = problem.shifts.map((shift) =>
    shift.lineId === lineId ? shift : { ...shift, seats: shift.seats.filter(({ id }) => taken.has(id)) },
  )
  return { ...problem, shifts }
}

/** Every place that would change hands, by time. */
export function differencesOf(problem: Problem, seatings: readonly Seating[]): DifferenceView[] {
  const [was, is] = [problem.agreed, seatings].map(
    (all) => new Map(all.map(({ seatId, personId }) => [seatId, personId])),
  )
  return lookUp(problem)
    .open.toSorted((a, b) => a.shift.startsAt - b.shift.startsAt)
    .map(({ seat }) => ({ ...placeFrom(seat.id), memberId: is!.get(seat.id) ?? null, was: was!.get(seat.id) ?? null }))
    .filter(({ memberId, was: before }) => memberId !== before)
}

/** How many seats are to be filled, and how many of them these leave open. */
export function openIn(problem: Problem, seatings: readonly Seating[]): { seats: number; open: number } {
  const taken = new Set(seatings.map(({ seatId }) => seatId))
  const all = lookUp(problem).open
  return { seats: all.length, open: all.filter(({ seat }) => !taken.has(seat.id)).length }
}
