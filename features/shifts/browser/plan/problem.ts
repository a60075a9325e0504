import { placeName } from '../../places.ts'
import type { Person, Problem, Rules, Seat, Shift, Span, Wish } from '../../problem.ts'
import { usualRules } from '../../problem.ts'
import type { AvailabilityView, ShiftsView, ShiftView } from '../../views.ts'
import type { Availability, ShiftRules } from '../../wire.ts'
import { addDays, datesBetween, dayNumber, mondayOf, monthOf, reached, spanOn, weekdayOf } from './clock.ts'
import { placesOf } from './board.ts'

/** What is known of people's skills: who has which until when, and who is still learning. */
export type SkillBook = {
  /** By skill, as the team calls it. */
  names: ReadonlyMap<string, string>
  held: ReadonlyMap<string, { id: string; until: number | null }[]>
  trainees: ReadonlySet<string>
}
export type Known = {
  /** Whoever may sit somewhere. */
  memberIds: string[]
  shifts: ShiftView[]
  availabilities: AvailabilityView[]
  rests: ShiftsView['rests']
  rules: ShiftRules
  skills: SkillBook
  timeZone: string
}

/** What is planned, as the checker of rules wants it (see problem.ts of this feature). A seat is one place, by `placeName`. */
export function problemOf(known: Known): Problem {
  const { shifts, rules, timeZone } = known
  const on = shifts.filter(({ state }) => state === 'on')
  const nights = on.map(({ night }) => night).sort()
  const range: [string, string] = [nights[0] ?? '1970-01-01', addDays(nights.at(-1) ?? '1970-01-01', 2)]
  const given = new Map(known.availabilities.map((one) => [one.memberId, one.given]))
  return {
    people: known.memberIds.map((id) => personOf(id, given.get(id), known, range)),
    shifts: on.map((shift) => shiftOf(shift, timeZone)),
    agreed: [],
    mayMove: true,
    fill: [-Infinity, Infinity],
    rules: rulesOf(rules),
  }
}

function personOf(id: string, given: Availability | undefined, known: Known, range: [string, string]): Person {
  const { rules, skills, timeZone } = known
  const dates = given ? datesBetween(addDays(range[0], -1), range[1]) : []
  const said = dates.flatMap((date) => spansOn(given!, date).map((span) => spanOn(date, span, timeZone)))
  return {
    id,
    skills: skills.held.get(id) ?? [],
    languages: given?.languages ?? [],
    trainee: skills.trainees.has(id),
    available: [...said, ...takenThemselves(id, known.shifts)],
    leave: (given?.leave ?? []).map(({ firstDate, lastDate }): Span => [
      reached(firstDate, '00:00', timeZone),
      reached(lastDate, '24:00', timeZone),
    ]),
    resting: known.rests
      .filter(({ memberId }) => memberId === id)
      .map(({ from, until }): Span => [Date.parse(from), Date.parse(until)]),
    preferred: null,
    caps: {
      hoursPerWeek: rules.mostHoursPerWeek,
      hoursPerMonth: rules.mostHoursPerMonth,
      shiftsPerMonth: Math.min(given?.wishes.mostShifts ?? Infinity, rules.mostShiftsPerMonth),
      fewestShiftsPerMonth: rules.fewestShiftsPerMonth,
    },
    wishes: given ? wishesOf(given, dates, timeZone) : [],
    past: { hours: 0, badHours: 0 },
  }
}

/** Until then somebody sleeps on the day after an evening before which they asked for it. */
const sleep = { from: '00:00', to: '08:00' }
function wishesOf({ wishes }: Availability, dates: string[], timeZone: string): Wish[] {
  const early = dates.filter((date) => wishes.earlyAfter.includes(weekdayOf(date)))
  const spans = early.map((date): Span => spanOn(addDays(date, 1), sleep, timeZone))
  return [
    ...wishes.with.map((personId): Wish => ({ kind: 'with', personId, weight: 1 })),
    ...wishes.apart.map((personId): Wish => ({ kind: 'apart', personId, weight: 1 })),
    { kind: 'rather-not', spans, weight: 1 },
  ]
}

/** Whoever took a seat themselves can be there, whatever their usual week says. */
const takenThemselves = (id: string, shifts: ShiftView[]): Span[] =>
  shifts
    .filter(({ seatings }) => seatings.some(({ memberId, how }) => memberId === id && how !== 'placed'))
    .map(({ startsAt, endsAt }): Span => [Date.parse(startsAt), Date.parse(endsAt)])

const rulesOf = (rules: ShiftRules): Rules => ({
  ...usualRules,
  restHours: rules.restHours,
  restAfterNightHours: rules.restAfterNightHours,
  fewestNightsInRow: rules.fewestNightsInRow,
  mostNightsInRow: rules.mostNightsInRow,
  mostDaysInRow: rules.mostDaysInRow,
  wholeWeekends: rules.wholeWeekends,
})

/** When somebody can on a date: what they said of it, else their usual week. */
export const spansOn = ({ week, dates }: Availability, date: string): { from: string; to: string }[] =>
  dates.find((one) => one.date === date)?.spans ?? week[weekdayOf(date)]

function shiftOf(view: ShiftView, timeZone: string): Shift {
  const { shiftId, lineId, night } = view
  const [startsAt, endsAt] = [Date.parse(view.startsAt), Date.parse(view.endsAt)]
  return {
    id: shiftId,
    lineId,
    startsAt,
    endsAt,
    day: dayNumber(night),
    week: mondayOf(night),
    month: monthOf(night),
    weekend: ['sat', 'sun'].includes(weekdayOf(night)) ? addDays(mondayOf(night), 5) : null,
    night: isNight(night, [startsAt, endsAt], timeZone),
    badHours: 0,
    seats: placesOf(view).map((place): Seat => {
      const seat = view.seats.find(({ seatId }) => seatId === place.seatId)!
      return {
        id: placeName(place),
        slot: seat.seatId,
        skills: seat.skills,
        languages: seat.languages,
        trainee: seat.trainee,
        standby: seat.kind === 'back-up',
      }
    }),
  }
}

/** Touches 02:00 to 05:00 (see `restAfterNightHours` in wire.ts). */
const isNight = (night: string, [startsAt, endsAt]: Span, timeZone: string): boolean =>
  [night, addDays(night, 1)].some(
    (date) => startsAt < reached(date, '05:00', timeZone) && endsAt > reached(date, '02:00', timeZone),
  )
