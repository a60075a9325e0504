import { weights } from '../cost.ts'
import type { Entry } from './rows.ts'
import { columnsIn, type Model } from './model.ts'

/**
 * What one person may do, as rows. What is fixed already may break a rule; then its row asks only that nothing is added to it.
 */
export function rowsOfPerson(model: Model, who: number): void {
  const shifts = [...new Set([...model.shiftsOf[who]!.keys(), ...model.fixedAt[who]!])].sort((a, b) => a - b)
  promised(model, who)
  rest(model, who, shifts)
  caps(model, who, shifts)
  nights(model, who)
  days(model, who, shifts)
  weekends(model, who, shifts)
}

/** The columns of some shifts, each counted so often, and what is fixed in them. */
function sum(
  model: Model,
  who: number,
  shifts: Iterable<number>,
  times: (shift: number) => number = () => 1,
): { entries: Entry[]; fixed: number } {
  const entries: Entry[] = []
  let fixed = 0
  for (const shift of shifts) {
    for (const column of columnsIn(model, who, shift)) entries.push([column, times(shift)])
    if (model.fixedAt[who]!.has(shift)) fixed += times(shift)
  }
  return { entries, fixed }
}

const atMost = (model: Model, { entries, fixed }: { entries: Entry[]; fixed: number }, most: number): void => {
  const total = entries.reduce((all, [, value]) => all + value, 0)
  if (total + fixed > most) model.rows.row(entries, { most: Math.max(0, most - fixed) })
}

/** Sets of shifts of which somebody can take only one, as large as they get: that is what makes the bound tight. */
function rest(model: Model, who: number, shifts: number[]): void {
  const { starts, ends, rest: after } = model.posts.calendar
  const clashes = (a: number, b: number): boolean => starts[b]! < ends[a]! + after[a]!
  const done = new Set<string>()
  for (const [n, first] of shifts.entries()) {
    const beside = shifts.slice(n + 1).filter((shift) => clashes(first, shift))
    const left = new Set(beside)
    if (beside.length === 0) atMost(model, sum(model, who, [first]), 1)
    while (left.size > 0) {
      const set = [first, left.values().next().value!]
      for (const shift of beside)
        if (!set.includes(shift) && set.every((one) => clashes(Math.min(one, shift), Math.max(one, shift))))
          set.push(shift)
      for (const shift of set) left.delete(shift)
      const key = set.toSorted((a, b) => a - b).join()
      // Within one that was written already: nothing new.
      if (![...done].some((other) => other.endsWith(`,${key}`))) atMost(model, sum(model, who, set), 1)
      done.add(`,${key}`)
    }
  }
}

function caps(model: Model, who: number, shifts: number[]): void {
  const { weeks, months, hours } = model.posts.calendar
  const { hoursPerWeek, hoursPerMonth, shiftsPerMonth } = model.posts.people[who]!.caps
  const by = (keys: Int32Array): number[][] =>
    [...new Set(shifts.map((shift) => keys[shift]!))].map((key) => shifts.filter((shift) => keys[shift] === key))
  for (const week of by(weeks))
    if (hoursPerWeek !== null)
      atMost(
        model,
        sum(model, who, week, (shift) => hours[shift]!),
        hoursPerWeek,
      )
  for (const month of by(months)) {
    if (hoursPerMonth !== null)
      atMost(
        model,
        sum(model, who, month, (shift) => hours[shift]!),
        hoursPerMonth,
      )
    if (shiftsPerMonth !== null) atMost(model, sum(model, who, month), shiftsPerMonth)
  }
}

/** Shifts that somebody was promised and does not get, in each month that is filled. */
function promised(model: Model, who: number): void {
  const { months, counted } = model.posts.calendar
  const { fewestShiftsPerMonth } = model.posts.people[who]!.caps
  for (const [month, isCounted] of counted.entries()) {
    const there = [...months.keys()].filter((shift) => months[shift] === month)
    const { entries, fixed } = sum(model, who, there)
    const left = fewestShiftsPerMonth - fixed
    if (!isCounted || left <= 0) continue
    const missing = model.rows.column({ cost: weights.tooFew, to: left })
    model.rows.row([...entries, [missing, 1]], { least: left })
  }
}

