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
 * many. One ring more of each kind is counted than there was, so that a line that missed none so far is not said to miss none.
 */
export function basisOf(counted: CountedRings | null): Basis {
  if (!counted) return { answers: assumedAnswers, isAssumed: true, load: null }
  const missed = (counted.rings - counted.answered + 1) / (counted.rings + 2)
  const perHour = counted.hours > 0 ? counted.rings / counted.hours : 0
  return {
    answers: 1 - missed ** (1 / Math.max(1, counted.people)),
    isAssumed: false,
    load: perHour >= busyFrom ? { perHour, ...assumed } : null,
  }
}

/** The chance that a ring finds nobody: nobody hears it, or everybody is busy for longer than the caller waits. */
export function chanceOf(people: number, { answers, isAssumed, load }: Basis, more: 0 | 1 = 0): number {
  const crew = Array.from({ length: people }, () => ({ answers: isAssumed ? null : answers }))
  // One more is somebody like the others where that is known.
  const one = more === 0 ? unansweredRing(crew) : isAssumed ? withOneMore(crew) : unansweredRing([...crew, { answers }])
  const leaves = load && people + more > 0 ? erlangA(people + more, load).leaves : 0
  return one.unanswered + (1 - one.unanswered) * leaves
}

/** The same of a number of people that is not whole: so many shifts with one fewer, the others with one more. */
export function chanceOfAbout(people: number, basis: Basis): number {
  const low = Math.floor(people)
  return chanceOf(low, basis) * (low + 1 - people) + chanceOf(low + 1, basis) * (people - low)
}

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
