import type { House } from '#platform/house'
import { problemFor, workedRows } from '#features/shifts'
import { hourMs, isToFill, lookUp, unfit, type Problem, type Shift } from '#features/shifts/checks'
import { ringsEnded } from '#features/tally'
import type { CountedRings, WeeksView } from '../views.ts'
import { beginOf, timeZoneOf } from './asking.ts'
import { weeks } from './plans.ts'

/** How the next eight weeks are staffed, and what the line's own numbers say of how often somebody answers. */
export async function weeksView(house: House, teamId: string): Promise<WeeksView> {
  const { sql } = house.db
  const [timeZone, now] = [await timeZoneOf(sql, teamId), house.clock.now()]
  const dates = weeks(now, timeZone)
  const until = new Date(beginOf(dates.to, timeZone, 1))
  const problem = await problemFor(sql, teamId, { from: now, to: until })
  return { ...dates, shifts: staffed(problem), counted: await countedRings(house, teamId, timeZone) }
}

/** Somebody whose skill or language the seat lacks by then leaves it open. */
function staffed(problem: Problem): WeeksView['shifts'] {
  const { people } = lookUp(problem)
  const sits = new Map(problem.agreed.map(({ seatId, personId }) => [seatId, people.get(personId)]))
  const isFilled = (shift: Shift, seat: Shift['seats'][number]): boolean => {
    const person = sits.get(seat.id)
    return person !== undefined && !unfit(person, { shift, seat }).some(({ kind }) => kind.startsWith('skill-'))
  }
  return problem.shifts
    .filter((shift) => isToFill(problem, shift))
    .sort((a, b) => a.startsAt - b.startsAt)
    .map((shift) => {
      const [working, backUps] = [
        shift.seats.filter(({ standby }) => !standby),
        shift.seats.filter((one) => one.standby),
      ]
      return {
        shiftId: shift.id,
        lineId: shift.lineId,
        startsAt: new Date(shift.startsAt).toISOString(),
        endsAt: new Date(shift.endsAt).toISOString(),
        seats: working.length,
        people: working.filter((seat) => isFilled(shift, seat)).length,
        backUpSeats: backUps.length,
        backUps: backUps.filter((seat) => isFilled(shift, seat)).length,
      }
    })
}

const monthsBack = 6
/** Fewer rings, or shifts in which nobody is known to have sat, say more about chance than about a line. */
const enough = 30

/**
 * Rings that ended in the last whole months and this one, with how many sat in a shift then. Of a team, never of a person: who was
 * asked and did not answer is not kept (see the queue), and must not be.
 */
async function countedRings(house: House, teamId: string, timeZone: string): Promise<CountedRings | null> {
  const { sql } = house.db
  const now = house.clock.now()
  const first = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .with({ day: 1 })
    .subtract({ months: monthsBack })
  const { rings, answered } = await ringsEnded(sql, teamId, first.toString().slice(0, 7))
  if (rings < enough) return null
  const rows = await workedRows(sql, teamId, { from: new Date(beginOf(first.toString(), timeZone, 0)), to: now })
  const shifts = Map.groupBy(rows, ({ startsAt, endsAt }) => `${startsAt.getTime()} ${endsAt.getTime()}`)
  if (shifts.size === 0) return null
  const hours = [...shifts.values()].reduce(
    (all, [one]) => all + (one!.endsAt.getTime() - one!.startsAt.getTime()) / hourMs,
    0,
  )
  return { months: monthsBack, rings, answered, people: rows.length / shifts.size, hours }
}
