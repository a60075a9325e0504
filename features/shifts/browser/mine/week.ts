import type { Span, Weekday } from '#features/lines'
export type { Span } from '#features/lines'
import type { Availability } from '../../wire.ts'

export type Week = Availability['week']
/** Minutes since Monday 00:00, the end not part of it. A week is a circle: Sunday's night goes on on Monday. */
export type Stretch = readonly [from: number, to: number]
/** A part of the day: minutes since its 00:00; a night ends after 1440. */
export type Row = { from: number; to: number }
export type Cover = 'all' | 'part' | 'none'

export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
export const dayLength = 1440
const weekLength = 7 * dayLength

export const emptyWeek = (): Week => Object.fromEntries(weekdays.map((day) => [day, []])) as unknown as Week

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
/** "20:00"; midnight is "00:00" at either end. */
export const clockOf = (minute: number): string =>
  [Math.floor((minute % dayLength) / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')

/** Where nobody has made shifts yet. */
const usualBounds = ['02:00', '08:00', '14:00', '20:00']
/** A day of so many parts has at most half as many stretches, which is what one day may hold. */
const mostRows = 8

/**
 * The parts of a day that matter here: a shift begins or ends where one of them does. With more than eight, those that most
 * shifts share; the first is the earliest in the day, the last goes on until the first of the next day.
 */
export function rowsFrom(patterns: readonly { from: string; to: string }[]): Row[] {
  const uses = new Map<string, number>()
  for (const { from, to } of patterns) for (const bound of [from, to]) uses.set(bound, (uses.get(bound) ?? 0) + 1)
  const most = [...uses].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, mostRows)
  const bounds = (most.length > 1 ? most.map(([bound]) => bound) : usualBounds).map(minuteOf).toSorted((a, b) => a - b)
  return bounds.map((from, at) => ({ from, to: bounds[at + 1] ?? bounds[0]! + dayLength }))
}

/** Sorted, apart from each other, within the week. */
function tidy(stretches: readonly Stretch[]): Stretch[] {
  const tidied: [number, number][] = []
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = tidied.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else tidied.push([from, to])
  }
  return tidied
}

/** What goes beyond Sunday goes on on Monday. */
const wrap = ([from, to]: Stretch): Stretch[] =>
  [[from % weekLength, Math.min(to - Math.floor(from / weekLength) * weekLength, weekLength)] as const].concat(
    to - Math.floor(from / weekLength) * weekLength > weekLength ? [[0, to % weekLength] as const] : [],
  )

export const stretchesOf = (week: Week): Stretch[] =>
  tidy(
    weekdays.flatMap((day, index) =>
      week[day].flatMap(({ from, to }) => {
        const start = index * dayLength + minuteOf(from)
        return wrap([start, start + lengthOf({ from, to })])
      }),
    ),
  )

/** In minutes; an end at or before its start is on the next day. */
const lengthOf = ({ from, to }: Span): number => ((minuteOf(to) - minuteOf(from) + dayLength - 1) % dayLength) + 1

/** The other way: each stretch belongs to the day it begins on, none longer than a day. */
export function weekOf(stretches: readonly Stretch[]): Week {
  const tidied = tidy(stretches)
  const [first, last] = [tidied[0], tidied.at(-1)]
  // Over the end of the week it is one night, not two pieces.
  if (first && last && first !== last && first[0] === 0 && last[1] === weekLength)
    tidied.splice(0, tidied.length, ...tidied.slice(1, -1), [last[0], weekLength + first[1]])
  const week = emptyWeek()
  for (const [from, to] of tidied.flatMap(cut)) {
    const day = weekdays[Math.floor(from / dayLength) % 7]!
    week[day].push({ from: clockOf(from % dayLength), to: clockOf(to % dayLength) })
  }
  for (const day of weekdays) week[day].sort((a, b) => (a.from < b.from ? -1 : 1))
  return week
}

function cut([from, to]: Stretch): Stretch[] {
  if (to - from <= dayLength) return [[from, to]]
  const midnight = (Math.floor(from / dayLength) + 1) * dayLength
  return [[from, midnight], ...cut([midnight, to])]
}

