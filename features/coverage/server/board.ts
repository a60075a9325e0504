import { burden, weights } from '../cost.ts'
import type { Posts } from './posts.ts'

/** A seating that is tried; `post` -1: out of this shift. */
export type Change = { person: number; shift: number; post: number }

/**
 * What a roster costs while it is being searched, as five numbers: final rules that are broken (which no step may make more of),
 * open seats, open standby seats, rules left unfinished, and the rest in the units of `weights`.
 */
export const [broken, open, standby, unfinished, soft] = [0, 1, 2, 3, 4] as const
const width = 5

export const costOfSum = (sum: Float64Array): number =>
  sum[broken]! * 1e6 +
  sum[open]! * weights.open +
  sum[standby]! * weights.openStandby +
  sum[unfinished]! * weights.unfinished +
  sum[soft]!

export const free = -1
/** In a seat of this shift that is not ours to give. */
export const fixed = -2

/**
 * A roster that changes by steps: who sits where, and what each person and each shift costs. Everything is counted anew for
 * whoever a step touches, and for nobody else.
 */
export class Board {
  posts: Posts
  width: number
  /** By person and shift: the post, `free` or `fixed`. */
  at: Int16Array
  /** By person, the shifts they sit in, in order of time. */
  own: number[][]
  /** By post, who sits there. */
  sitting: number[][]
  sum = new Float64Array(width)
  /** The shifts of a day, and the days of a weekend. */
  dayShifts = new Map<number, number[]>()
  weekendDays: number[][]
  #people: Float64Array
  #shifts: Float64Array
  #now = new Float64Array(width)
  #fixedThere: number[][]
  #fixedCompany: { working: number; trainees: number }[]
  #kept: Set<number>[]
  #scratch: { weeks: Float64Array; months: Float64Array; counts: Int32Array; weekends: Int32Array }

