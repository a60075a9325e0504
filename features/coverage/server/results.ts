import type { Breach, Problem, Seating } from '#features/shifts/checks'
import { placeName } from '#features/shifts/checks'
import type { DifferenceView, ResultView } from '../views.ts'
import { differencesOf } from './asking.ts'
import type { Answered } from './solver-worker.ts'

/** From what a search says to what is kept and shown of it, and back. */
export const resultOf = (problem: Problem, { solved, breaches, why }: Answered): ResultView => ({
  differences: differencesOf(problem, solved.seatings),
  why,
  isProven: solved.isProven,
  tooFew: breaches.filter(isTooFew).map(({ personId, month, shifts, fewest }) => ({ personId, month, shifts, fewest })),
})

const isTooFew = (breach: Breach): breach is Extract<Breach, { kind: 'too-few-shifts' }> =>
  breach.kind === 'too-few-shifts'

/** Of the best so far: it was held against every rule; why seats are open in it was not looked at. */
export const soFar = (problem: Problem, seatings: readonly Seating[]): ResultView => ({
  differences: differencesOf(problem, seatings),
  why: null,
  isProven: false,
  tooFew: [],
})

/** What is agreed now, with what was found before where that is still to be had. */
export function startFrom(problem: Problem, differences: readonly DifferenceView[]): Seating[] {
  const sits = new Map(problem.agreed.map(({ seatId, personId }) => [seatId, personId]))
  for (const { memberId, was, ...place } of differences) {
    const name = placeName(place)
    if ((sits.get(name) ?? null) !== was) continue
    if (memberId === null) sits.delete(name)
    else sits.set(name, memberId)
  }
  return [...sits].map(([seatId, personId]) => ({ seatId, personId }))
}
