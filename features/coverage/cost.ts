import { hoursOf, isUnfinished, lookUp, overlap, sittingsOf, type Person, type Problem, type Seating, type Shift, type Sitting, type Span } from '#features/shifts/checks'
import { problemsOf } from './checking.ts'

/**
 * What counts how much, so that no number of smaller things outweighs a greater one in rosters of the sizes we serve: a seat
 * that is filled, then the standby seats, then what somebody was promised (a fewest number of shifts, what was agreed), then
 * fairness, then wishes. What a rule forbids is no cost: the search may not propose it.
 */
export const weights = {
  open: 10_000,
  openStandby: 3_000,
  /** More than the two seats that stay open when nobody may sit there alone. */
  unfinished: 25_000,
  tooFew: 400,
  moved: 100,
  /** For each further step of hours that somebody works, times how many steps they have worked already. */
  hours: 4,
  badHours: 4,
  wish: 2,
  notPreferred: 1,
} as const

export type Cost = {
  open: number
  unfinished: number
  tooFew: number
  moved: number
  fairness: number
  wishes: number
  total: number
}

/** The cost of these seatings, by part. The solver minimises the same sum. */
export function costOf(problem: Problem, seatings: readonly Seating[]): Cost {
  const taken = new Set(seatings.map(({ seatId }) => seatId))
  const sittings = sittingsOf(problem, seatings)
  const left = lookUp(problem).open.filter(({ seat }) => !taken.has(seat.id))
  const breaches = problemsOf(problem, seatings).filter(isUnfinished)
  const tooFew = breaches.reduce((all, one) => all + (one.kind === 'too-few-shifts' ? one.fewest - one.shifts : 0), 0)
  const movedOnes = problem.agreed.filter(
    ({ seatId, personId }) => !seatings.some((one) => one.seatId === seatId && one.personId === personId),
  )
  const parts = {
    open: left.reduce((all, { seat }) => all + (seat.standby ? weights.openStandby : weights.open), 0),
    unfinished: breaches.filter(({ kind }) => kind !== 'too-few-shifts').length * weights.unfinished,
    tooFew: tooFew * weights.tooFew,
    moved: problem.mayMove ? movedOnes.length * weights.moved : 0,
    fairness: fairnessOf(problem, sittings),
    wishes: sittings.reduce((all, sitting) => all + wishCost(sitting, sittings), 0),
  }
  return { ...parts, total: Object.values(parts).reduce((all, part) => all + part, 0) }
}

/** Hours are counted in steps of the longest shift, so that small numbers of shifts weigh as people feel them. */
export const stepOf = (problem: Problem): number => Math.max(1, ...problem.shifts.map(hoursOf))

/** What everybody has worked more than whoever has worked least: where each starts. */
export function startsOf({ people }: Problem): Map<Person, { hours: number; badHours: number }> {
  const least = (key: 'hours' | 'badHours'): number => Math.min(...people.map(({ past }) => past[key]))
  const [hours, badHours] = [least('hours'), least('badHours')]
  return new Map(
    people.map((person) => [person, { hours: person.past.hours - hours, badHours: person.past.badHours - badHours }]),
  )
}

/**
 * Every step of hours is dearer than the one before it, so the same hours cost least when they are spread evenly: the sum of
 * squares, in straight pieces.
 */
export function burden(hours: number, step: number): number {
  const whole = Math.floor(hours / step + 1e-9)
  return (whole * (whole - 1)) / 2 + ((hours - whole * step) / step) * whole
}

function fairnessOf(problem: Problem, sittings: Sitting[]): number {
  const step = stepOf(problem)
  let sum = 0
  for (const [person, start] of startsOf(problem)) {
    const own = sittings.filter((sitting) => sitting.person === person).map(({ place }) => place.shift)
    const more = (count: (shift: Shift) => number): number => own.reduce((all, shift) => all + count(shift), 0)
    const rise = (from: number, hours: number): number => burden(from + hours, step) - burden(from, step)
    sum += weights.hours * rise(start.hours, more(hoursOf))
    sum +=
      weights.badHours *
      rise(
        start.badHours,
        more(({ badHours }) => badHours),
      )
  }
  return sum
}

/** What sitting in this shift costs this person by themselves. */
export function ownWishCost(person: Person, { startsAt, endsAt }: Shift): number {
  const touches = (span: Span): boolean => overlap(span, [startsAt, endsAt]) > 0
  const likes = person.preferred === null || person.preferred.some(([from, to]) => from <= startsAt && to >= endsAt)
  const against = person.wishes.reduce(
    (all, wish) => all + (wish.kind === 'rather-not' && wish.spans.some(touches) ? wish.weight : 0),
    0,
  )
  return against * weights.wish + (likes ? 0 : weights.notPreferred)
}

/** What a shift costs this person by whether another one is there. */
export const pairWishCost = (person: Person, otherIsThere: (personId: string) => boolean): number =>
  person.wishes.reduce((all, wish) => {
    if (wish.kind === 'rather-not' || wish.personId === person.id) return all
    return all + (otherIsThere(wish.personId) === (wish.kind === 'apart') ? wish.weight * weights.wish : 0)
  }, 0)

function wishCost({ person, place }: Sitting, all: Sitting[]): number {
  if (person.wishes.length === 0 && person.preferred === null) return 0
  const isThere = (personId: string): boolean =>
    all.some((other) => other.place.shift === place.shift && other.person.id === personId)
  return ownWishCost(person, place.shift) + pairWishCost(person, isThere)
}
