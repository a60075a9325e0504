import { assumedAnswers, erlangA, unansweredRing, withOneMore, type Load } from '../forecast.ts'
import type { CountedRings, WeeksView } from '../views.ts'

export type ShiftNow = WeeksView['shifts'][number]
/** What a chance rests on. `answers`: the share of rings that one person on duty answers. */
export type Basis = { answers: number; isAssumed: boolean; load: Load | null }

/** With fewer contacts an hour hardly anybody is busy when another one comes. */
const busyFrom = 0.5
/** How long somebody talks, and waits, is not counted of anybody: these are assumed, and said. */
const assumed = { minutes: 30, patience: 3 }

/**
 * From the line's own rings, when there are enough: the share that one person must answer for so many together to have answered so
 * many. One ring more of each kind is counted than there was, so that a line that missed none so far is not said to miss none. Of
 * what was missed on a busy line, being busy is a part, and cannot be more than all of it.
 */
export function basisOf(counted: CountedRings | null): Basis {
  if (!counted) return { answers: assumedAnswers, isAssumed: true, load: null }
  const missed = (counted.rings - counted.answered + 1) / (counted.rings + 2)
  const people = Math.max(1, counted.people)
  const load = loadOf(counted, missed)
  const busy = load ? leavesAbout(people, load) : 0
  const unheard = Math.max(0.001, (missed - busy) / (1 - busy))
  return { answers: 1 - unheard ** (1 / people), isAssumed: false, load }
}

/** Talks as long as assumed, or so long that no more callers would leave than were missed. */
function loadOf({ rings, hours, people }: CountedRings, missed: number): Load | null {
  const perHour = hours > 0 ? rings / hours : 0
  if (perHour < busyFrom) return null
  let { minutes } = assumed
  while (minutes > 1 && leavesAbout(Math.max(1, people), { ...assumed, perHour, minutes }) > missed) minutes--
  return { ...assumed, perHour, minutes }
}

/** Of a number of people that is not whole: between the two beside it. */
function between(people: number, of: (people: number) => number): number {
  const low = Math.floor(people)
  return of(low) * (low + 1 - people) + of(low + 1) * (people - low)
}
const leavesAbout = (people: number, load: Load): number => between(people, (whole) => erlangA(whole, load).leaves)

/** The chance that a ring finds nobody: nobody hears it, or everybody is busy for longer than the caller waits. */
export function chanceOf(people: number, { answers, isAssumed, load }: Basis, more: 0 | 1 = 0): number {
  const crew = Array.from({ length: people }, () => ({ answers: isAssumed ? null : answers }))
  // One more is somebody like the others where that is known.
  const one = more === 0 ? unansweredRing(crew) : isAssumed ? withOneMore(crew) : unansweredRing([...crew, { answers }])
  const leaves = load && people + more > 0 ? erlangA(people + more, load).leaves : 0
  return one.unanswered + (1 - one.unanswered) * leaves
}

export const chanceOfAbout = (people: number, basis: Basis): number =>
  between(people, (whole) => chanceOf(whole, basis))

export type Week = { week: string; shifts: number; seats: number; people: number; chance: number; oneMore: number }

/** Week by week. `weekOf`: the Monday of an instant by the team's calendar. */
export function weeksOf(shifts: readonly ShiftNow[], basis: Basis, weekOf: (at: string) => string): Week[] {
  const byWeek = Map.groupBy(shifts, ({ startsAt }) => weekOf(startsAt))
  return [...byWeek].map(([week, all]) => ({
    week,
    shifts: all.length,
    seats: sum(all, ({ seats }) => seats),
    people: sum(all, ({ people }) => people),
    chance: mean(all, ({ people }) => chanceOf(people, basis)),
    oneMore: mean(all, ({ people }) => chanceOf(people, basis, 1)),
  }))
}

/** Shifts with an open seat: those where nobody sits at all first, then by time. */
export const holesIn = (shifts: readonly ShiftNow[]): ShiftNow[] =>
  shifts
    .filter(({ people, seats, backUps, backUpSeats }) => people < seats || backUps < backUpSeats)
    .toSorted((a, b) => holeWeight(a) - holeWeight(b))

const holeWeight = ({ people, seats }: ShiftNow): number => (people === 0 && seats > 0 ? 0 : people < seats ? 1 : 2)

export type OneMore = { shifts: ShiftNow[]; before: number; after: number }
const weakest = 5

/** What one more person in each of the weakest shifts would change; null when there is no shift. */
export function oneMoreIn(shifts: readonly ShiftNow[], basis: Basis): OneMore | null {
  if (shifts.length === 0) return null
  const least = shifts.toSorted((a, b) => a.people - b.people).slice(0, weakest)
  const before = mean(least, ({ people }) => chanceOf(people, basis))
  return { shifts: least, before, after: mean(least, ({ people }) => chanceOf(people, basis, 1)) }
}

const sum = <One>(all: readonly One[], of: (one: One) => number): number => all.reduce((so, one) => so + of(one), 0)
export const mean = <One>(all: readonly One[], of: (one: One) => number): number =>
  sum(all, of) / Math.max(1, all.length)
