import { hourMs, merged, overlap, type Caps, type Person, type Place, type Problem, type Seating } from '#features/shifts/checks'

/** Something small that somebody could decide, and that would fill a seat. */
export type Change =
  /** This person could make it if they were available in this span too: so many minutes more than they said. */
  | { kind: 'available'; personId: string; from: number; to: number; minutes: number }
  | { kind: 'cap'; personId: string; cap: CapName; to: number; by: number }
  | { kind: 'skill-confirmed'; personId: string; skill: string }
  /** Somebody who sits elsewhere is relieved by another. */
  | { kind: 'moved'; seatId: string; from: string; to: string }
  /** Somebody takes another open seat besides, so that what is taken is whole or in company. */
  | { kind: 'seated-too'; seatId: string; personId: string }

export type CapName = Exclude<keyof Caps, 'fewestShiftsPerMonth'>

/** How much is asked of people by a change, in hours of goodwill: the smallest come first. */
export const askedBy = (change: Change): number => {
  if (change.kind === 'available') return change.minutes / 60
  if (change.kind === 'cap') return change.cap === 'shiftsPerMonth' ? change.by * 6 : change.by
  return { 'skill-confirmed': 24, moved: 2, 'seated-too': 3 }[change.kind]
}

/** The problem as it is once a change is made. Seatings that change are `seatingsAfter`. */
export function apply(problem: Problem, change: Change): Problem {
  if (change.kind === 'moved' || change.kind === 'seated-too') return problem
  return {
    ...problem,
    people: problem.people.map((person) => (person.id === change.personId ? altered(person, change) : person)),
  }
}

function altered(person: Person, change: Exclude<Change, { kind: 'moved' | 'seated-too' }>): Person {
  if (change.kind === 'available')
    return { ...person, available: merged([...person.available, [change.from, change.to]]) }
  if (change.kind === 'cap') return { ...person, caps: { ...person.caps, [change.cap]: change.to } }
  const others = person.skills.filter(({ id }) => id !== change.skill)
  return { ...person, skills: [...others, { id: change.skill, until: null }] }
}

export function seatingsAfter(seatings: readonly Seating[], change: Change): Seating[] {
  if (change.kind === 'seated-too') return [...seatings, { seatId: change.seatId, personId: change.personId }]
  if (change.kind !== 'moved') return [...seatings]
  return seatings.map((one) => (one.seatId === change.seatId ? { ...one, personId: change.to } : one))
}

/** How many minutes of a shift somebody has not said they are available. */
export const missingMinutes = (person: Person, { shift }: Place): number => {
  const times = [shift.startsAt, shift.endsAt] as const
  const there = merged(person.available).reduce((all, span) => all + Math.max(0, overlap(span, times)), 0)
  return Math.round((times[1] - times[0] - there) / (hourMs / 60))
}
