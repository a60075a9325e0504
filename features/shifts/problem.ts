/**
 * A roster to be proposed, as plain data: opaque ids, instants in milliseconds since 1970, and what the team's calendar says
 * (days, weeks, months, weekends, nights), which the caller reads in the team's time zone. Nothing here names anybody.
 */
export type Problem = {
  people: Person[]
  shifts: Shift[]
  /** Who sits where already. It is not moved, unless `mayMove`. */
  agreed: Seating[]
  mayMove: boolean
  /** Seats of shifts that start in this span are to be filled; earlier and later shifts stand beside them, for rest and caps. */
  fill: Span
  rules: Rules
}

/** From, until; the end is not part of it. */
export type Span = readonly [from: number, to: number]
export type Seating = { seatId: string; personId: string }

export type Person = {
  id: string
  skills: { id: string; until: number | null }[]
  languages: string[]
  /** Sits beside somebody experienced, in seats that allow it. */
  trainee: boolean
  available: Span[]
  leave: Span[]
  /** Rests after something hard, and nothing new is put into it. */
  resting: Span[]
  /** Times this person likes best; null when they are all the same. */
  preferred: Span[] | null
  caps: Caps
  wishes: Wish[]
  /** Worked in recent months, in hours, so that the new month evens out. */
  past: { hours: number; badHours: number }
}

/** null: no such cap. */
export type Caps = {
  hoursPerWeek: number | null
  hoursPerMonth: number | null
  shiftsPerMonth: number | null
  fewestShiftsPerMonth: number
}

/** Weights are small: 1 is a wish, 5 a strong one. */
export type Wish =
  | { kind: 'with' | 'apart'; personId: string; weight: number }
  /** Not after a work night, not on a birthday: times at which this person would rather not sit. */
  | { kind: 'rather-not'; spans: Span[]; weight: number }

export type Shift = {
  id: string
  lineId: string
  startsAt: number
  endsAt: number
  /** The local day it starts on, counted from any day; the keys of its week, its month and, on a weekend, of the weekend. */
  day: number
  week: string
  month: string
  weekend: string | null
  night: boolean
  /** How many of its hours are hard ones (night, holiday). */
  badHours: number
  seats: Seat[]
}

export type Seat = {
  id: string
  /** The role: seats of a shift with the same slot and the same needs are alike. */
  slot: string
  skills: string[]
  languages: string[]
  /** A trainee may sit here. */
  trainee: boolean
  /** At home, to be called: keeps nobody company. */
  standby: boolean
}

export type Rules = {
  restHours: number
  /** null: no more than after any other shift. */
  restAfterNightHours: number | null
  /** Two people sit in a shift, or nobody does. */
  neverAlone: boolean
  /** A night has another of the same person beside it, wherever one is on offer. 1: nights may stand alone. */
  fewestNightsInRow: 1 | 2
  mostNightsInRow: number | null
  mostDaysInRow: number | null
  /** Whoever works on one day of a weekend works on its other days that have shifts. */
  wholeWeekends: boolean
}

export const usualRules: Rules = {
  restHours: 8,
  restAfterNightHours: null,
  neverAlone: true,
  fewestNightsInRow: 1,
  mostNightsInRow: null,
  mostDaysInRow: null,
  wholeWeekends: false,
}

/**
 * A rule that somebody in a seat does not keep. The first kinds are final: nothing that is added to the roster mends them.
 * Those in `unfinished` are mended by seating somebody else, or the same person once more.
 */
export type Breach =
  /** `near`: the available time that overlaps the shift most, or null. */
  | { kind: 'unavailable'; personId: string; seatId: string; near: Span | null }
  | { kind: 'leave'; personId: string; seatId: string; leave: Span }
  | { kind: 'resting'; personId: string; seatId: string; until: number }
  | { kind: 'skill-missing'; personId: string; seatId: string; skill: string }
  | { kind: 'skill-expired'; personId: string; seatId: string; skill: string; until: number }
  | { kind: 'language-missing'; personId: string; seatId: string; language: string }
  | { kind: 'seat-not-for-trainees'; personId: string; seatId: string }
  | { kind: 'seat-taken'; seatId: string; personId: string }
  | { kind: 'overlap'; personId: string; seatId: string; otherSeatId: string }
  | { kind: 'rest'; personId: string; seatId: string; otherSeatId: string; needs: number; has: number }
  | { kind: 'week-hours'; personId: string; week: string; hours: number; cap: number }
  | { kind: 'month-hours'; personId: string; month: string; hours: number; cap: number }
  | { kind: 'month-shifts'; personId: string; month: string; shifts: number; cap: number }
  /** `day` is the first of so many. */
  | { kind: 'nights-in-row' | 'days-in-row'; personId: string; day: number; days: number; cap: number }
  | { kind: 'agreed-moved'; seatId: string; personId: string }
  | Unfinished

export type Unfinished =
  | { kind: 'alone'; shiftId: string; personId: string }
  | { kind: 'trainee-alone'; shiftId: string; trainees: number; experienced: number }
  | { kind: 'single-night'; personId: string; shiftId: string }
  | { kind: 'half-weekend'; personId: string; weekend: string }
  | { kind: 'too-few-shifts'; personId: string; month: string; shifts: number; fewest: number }

const unfinished: readonly Breach['kind'][] = [
  'alone',
  'trainee-alone',
  'single-night',
  'half-weekend',
  'too-few-shifts',
]
/** Seating more people can mend it: a warning while a roster is being made, an error in one that is published. */
export const isUnfinished = (breach: Breach): breach is Unfinished => unfinished.includes(breach.kind)

export const hourMs = 3_600_000
export const hoursOf = ({ startsAt, endsAt }: Pick<Shift, 'startsAt' | 'endsAt'>): number =>
  (endsAt - startsAt) / hourMs
export const isToFill = ({ fill }: Problem, { startsAt }: Pick<Shift, 'startsAt'>): boolean =>
  startsAt >= fill[0] && startsAt < fill[1]
