import { hoursOf, isToFill, lookUp, type Problem, type Seating, type Shift } from '#features/shifts/checks'
import { whyOpen, type Why } from './reasons.ts'

/** "What would opening Sundays need?": shifts added to what is there, and whether the present crew could fill them too. */
export type Plan = {
  shifts: number
  seats: number
  personHours: number
  /** Hours for everybody, if they were spread evenly, before and with it. */
  hoursEach: { before: number; after: number }
  /** Added seats that are filled, and those that stay open, with why. */
  filled: number
  open: Why[]
  /** Seats that were filled without the plan and are not with it: the price of it. */
  lost: string[]
}

/** The problem with these shifts added; everything else stays, and what is agreed is not moved. */
export const withShifts = (problem: Problem, added: readonly Shift[]): Problem => {
  const last = added.reduce((latest, { startsAt }) => Math.max(latest, startsAt + 1), problem.fill[1])
  const first = added.reduce((earliest, { startsAt }) => Math.min(earliest, startsAt), problem.fill[0])
  return { ...problem, shifts: [...problem.shifts, ...added], fill: [first, last] }
}

/** Reads a plan out of two proposals: without these shifts and with them (`problem` is the one with them). */
export function readPlan(
  problem: Problem,
  added: readonly Shift[],
  proposals: { before: Seating[]; after: Seating[] },
): Plan {
  const ids = new Set(added.flatMap(({ seats }) => seats.map(({ id }) => id)))
  const filledIn = (seatings: Seating[]): Set<string> => new Set(seatings.map(({ seatId }) => seatId))
  const [before, after] = [filledIn(proposals.before), filledIn(proposals.after)]
  const personHours = hoursIn(added)
  const others = problem.shifts.filter((shift) => !added.includes(shift) && isToFill(problem, shift))
  const crew = Math.max(1, problem.people.length)
  return {
    shifts: added.length,
    seats: ids.size,
    personHours,
    hoursEach: { before: hoursIn(others) / crew, after: (hoursIn(others) + personHours) / crew },
    filled: [...ids].filter((id) => after.has(id)).length,
    open: whyOpen(problem, proposals.after).filter(({ seatId }) => ids.has(seatId)),
    lost: [...before].filter((id) => !after.has(id) && lookUp(problem).places.has(id)),
  }
}

const hoursIn = (shifts: readonly Shift[]): number =>
  shifts.reduce((all, shift) => all + hoursOf(shift) * shift.seats.length, 0)