/** A night asks for one beside it; so many in a row and no more. */
function nights(model: Model, who: number): void {
  const { posts } = model
  const { calendar } = posts
  const { mostNightsInRow } = posts.problem.rules
  const on = new Map<number, number[]>()
  for (const [shift, day] of calendar.days.entries())
    if (calendar.nights[shift]) on.set(day, [...(on.get(day) ?? []), shift])
  for (const [day, there] of on) {
    const beside = sum(model, who, [...(on.get(day - 1) ?? []), ...(on.get(day + 1) ?? [])])
    // One row for each person and night: they sit in at most one of its shifts.
    const { entries } = sum(
      model,
      who,
      there.filter((shift) => !calendar.standAlone[shift]),
    )
    if (entries.length > 0 && beside.fixed === 0)
      model.rows.row([...entries, ...beside.entries.map(([column]) => [column, -1] as const)], { most: 0 })
    if (mostNightsInRow === null) continue
    const row = Array.from({ length: mostNightsInRow + 1 }, (_none, n) => on.get(day + n) ?? []).flat()
    atMost(model, sum(model, who, row), mostNightsInRow)
  }
  for (const shift of model.fixedAt[who]!) loneNight(model, who, { shift, on })
}

/** A fixed night that stands alone breaks a rule as long as nobody puts another beside it. */
function loneNight(model: Model, who: number, { shift, on }: { shift: number; on: Map<number, number[]> }): void {
  const { calendar } = model.posts
  if (!calendar.nights[shift] || calendar.standAlone[shift]) return
  const day = calendar.days[shift]!
  const beside = sum(model, who, [...(on.get(day - 1) ?? []), ...(on.get(day + 1) ?? [])])
  if (beside.fixed > 0) return
  const lone = model.rows.column({ cost: weights.unfinished })
  model.rows.row([...beside.entries, [lone, 1]], { least: 1 })
}

/** The most of these shifts that one person could work: 1, unless they are short. */
function mostOf(model: Model, shifts: number[]): number {
  const { starts, ends, rest: after } = model.posts.calendar
  let [count, until] = [0, -Infinity]
  for (const shift of shifts.toSorted((a, b) => ends[a]! + after[a]! - ends[b]! - after[b]!))
    if (starts[shift]! >= until) {
      count++
      until = ends[shift]! + after[shift]!
    }
  return Math.max(1, count)
}

function days(model: Model, who: number, shifts: number[]): void {
  const { mostDaysInRow } = model.posts.problem.rules
  if (mostDaysInRow === null) return
  const { days: dayOf } = model.posts.calendar
  const worked = new Map<number, { entries: Entry[]; fixed: number }>()
  for (const day of new Set(shifts.map((shift) => dayOf[shift]!)))
    worked.set(
      day,
      dayWorked(
        model,
        who,
        shifts.filter((shift) => dayOf[shift] === day),
      ),
    )
  for (const day of worked.keys()) {
    const row = Array.from({ length: mostDaysInRow + 1 }, (_none, n) => worked.get(day + n))
    if (row.some((one) => one === undefined)) continue
    atMost(
      model,
      { entries: row.flatMap((one) => one!.entries), fixed: row.reduce((all, one) => all + one!.fixed, 0) },
      mostDaysInRow,
    )
  }
}

/** 1 when somebody works on that day: their shifts themselves, unless two fit into a day. */
function dayWorked(model: Model, who: number, shifts: number[]): { entries: Entry[]; fixed: number } {
  const all = sum(model, who, shifts)
  if (all.fixed > 0) return { entries: [], fixed: 1 }
  if (mostOf(model, shifts) === 1) return all
  const works = model.rows.column({ whole: true })
  for (const [column] of all.entries)
    model.rows.row(
      [
        [column, 1],
        [works, -1],
      ],
      { most: 0 },
    )
  return { entries: [[works, 1]], fixed: 0 }
}

function weekends(model: Model, who: number, shifts: number[]): void {
  const { weekends: weekendOf, days: dayOf } = model.posts.calendar
  for (const weekend of new Set(shifts.map((shift) => weekendOf[shift]!))) {
    if (weekend < 0) continue
    const all = [...weekendOf.keys()].filter((shift) => weekendOf[shift] === weekend)
    const works = model.rows.column({ whole: true })
    const isFixed = all.some((shift) => model.fixedAt[who]!.has(shift))
    const half = isFixed ? model.rows.column({ cost: weights.unfinished }) : null
    if (isFixed) model.rows.row([[works, 1]], { least: 1 })
    for (const day of new Set(all.map((shift) => dayOf[shift]!))) {
      const there = all.filter((shift) => dayOf[shift] === day)
      const { entries, fixed } = sum(model, who, there)
      model.rows.row([...entries, [works, -mostOf(model, there)]], { most: 0 })
      if (fixed === 0)
        model.rows.row([...entries, [works, -1], ...(half === null ? [] : [[half, 1] as const])], { least: 0 })
    }
  }
}
