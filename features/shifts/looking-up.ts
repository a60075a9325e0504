import { isToFill, type Person, type Problem, type Seat, type Seating, type Shift, type Span } from './problem.ts'

export type Place = { seat: Seat; shift: Shift }
export type Sitting = { place: Place; person: Person }

/** What is asked of a problem again and again, found once. A problem is not changed after it was asked about. */
export type Lookup = {
  places: Map<string, Place>
  people: Map<string, Person>
  /** Seats that are to be filled. */
  open: Place[]
  nightDays: Set<number>
  firstDay: number
  lastDay: number
  /** A weekend's days that have shifts. */
  weekends: Map<string, Set<number>>
}

const known = new WeakMap<Problem, Lookup>()

export function lookUp(problem: Problem): Lookup {
  const found = known.get(problem) ?? read(problem)
  known.set(problem, found)
  return found
}

function read(problem: Problem): Lookup {
  const all = problem.shifts.flatMap((shift) => shift.seats.map((seat) => ({ seat, shift })))
  const weekends = new Map<string, Set<number>>()
  for (const { weekend, day } of problem.shifts)
    if (weekend !== null) weekends.set(weekend, (weekends.get(weekend) ?? new Set()).add(day))
  return {
    places: new Map(all.map((place) => [place.seat.id, place])),
    people: new Map(problem.people.map((person) => [person.id, person])),
    open: all.filter(({ shift }) => isToFill(problem, shift)),
    nightDays: new Set(problem.shifts.filter(({ night }) => night).map(({ day }) => day)),
    firstDay: problem.shifts.reduce((first, { day }) => Math.min(first, day), Infinity),
    lastDay: problem.shifts.reduce((last, { day }) => Math.max(last, day), -Infinity),
    weekends,
  }
}

/** Seatings of people and seats that the problem knows; others (somebody who has left) sit nowhere. */
export const sittingsOf = (problem: Problem, seatings: readonly Seating[]): Sitting[] => {
  const { places, people } = lookUp(problem)
  return seatings.flatMap(({ seatId, personId }) => {
    const [place, person] = [places.get(seatId), people.get(personId)]
    return place && person ? [{ place, person }] : []
  })
}

/** A night that cannot have another beside it may stand alone: no other is on offer, or the next is beyond what is known. */
export const mayStandAlone = ({ nightDays, firstDay, lastDay }: Lookup, { day }: Shift): boolean =>
  day === firstDay || day === lastDay || !(nightDays.has(day - 1) || nightDays.has(day + 1))

/** Spans in order, with those that touch made one. */
export function merged(spans: readonly Span[]): Span[] {
  const found: [number, number][] = []
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = found.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}

export const overlap = (a: Span, b: Span): number => Math.min(a[1], b[1]) - Math.max(a[0], b[0])