export const cellOf = (day: number, { from, to }: Row): Stretch => [day * dayLength + from, day * dayLength + to]

export function coverOf(week: Week, cell: Stretch): Cover {
  const pieces = wrap(cell)
  const wanted = pieces.reduce((sum, [from, to]) => sum + to - from, 0)
  const covered = stretchesOf(week).reduce(
    (sum, [from, to]) =>
      sum + pieces.reduce((all, one) => all + Math.max(0, Math.min(to, one[1]) - Math.max(from, one[0])), 0),
    0,
  )
  return covered === 0 ? 'none' : covered >= wanted ? 'all' : 'part'
}

/** What of a cell is covered; minutes as in `Stretch`, of a night beyond Sunday as it began. */
export const partsIn = (week: Week, [start, end]: Stretch): Stretch[] =>
  stretchesWithin(week, [start, end]).map(([from, to]) => [from + start, to + start])

export function paint(week: Week, cells: readonly Stretch[], on: boolean): Week {
  const pieces = cells.flatMap(wrap)
  const before = stretchesOf(week)
  if (on) return weekOf([...before, ...pieces])
  return weekOf(pieces.reduce(without, before))
}

const without = (stretches: Stretch[], [from, to]: Stretch): Stretch[] =>
  stretches.flatMap((one): Stretch[] =>
    [[one[0], Math.min(one[1], from)] as const, [Math.max(one[0], to), one[1]] as const].filter(([a, b]) => a < b),
  )

export const quickNames = ['evenings', 'nights', 'weekends', 'never'] as const
export type Quick = (typeof quickNames)[number]

const isEvening = ({ from }: Row): boolean => from >= 16 * 60 && from < 22 * 60
/** Some of it is between midnight and six. */
const isNight = ({ from, to }: Row): boolean => from < 6 * 60 || to > dayLength
const friday = weekdays.indexOf('fri')

/** The cells that a quick button stands for; of "never" all of them. A weekend begins with Friday's evening. */
export function quickCells(quick: Quick, rows: readonly Row[]): Stretch[] {
  return weekdays.flatMap((_day, day) => rows.filter((row) => belongs(quick, day, row)).map((row) => cellOf(day, row)))
}

function belongs(quick: Quick, day: number, row: Row): boolean {
  if (quick === 'evenings') return isEvening(row)
  if (quick === 'nights') return isNight(row)
  if (quick === 'weekends') return day > friday || (day === friday && row.from >= 16 * 60)
  return true
}

/** What one day has, on other days instead of what they had. A day goes from its first row to the first of the next. */
export function copyDay(week: Week, rows: readonly Row[], { from, to }: { from: number; to: readonly number[] }): Week {
  const window = (day: number): Stretch => [day * dayLength + rows[0]!.from, (day + 1) * dayLength + rows[0]!.from]
  const had = stretchesWithin(week, window(from))
  return to
    .filter((day) => day !== from)
    .reduce((copied, day) => {
      const cleared = paint(copied, [window(day)], false)
      return paint(
        cleared,
        had.map(([start, end]) => [start + window(day)[0], end + window(day)[0]]),
        true,
      )
    }, week)
}

/** Counted from the start of the window. */
const stretchesWithin = (week: Week, [start, end]: Stretch): Stretch[] =>
  stretchesOf(week).flatMap(([from, to]) =>
    // The window may reach over the end of the week.
    [0, weekLength].flatMap((turn): Stretch[] => {
      const [first, last] = [Math.max(from + turn, start), Math.min(to + turn, end)]
      return first < last ? [[first - start, last - start]] : []
    }),
  )

/* One date: the same parts of the day, beginning on it. */

const alone = (spans: readonly Span[]): Week => ({ ...emptyWeek(), tue: [...spans] })

export const coverOn = (spans: readonly Span[], row: Row): Cover => coverOf(alone(spans), cellOf(1, row))

export const paintOn = (spans: readonly Span[], row: Row, on: boolean): Span[] =>
  paint(alone(spans), [cellOf(1, row)], on).tue
