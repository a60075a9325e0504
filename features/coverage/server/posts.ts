import {
  hourMs,
  hoursOf,
  isToFill,
  lookUp,
  mayStandAlone,
  restAfter,
  unfit,
  type Person,
  type Place,
  type Problem,
  type Seating,
  type Shift,
} from '#features/shifts/checks'
import { ownWishCost, startsOf, stepOf, weights } from '../cost.ts'

/** Seats of one shift that are alike, so that nothing is tried twice for being called differently. */
export type Post = { at: number; shift: number; seatIds: string[]; standby: boolean }

/** A problem in numbers: people, shifts (in order of time) and posts are their places in these lists. */
export type Posts = {
  problem: Problem
  people: Person[]
  shifts: Shift[]
  posts: Post[]
  postsOfShift: number[][]
  /** Who may sit in a post as far as it alone is concerned, and the other way round. */
  eligible: number[][]
  postsOf: number[][]
  isEligible: Uint8Array
  /** Seatings that stay: in seats that are not to be filled, or agreed and not to be moved. */
  fixed: { person: number; shift: number; standby: boolean }[]
  /** Agreed and may be moved. */
  agreed: { person: number; post: number }[]
  calendar: Calendar
  /** By person and shift, what sitting there costs them by itself; and their wishes about others. */
  wishes: Float32Array
  pairs: { other: number; apart: boolean; cost: number }[][]
  starts: { hours: number; badHours: number }[]
  step: number
}

export type Calendar = {
  starts: Float64Array
  ends: Float64Array
  rest: Float64Array
  days: Int32Array
  nights: Uint8Array
  standAlone: Uint8Array
  hours: Float64Array
  badHours: Float64Array
  weeks: Int32Array
  months: Int32Array
  /** -1: on no weekend, or on one that needs not be whole. */
  weekends: Int32Array
  /** How many days of it have shifts. */
  weekendDays: number[]
  /** Months in which a fewest number of shifts is asked. */
  counted: Uint8Array
}

export function readPosts(problem: Problem): Posts {
  const shifts = problem.shifts.toSorted((a, b) => a.startsAt - b.startsAt)
  const { posts, postOfSeat } = readAlike(problem, shifts)
  const personAt = new Map(problem.people.map(({ id }, at) => [id, at]))
  const places = lookUp(problem).places
  const shiftAt = new Map(shifts.map((shift, at) => [shift, at]))
  const fixed: Posts['fixed'] = []
  const agreed: Posts['agreed'] = []
  for (const { seatId, personId } of problem.agreed) {
    const [person, place, post] = [personAt.get(personId), places.get(seatId), postOfSeat.get(seatId)]
    if (person === undefined || !place) continue
    if (post === undefined) fixed.push({ person, shift: shiftAt.get(place.shift)!, standby: place.seat.standby })
    else agreed.push({ person, post })
  }
  const isEligible = eligibility(problem, posts)
  const starts = startsOf(problem)
  return {
    problem,
    people: problem.people,
    shifts,
    posts,
    postsOfShift: shifts.map((_shift, at) => posts.filter(({ shift }) => shift === at).map((post) => post.at)),
    eligible: posts.map(({ at }) =>
      problem.people.flatMap((_p, who) => (isEligible[who * posts.length + at] ? [who] : [])),
    ),
    postsOf: problem.people.map((_p, who) =>
      posts.flatMap(({ at }) => (isEligible[who * posts.length + at] ? [at] : [])),
    ),
    isEligible,
    fixed,
    agreed,
    calendar: readCalendar(problem, shifts),
    wishes: Float32Array.from(problem.people.flatMap((person) => shifts.map((shift) => ownWishCost(person, shift)))),
    pairs: problem.people.map((person) => readPairs(person, personAt)),
    starts: problem.people.map((person) => starts.get(person)!),
    step: stepOf(problem),
  }
}

const readPairs = ({ id, wishes }: Person, personAt: Map<string, number>): Posts['pairs'][number] =>
  wishes.flatMap((wish) => {
    if (wish.kind === 'rather-not' || wish.personId === id) return []
    // Somebody who is not there (any more) is with nobody and apart from everybody.
    const other = personAt.get(wish.personId) ?? -1
    return [{ other, apart: wish.kind === 'apart', cost: wish.weight * weights.wish }]
  })