  constructor(posts: Posts) {
    const { people, shifts, calendar } = posts
    this.posts = posts
    this.width = shifts.length
    this.at = new Int16Array(people.length * shifts.length).fill(free)
    this.own = people.map(() => [])
    this.sitting = posts.posts.map(() => [])
    this.#fixedThere = shifts.map(() => [])
    this.#fixedCompany = shifts.map(() => ({ working: 0, trainees: 0 }))
    this.#kept = people.map(
      (_person, who) => new Set(posts.agreed.filter((one) => one.person === who).map(({ post }) => post)),
    )
    for (const [shift, day] of calendar.days.entries())
      this.dayShifts.set(day, [...(this.dayShifts.get(day) ?? []), shift])
    const size = (keys: Int32Array): number => keys.reduce((most, key) => Math.max(most, key + 1), 0)
    const months = size(calendar.months)
    this.#scratch = {
      weeks: new Float64Array(size(calendar.weeks)),
      months: new Float64Array(months),
      counts: new Int32Array(months),
      weekends: new Int32Array(size(calendar.weekends)),
    }
    for (const one of posts.fixed) this.#fix(one)
    this.weekendDays = calendar.weekendDays.map((_count, weekend) => [
      ...new Set(calendar.days.filter((_day, shift) => calendar.weekends[shift] === weekend)),
    ])
    this.#people = new Float64Array(people.length * width)
    this.#shifts = new Float64Array(shifts.length * width)
    people.forEach((_person, who) => this.recountPerson(who))
    shifts.forEach((_shift, shift) => this.recountShift(shift))
  }

  #fix({ person, shift, standby: isStandby }: Posts['fixed'][number]): void {
    if (this.at[person * this.width + shift] === free) this.own[person]!.push(shift)
    this.#fixedThere[shift]!.push(person)
    this.own[person]!.sort((a, b) => a - b)
    this.at[person * this.width + shift] = fixed
    if (isStandby) return
    this.#fixedCompany[shift]!.working++
    if (this.posts.people[person]!.trainee) this.#fixedCompany[shift]!.trainees++
  }

  /** Moves somebody; the costs are counted by `recount`. Returns what undoes it. */
  set({ person, shift, post }: Change): Change {
    const cell = person * this.width + shift
    const before = this.at[cell]!
    const own = this.own[person]!
    if (before >= 0) this.sitting[before]!.splice(this.sitting[before]!.indexOf(person), 1)
    if (post >= 0) this.sitting[post]!.push(person)
    if (before === free && post !== free) {
      let place = own.length
      while (place > 0 && own[place - 1]! > shift) place--
      own.splice(place, 0, shift)
    } else if (before !== free && post === free) own.splice(own.indexOf(shift), 1)
    this.at[cell] = post
    return { person, shift, post: before }
  }

  /** Counts a person anew, and what the whole costs with it. */
  recountPerson(who: number): void {
    this.#now.fill(0)
    this.#costOfPerson(who, this.#now)
    this.#renew(this.#people, who)
  }

  recountShift(shift: number): void {
    this.#now.fill(0)
    this.#costOfShift(shift, this.#now)
    this.#renew(this.#shifts, shift)
  }

  #renew(all: Float64Array, at: number): void {
    for (let part = 0; part < width; part++) {
      this.sum[part]! += this.#now[part]! - all[at * width + part]!
      all[at * width + part] = this.#now[part]!
    }
  }

  #costOfPerson(who: number, sum: Float64Array): void {
    const { calendar, starts, step } = this.posts
    const own = this.own[who]!
    this.#rows(own, sum)
    this.#caps(who, sum)
    let [hours, badHours] = [0, 0]
    for (const shift of own) {
      hours += calendar.hours[shift]!
      badHours += calendar.badHours[shift]!
      sum[soft]! += this.posts.wishes[who * this.width + shift]!
    }
    const { hours: from, badHours: badFrom } = starts[who]!
    sum[soft]! += weights.hours * (burden(from + hours, step) - burden(from, step))
    sum[soft]! += weights.badHours * (burden(badFrom + badHours, step) - burden(badFrom, step))
    for (const post of this.#kept[who]!)
      if (this.at[who * this.width + this.posts.posts[post]!.shift] !== post) sum[soft]! += weights.moved
  }

  /** Rest, and what follows what. */
  #rows(own: number[], sum: Float64Array): void {
    const { calendar, problem } = this.posts
    const { mostDaysInRow, mostNightsInRow } = problem.rules
    let [days, nights, lastDay, lastNight] = [0, 0, -9, -9]
    for (let n = 0; n < own.length; n++) {
      const shift = own[n]!
      const day = calendar.days[shift]!
      if (n > 0 && calendar.starts[shift]! - calendar.ends[own[n - 1]!]! < calendar.rest[own[n - 1]!]!) sum[broken]!++
      if (day !== lastDay) {
        days = day === lastDay + 1 ? days + 1 : 1
        if (mostDaysInRow !== null && days > mostDaysInRow) sum[broken]!++
        lastDay = day
      }
      if (!calendar.nights[shift]) continue
      nights = day === lastNight + 1 ? nights + 1 : 1
      if (mostNightsInRow !== null && nights > mostNightsInRow) sum[broken]!++
      if (day !== lastNight + 1 && !calendar.standAlone[shift] && !this.#nightFollows(own, n, day)) sum[unfinished]!++
      lastNight = day
    }
  }

  #nightFollows(own: number[], n: number, day: number): boolean {
    const { days, nights } = this.posts.calendar
    for (let next = n + 1; next < own.length && days[own[next]!]! <= day + 1; next++)
      if (nights[own[next]!] && days[own[next]!] === day + 1) return true
    return false
  }

  #caps(who: number, sum: Float64Array): void {
    const { calendar, people } = this.posts
    const { caps } = people[who]!
    const { weeks, months, counts, weekends } = this.#scratch
    weeks.fill(0)
    months.fill(0)
    counts.fill(0)
    weekends.fill(0)
    let lastDay = -9
    for (const shift of this.own[who]!) {
      weeks[calendar.weeks[shift]!]! += calendar.hours[shift]!
      months[calendar.months[shift]!]! += calendar.hours[shift]!
      counts[calendar.months[shift]!]!++
      if (calendar.weekends[shift]! >= 0 && calendar.days[shift] !== lastDay) weekends[calendar.weekends[shift]!]!++
      lastDay = calendar.days[shift]!
    }
    const [week, month, count] = [caps.hoursPerWeek ?? 1e9, caps.hoursPerMonth ?? 1e9, caps.shiftsPerMonth ?? 1e9]
    for (let n = 0; n < weeks.length; n++) if (weeks[n]! > week) sum[broken]!++
    for (let n = 0; n < months.length; n++) {
      if (months[n]! > month) sum[broken]!++
      if (counts[n]! > count) sum[broken]!++
      if (calendar.counted[n]) sum[soft]! += Math.max(0, caps.fewestShiftsPerMonth - counts[n]!) * weights.tooFew
    }
    for (let n = 0; n < weekends.length; n++)
      if (weekends[n]! > 0 && weekends[n]! < calendar.weekendDays[n]!) sum[unfinished]!++
  }

  #costOfShift(shift: number, sum: Float64Array): void {
    const { posts, people, postsOfShift, problem } = this.posts
    let { working, trainees } = this.#fixedCompany[shift]!
    for (const person of this.#fixedThere[shift]!) sum[soft]! += this.#pairCost(person, shift)
    for (const at of postsOfShift[shift]!) {
      const { seatIds, standby: isStandby } = posts[at]!
      const who = this.sitting[at]!
      const left = seatIds.length - who.length
      if (left < 0) sum[broken]! -= left
      else sum[isStandby ? standby : open]! += left
      for (const person of who) sum[soft]! += this.#pairCost(person, shift)
      if (isStandby) continue
      working += who.length
      for (const person of who) if (people[person]!.trainee) trainees++
    }
    if (problem.rules.neverAlone && working === 1) sum[unfinished]!++
    if (trainees * 2 > working) sum[unfinished]!++
  }

  #pairCost(person: number, shift: number): number {
    let cost = 0
    for (const { other, apart, cost: one } of this.posts.pairs[person]!)
      if ((other >= 0 && this.at[other * this.width + shift] !== free) === apart) cost += one
    return cost
  }

  snapshot(): { person: number; post: number }[] {
    return this.sitting.flatMap((people, post) => people.map((person) => ({ person, post })))
  }
}
