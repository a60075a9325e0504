import type { Sql } from '#platform/database'
import { randomId } from '#platform/ids'
import { membersOf, teamOf } from '#features/members'
import { skillsAt, traineesOf } from '#features/training'
import { addDays, beginOf, dateAt, nightHours, nightsOf, weekdayOf } from '../nights.ts'
import { hourMs, usualRules, type Person, type Problem, type Rules, type Seating, type Shift } from '../problem.ts'
import { placeName } from '../places.ts'
import type { Pattern, ShiftRules } from '../wire.ts'
import { personFrom, spansOn, type Learned, type SpansOn, type Window } from './people.ts'
import { shiftRules } from './rules.ts'
import { availabilitiesOf } from './store-availability.ts'
import { workedRows } from './store-problem.ts'
import { restsOf } from './store-rests.ts'
import { seatingsIn, type SeatingRow } from './store-seats.ts'
import { shiftsOn, type ShiftRow } from './store.ts'

export type Asked = {
  /** Seats of shifts that begin from `from` until `to`; the shifts of their months and around are there too. */
  from: Date
  to: Date
  /** Whose times, wishes and recent months matter; of everybody else it is known only what they know. Unless said: everybody's. */
  whose?: readonly string[]
}
export type Asking = { problem: Problem; rules: ShiftRules; shifts: ShiftRow[]; timeZone: string }

/** So many months before the first month are looked back on, so that hours even out. */
const monthsBack = 3
/** Rest and rows reach over the ends of months. */
const around = 8

/** A team's roster as the rules and whoever proposes see it (problem.ts). Seats are called as `placeName` calls them. */
export async function problemFor(sql: Sql, teamId: string, asked: Asked): Promise<Problem> {
  return (await askingFor(sql, teamId, asked)).problem
}

export async function askingFor(sql: Sql, teamId: string, { from, to, whose }: Asked): Promise<Asking> {
  const timeZone = (await teamOf(sql, teamId))?.timeZone ?? 'UTC'
  const months = { from: monthBegin(dateAt(from, timeZone)), to: monthEnd(dateAt(to, timeZone)) }
  const window = { from: addDays(months.from, -around), to: addDays(months.to, around), timeZone }
  const with_ = { ...window, spansOn: spansOn(window) }
  const shifts = (await shiftsOn(sql, teamId, window)).filter(({ state }) => state === 'on')
  const seatings = await seatingsIn(
    sql,
    teamId,
    shifts.map(({ shiftId }) => shiftId),
  )
  const { rules } = await shiftRules(sql, teamId)
  const people = await peopleOf(sql, teamId, { whose, rules, window: with_, before: beginOf(months.from, timeZone) })
  canWhereTheySaidSo(people, shifts, seatings)
  const problem = {
    people,
    shifts: shifts.map((shift) => shiftFrom(shift, with_)),
    agreed: seatings.map((seating): Seating => ({ seatId: placeName(seating), personId: seating.memberId })),
    mayMove: false,
    fill: [from.getTime(), to.getTime()] as const,
    rules: rulesFrom(rules),
  }
  return { problem, rules, shifts, timeZone }
}

const monthBegin = (date: string): string => `${date.slice(0, 7)}-01`
const monthEnd = (date: string): string =>
  Temporal.PlainDate.from(monthBegin(date)).add({ months: 1 }).subtract({ days: 1 }).toString()

const rulesFrom = (rules: ShiftRules): Rules => ({
  ...usualRules,
  restHours: rules.restHours,
  restAfterNightHours: rules.restAfterNightHours,
  fewestNightsInRow: rules.fewestNightsInRow,
  mostNightsInRow: rules.mostNightsInRow,
  mostDaysInRow: rules.mostDaysInRow,
  wholeWeekends: rules.wholeWeekends,
})

type Crew = {
  whose?: readonly string[] | undefined
  rules: ShiftRules
  window: Window & { spansOn: SpansOn }
  before: Date
}

async function peopleOf(sql: Sql, teamId: string, { whose, rules, window, before }: Crew): Promise<Person[]> {
  const active = (await membersOf(sql, teamId)).filter(({ state }) => state === 'active')
  const given = new Map(
    (await availabilitiesOf(sql, teamId, whose ? [...whose] : null)).map((one) => [one.memberId, one.given]),
  )
  const trainees = await traineesOf(sql, teamId)
  const skills = Map.groupBy(await skillsAt(sql, teamId), ({ memberId }) => memberId)
  const from = beginOf(window.from, window.timeZone)
  const resting = Map.groupBy(
    await restsOf(sql, teamId, { after: from, whose: whose ? [...whose] : null }),
    (rest) => rest.memberId,
  )
  const worked = whose ? new Map<string, Person['past']>() : await pastOf(sql, teamId, before, window)
  const people: Person[] = []
  for (const { memberId } of active) {
    const learned: Learned = {
      skills: (skills.get(memberId) ?? []).map(({ skillId, expiresAt }) => ({
        id: skillId,
        until: expiresAt?.getTime() ?? null,
      })),
      trainee: trainees.has(memberId),
      resting: (resting.get(memberId) ?? []).map(({ fromAt, untilAt }) => [fromAt.getTime(), untilAt.getTime()]),
      past: worked.get(memberId) ?? { hours: 0, badHours: 0 },
    }
    const own = given.get(memberId) ?? null
    people.push(personFrom(memberId, { given: own, learned, rules }, window))
    // Months of somebody's times take milliseconds to work out: chats go on between two people.
    if (own) await new Promise((resolve) => setImmediate(resolve))
  }
  return people
}