/** Free seats, those alike together. */
function readAlike(problem: Problem, shifts: Shift[]): { posts: Post[]; postOfSeat: Map<string, number> } {
  const kept = new Set(problem.mayMove ? [] : problem.agreed.map(({ seatId }) => seatId))
  const posts: Post[] = []
  const postOfSeat = new Map<string, number>()
  for (const [shift, { seats, ...rest }] of shifts.entries()) {
    if (!isToFill(problem, rest)) continue
    const alike = new Map<string, Post>()
    for (const seat of seats.filter(({ id }) => !kept.has(id))) {
      const { slot, standby, trainee } = seat
      const key = JSON.stringify([slot, standby, trainee, seat.skills.toSorted(), seat.languages.toSorted()])
      const post = alike.get(key) ?? { at: posts.length, shift, seatIds: [], standby }
      if (!alike.has(key)) posts.push(post)
      alike.set(key, post)
      post.seatIds.push(seat.id)
      postOfSeat.set(seat.id, post.at)
    }
  }
  return { posts, postOfSeat }
}

function eligibility(problem: Problem, posts: Post[]): Uint8Array {
  const { places } = lookUp(problem)
  const found = new Uint8Array(problem.people.length * posts.length)
  const seen = posts.map(({ seatIds }): Place => places.get(seatIds[0]!)!)
  for (const [who, person] of problem.people.entries())
    for (const [at, place] of seen.entries()) if (unfit(person, place).length === 0) found[who * posts.length + at] = 1
  return found
}

function readCalendar(problem: Problem, shifts: Shift[]): Calendar {
  const { rules } = problem
  const lookup = lookUp(problem)
  const numbered = (keys: (string | null)[]): Int32Array => {
    const names = [...new Set(keys.filter((key) => key !== null))]
    return Int32Array.from(keys.map((key) => (key === null ? -1 : names.indexOf(key))))
  }
  const weekends = numbered(shifts.map(({ weekend }) => (rules.wholeWeekends ? weekend : null)))
  const weekendDays: number[] = []
  for (const [at, { weekend }] of shifts.entries())
    if (weekends[at]! >= 0) weekendDays[weekends[at]!] = lookup.weekends.get(weekend!)!.size
  const months = numbered(shifts.map(({ month }) => month))
  const counted = new Uint8Array(Math.max(0, ...months.map((month) => month + 1)))
  for (const [at, shift] of shifts.entries()) if (isToFill(problem, shift)) counted[months[at]!] = 1
  const isFree = (shift: Shift): boolean => rules.fewestNightsInRow < 2 || mayStandAlone(lookup, shift)
  return {
    starts: Float64Array.from(shifts, ({ startsAt }) => startsAt),
    ends: Float64Array.from(shifts, ({ endsAt }) => endsAt),
    rest: Float64Array.from(shifts, (shift) => restAfter(rules, shift) * hourMs),
    days: Int32Array.from(shifts, ({ day }) => day),
    nights: Uint8Array.from(shifts, ({ night }) => Number(night)),
    standAlone: Uint8Array.from(shifts, (shift) => Number(!shift.night || isFree(shift))),
    hours: Float64Array.from(shifts, hoursOf),
    badHours: Float64Array.from(shifts, ({ badHours }) => badHours),
    weeks: numbered(shifts.map(({ week }) => week)),
    months,
    weekends,
    weekendDays,
    counted,
  }
}

/** Who sits where, as seatings: whoever had an agreed seat keeps that very one, as long as they keep its post. */
export function seatingsFrom(
  { problem, people, posts }: Posts,
  sitting: { person: number; post: number }[],
): Seating[] {
  const before = new Map(problem.agreed.map(({ seatId, personId }) => [seatId, personId]))
  const open = new Set(posts.flatMap(({ seatIds }) => seatIds))
  const kept = problem.agreed.filter(({ seatId }) => !open.has(seatId))
  const found = posts.flatMap(({ at, seatIds }): Seating[] => {
    const who = sitting.filter(({ post }) => post === at).map(({ person }) => people[person]!.id)
    const same = seatIds.filter((seatId) => before.has(seatId) && who.includes(before.get(seatId)!))
    const staying = same.map((seatId) => ({ seatId, personId: before.get(seatId)! }))
    const others = who.filter((id) => !staying.some(({ personId }) => personId === id))
    const free = seatIds.filter((seatId) => !same.includes(seatId))
    return [...staying, ...others.map((personId, n) => ({ seatId: free[n]!, personId }))]
  })
  return [...kept, ...found]
}

/** The other way round, of the seats that are to be filled. */
export function sittingFrom(
  { people, posts }: Pick<Posts, 'people' | 'posts'>,
  seatings: readonly Seating[],
): Posts['agreed'] {
  const personAt = new Map(people.map(({ id }, at) => [id, at]))
  const postOf = new Map(posts.flatMap(({ at, seatIds }) => seatIds.map((seatId) => [seatId, at] as const)))
  return seatings.flatMap(({ seatId, personId }) => {
    const [person, post] = [personAt.get(personId), postOf.get(seatId)]
    return person === undefined || post === undefined ? [] : [{ person, post }]
  })
}
