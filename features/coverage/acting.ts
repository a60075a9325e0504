import {
  hourMs,
  usualRules,
  type Person,
  type Problem,
  type Rules,
  type Seat,
  type Seating,
  type Shift,
} from '#features/shifts/checks'

/** Monday, 7 December 2026, 00:00 in London, where the tests' team is. Its days count from 0. */
export const monday = Date.UTC(2026, 11, 7)
export const at = (day: number, hours: number): number => monday + (day * 24 + hours) * hourMs

/** Somebody who is always there and can do what everybody can. */
export const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  skills: [{ id: 'listening', until: null }],
  languages: ['en'],
  trainee: false,
  available: [[at(-7, 0), at(60, 0)]],
  leave: [],
  resting: [],
  preferred: null,
  caps: { hoursPerWeek: null, hoursPerMonth: null, shiftsPerMonth: null, fewestShiftsPerMonth: 0 },
  wishes: [],
  past: { hours: 0, badHours: 0 },
  ...more,
})

export const capped = (caps: Partial<Person['caps']>): Pick<Person, 'caps'> => ({
  caps: { hoursPerWeek: null, hoursPerMonth: null, shiftsPerMonth: null, fewestShiftsPerMonth: 0, ...caps },
})

type When = { day: number; from: number; hours: number }

/** A shift with its seats, by their names; `fri-1` of the shift `fri` is its first seat. */
export function shift(id: string, { day, from, hours }: When, seats: Partial<Seat>[]): Shift {
  const isNight = from >= 20
  return {
    id,
    lineId: 'line',
    startsAt: at(day, from),
    endsAt: at(day, from + hours),
    day,
    week: String(Math.floor(day / 7)),
    month: day < 25 ? '2026-12' : '2027-01',
    weekend: day % 7 >= 5 ? String(Math.floor(day / 7)) : null,
    night: isNight,
    badHours: isNight ? hours : 0,
    seats: seats.map((seat, n) => ({
      id: `${id}-${n + 1}`,
      slot: 'line',
      skills: [],
      languages: [],
      trainee: false,
      standby: false,
      ...seat,
    })),
  }
}

export const night = (id: string, day: number, seats: Partial<Seat>[] = [{}, {}]): Shift =>
  shift(id, { day, from: 20, hours: 10 }, seats)

export const problem = (
  people: Person[],
  shifts: Shift[],
  more: Partial<Omit<Problem, 'rules'>> & { rules?: Partial<Rules> } = {},
): Problem => ({
  people,
  shifts,
  agreed: [],
  mayMove: false,
  fill: [at(0, 0), at(60, 0)],
  ...more,
  rules: { ...usualRules, neverAlone: false, ...more.rules },
})

/** `seated('fri-1 Dee', 'fri-2 Sam')`. */
export const seated = (...texts: string[]): Seating[] =>
  texts.map((text) => {
    const [seatId, personId] = text.split(' ')
    return { seatId: seatId!, personId: personId! }
  })
