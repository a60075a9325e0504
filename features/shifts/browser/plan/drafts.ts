import { orderedId } from '#platform/ids'
import type { Line } from '#features/lines/browser'
import type { HoursProblem, PatternView } from '../../views.ts'
import type { Pattern, Seat } from '../../wire.ts'
import { dateAt, mondayOf, weekdayOf, weekdays, type Weekday } from './clock.ts'
import { inWords, type Named, type PatternWords } from './sealing.ts'

/** A pattern while it is written. `version` null: a new one. */
export type PatternDraft = {
  patternId: string
  lineId: string
  version: number | null
  pattern: Pattern
  words: PatternWords
}
type Repeats = Pattern['repeats']
type Weekly = Extract<Repeats, { kind: 'weekly' }>
/** What seats are called to begin with, in both languages. */
export type SeatNames = Record<Seat['kind'], Named>

export type StartingName = 'early' | 'late' | 'whole' | 'sunday'
type Seats = readonly (readonly [Seat['kind'], number])[]
type Starting = { name: StartingName; days: Weekday[]; every?: number; from: string; to: string; seats: Seats }
const crew = [
  ['line', 2],
  ['pair', 2],
  ['back-up', 1],
] as const
/** Ready starting points: the usual ones of a team that begins. One of them may be two patterns, an early and a late shift. */
export const startingPoints = {
  weekendNights: [
    { name: 'early', days: ['fri', 'sat'], from: '20:00', to: '02:00', seats: crew },
    // The second half of a night begins on the next day.
    { name: 'late', days: ['sat', 'sun'], from: '02:00', to: '08:00', seats: crew },
  ],
  wholeNights: [{ name: 'whole', days: ['fri', 'sat'], from: '20:00', to: '08:00', seats: crew }],
  secondSundays: [{ name: 'sunday', days: ['sun'], every: 2, from: '14:00', to: '20:00', seats: [['line', 2]] }],
} as const satisfies Record<string, readonly Starting[]>
export type StartingPoint = keyof typeof startingPoints

type Beginning = { lineId: string; today: string; names: SeatNames }

export const startFrom = (
  point: StartingPoint,
  beginning: Beginning,
  named: (name: StartingName) => Named,
): PatternDraft[] =>
  (startingPoints[point] as readonly Starting[]).map(({ name, days, every = 1, from, to, seats }) => {
    const repeats: Weekly = { kind: 'weekly', days: [...days], every, first: beginning.today }
    const draft = made(beginning, repeats, [from, to], seats)
    return { ...draft, words: { ...draft.words, name: named(name) } }
  })

/** A blank one: this weekday every week, one kind of seat. */
export const blank = (beginning: Beginning): PatternDraft =>
  made(
    beginning,
    { kind: 'weekly', days: ['fri'], every: 1, first: beginning.today },
    ['20:00', '08:00'],
    [['line', 2]],
  )

/** A pattern that mends a stretch of a line's hours without a seat: that weekday every week, by the team's clock. */
export function mending(problem: HoursProblem, beginning: Beginning, timeZone: string): PatternDraft {
  const [from, to] = [Date.parse(problem.from), Date.parse(problem.to)]
  const date = dateAt(from, timeZone)
  const repeats: Weekly = { kind: 'weekly', days: [weekdayOf(date)], every: 1, first: date }
  return made(
    { ...beginning, lineId: problem.lineId },
    repeats,
    [clockAt(from, timeZone), clockAt(to, timeZone)],
    [['line', 2]],
  )
}

function made(
  { lineId, names }: Beginning,
  repeats: Repeats,
  [from, to]: [string, string],
  seats: Seats,
): PatternDraft {
  const made = seats.map(([kind, count]) => newSeat(kind, count))
  return {
    patternId: orderedId(),
    lineId,
    version: null,
    pattern: { repeats, from, to, skips: [], seats: made },
    words: { name: {}, seats: Object.fromEntries(made.map(({ seatId, kind }) => [seatId, names[kind]])) },
  }
}

export const newSeat = (kind: Seat['kind'], count = 1): Seat => ({
  seatId: orderedId(),
  count,
  skills: [],
  languages: [],
  trainee: kind !== 'back-up',
  kind,
})

export const draftOf = (view: PatternView, words: PatternWords | undefined): PatternDraft => ({
  patternId: view.patternId,
  lineId: view.lineId,
  version: view.version,
  pattern: structuredClone(view.pattern),
  words: structuredClone(words ?? { name: {}, seats: {} }),
})

export type Fault = 'days' | 'date' | 'no seat' | 'too many seats' | 'seat name' | 'time' | 'count' | 'every'
/** Why a pattern cannot be saved yet; the shapes are those of wire.ts. */
export function faultsOf({ pattern, words }: PatternDraft): Fault[] {
  const { repeats, seats } = pattern
  const wrong: [Fault, boolean][] = [
    ['days', repeats.kind === 'weekly' && repeats.days.length === 0],
    ['every', repeats.kind === 'weekly' && !between(repeats.every, 1, 8)],
    ['date', !/^\d{4}-\d\d-\d\d$/.test(repeats.kind === 'once' ? repeats.date : repeats.first)],
    ['time', !isTime(pattern.from) || !isTime(pattern.to)],
    ['no seat', seats.length === 0],
    ['too many seats', seats.length > 12],
    ['count', seats.some(({ count }) => !between(count, 1, 20))],
    ['seat name', seats.some(({ seatId }) => inWords(words.seats[seatId], 'en') === '')],
  ]
  return wrong.flatMap(([fault, is]) => (is ? [fault] : []))
}
const between = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most
const isTime = (text: string): boolean => /^\d\d:\d\d$/.test(text)

/** The other way of coming again, keeping the date or the day. */
export function repeating(repeats: Repeats, kind: Repeats['kind']): Repeats {
  if (repeats.kind === kind) return repeats
  if (repeats.kind === 'weekly') return { kind: 'once', date: repeats.first }
  return { kind: 'weekly', days: [weekdayOf(repeats.date)], every: 1, first: mondayOf(repeats.date) }
}

/** In the order of the week, whatever the order of ticking. */
export const inOrder = (days: readonly Weekday[]): Weekday[] => weekdays.filter((day) => days.includes(day))

/** The line that a pattern is for to begin with. */
export const usualLine = (lines: readonly Line[]): string =>
  (lines.find(({ isRoot }) => isRoot) ?? lines[0])?.lineId ?? ''

const clockAt = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