async function pastOf(
  sql: Sql,
  teamId: string,
  before: Date,
  window: Window & { spansOn: SpansOn },
): Promise<Map<string, Person['past']>> {
  const first = Temporal.PlainDate.from(dateAt(before, window.timeZone)).subtract({ months: monthsBack }).toString()
  const found = new Map<string, Person['past']>()
  for (const row of await workedRows(sql, teamId, { from: beginOf(first, window.timeZone), to: before })) {
    const past = found.get(row.memberId) ?? { hours: 0, badHours: 0 }
    past.hours += (row.endsAt.getTime() - row.startsAt.getTime()) / hourMs
    past.badHours += within(row, bad, window) / hourMs
    found.set(row.memberId, past)
  }
  return found
}

/** Whoever took a seat themselves can be there, whatever their usual week says. */
function canWhereTheySaidSo(people: Person[], shifts: ShiftRow[], seatings: SeatingRow[]): void {
  const [times, byId] = [
    new Map(shifts.map((shift) => [shift.shiftId, shift])),
    new Map(people.map((one) => [one.id, one])),
  ]
  for (const { shiftId, memberId, how } of seatings) {
    const { startsAt, endsAt } = times.get(shiftId)!
    if (how !== 'placed') byId.get(memberId)?.available.push([startsAt.getTime(), endsAt.getTime()])
  }
}

/** The shifts that a pattern would make, in every line's hours or not: for asking what they would need. */
export function imagined(
  planned: { lineId: string; pattern: Pattern },
  dates: { from: string; to: string },
  timeZone: string,
): Shift[] {
  const window = { ...dates, timeZone }
  const with_ = { ...window, spansOn: spansOn(window) }
  const patternId = randomId()
  return nightsOf({ ...planned, patternId, endedOn: null }, [], dates, timeZone).map((night) =>
    shiftFrom({ ...night, shiftId: randomId(), lineId: planned.lineId, seats: planned.pattern.seats }, with_),
  )
}

/** So many hours of a shift are hard ones. */
const bad = { from: '00:00', to: '06:00' }

type Times = Pick<ShiftRow, 'shiftId' | 'lineId' | 'night' | 'startsAt' | 'endsAt' | 'seats'>
function shiftFrom(shift: Times, window: Window & { spansOn: SpansOn }): Shift {
  const date = Temporal.PlainDate.from(shift.night)
  const weekday = weekdayOf(shift.night)
  const week = date.subtract({ days: date.dayOfWeek - 1 })
  return {
    id: shift.shiftId,
    lineId: shift.lineId,
    startsAt: shift.startsAt.getTime(),
    endsAt: shift.endsAt.getTime(),
    day: Temporal.PlainDate.from('1970-01-01').until(date).days,
    week: week.toString(),
    month: shift.night.slice(0, 7),
    weekend: weekday === 'sat' || weekday === 'sun' ? week.add({ days: 5 }).toString() : null,
    night: within(shift, nightHours, window) > 0,
    badHours: within(shift, bad, window) / hourMs,
    seats: shift.seats.flatMap(({ seatId, count, skills, languages, trainee, kind }) =>
      Array.from({ length: count }, (_, slot) => ({
        id: placeName({ shiftId: shift.shiftId, seatId, slot }),
        slot: seatId,
        skills,
        languages,
        trainee,
        standby: kind === 'back-up',
      })),
    ),
  }
}

/** How many milliseconds of a shift lie in these hours of its date and the next. */
function within(
  { startsAt, endsAt, night: date }: Pick<ShiftRow, 'startsAt' | 'endsAt' | 'night'>,
  hours: { from: string; to: string },
  window: { spansOn: SpansOn },
): number {
  const spans = [date, addDays(date, 1)].flatMap((one) => window.spansOn(one, hours))
  return spans.reduce(
    (sum, [from, to]) => sum + Math.max(0, Math.min(to, endsAt.getTime()) - Math.max(from, startsAt.getTime())),
    0,
  )
}
