import type { Weekday } from '#features/lines'
import { addDays, beginOf, instantsOf, weekdayOf } from '../nights.ts'
import type { Person, Span, Wish } from '../problem.ts'
import type { Availability, ShiftRules } from '../wire.ts'

export type Learned = Pick<Person, 'skills' | 'trainee' | 'past' | 'resting'>
export type Window = { from: string; to: string; timeZone: string }

/** The instants of a span of a date, each asked of the calendar once. */
export type SpansOn = (date: string, span: { from: string; to: string }) => Span[]

export function spansOn({ timeZone }: Window): SpansOn {
  const known = new Map<string, Span[]>()
  return (date, span) => {
    const name = `${date} ${span.from} ${span.to}`
    const found = known.get(name)
    if (found) return found
    const instants = instantsOf(span, date, timeZone)
    const spans: Span[] = instants ? [[instants.startsAt.getTime(), instants.endsAt.getTime()]] : []
    known.set(name, spans)
    return spans
  }
}

/** Somebody as the rules and whoever proposes see them. `given`: null when they have not said when they can: then they cannot. */
export function personFrom(
  id: string,
  { given, learned, rules }: { given: Availability | null; learned: Learned; rules: ShiftRules },
  window: Window & { spansOn: SpansOn },
): Person {
  const most = given?.wishes.mostShifts ?? null
  return {
    id,
    skills: learned.skills,
    languages: given?.languages ?? [],
    trainee: learned.trainee,
    available: given ? availableIn(given, window) : [],
    leave: given ? leaveOf(given, window) : [],
    resting: learned.resting,
    preferred: given?.wishes.rather ? preferredIn(given.wishes.rather, window) : null,
    caps: {
      hoursPerWeek: rules.mostHoursPerWeek,
      hoursPerMonth: rules.mostHoursPerMonth,
      shiftsPerMonth: most === null ? rules.mostShiftsPerMonth : Math.min(most, rules.mostShiftsPerMonth),
      fewestShiftsPerMonth: most === null ? rules.fewestShiftsPerMonth : Math.min(most, rules.fewestShiftsPerMonth),
    },
    wishes: given ? wishesOf(given, window) : [],
    past: learned.past,
  }
}

function availableIn({ week, dates }: Availability, window: Window & { spansOn: SpansOn }): Span[] {
  const otherwise = new Map(dates.map(({ date, spans }) => [date, spans]))
  return daysIn(window).flatMap(({ date, weekday }) =>
    (otherwise.get(date) ?? week[weekday]).flatMap((span) => window.spansOn(date, span)),
  )
}

const leaveOf = ({ leave }: Availability, { from, to, timeZone }: Window): Span[] =>
  leave
    .filter(({ firstDate, lastDate }) => firstDate <= to && lastDate >= from)
    .map(({ firstDate, lastDate }) => [
      beginOf(firstDate, timeZone).getTime(),
      beginOf(addDays(lastDate, 1), timeZone).getTime(),
    ])

const usualNight = { from: '20:00', to: '08:00' }
const usualDay = { from: '08:00', to: '20:00' }

const preferredIn = (rather: 'nights' | 'days', window: Window & { spansOn: SpansOn }): Span[] =>
  daysIn(window).flatMap(({ date }) => window.spansOn(date, rather === 'nights' ? usualNight : usualDay))

/** Sleep is wanted until then on a day after which somebody must be up. */
const sleep = { from: '00:00', to: '08:00' }
const weights = { together: 2, sleep: 5 }

function wishesOf({ wishes }: Availability, window: Window & { spansOn: SpansOn }): Wish[] {
  const early = daysIn(window).filter(({ weekday }) => wishes.earlyAfter.includes(weekday))
  const spans = early.flatMap(({ next }) => window.spansOn(next, sleep))
  return [
    ...wishes.with.map((personId): Wish => ({ kind: 'with', personId, weight: weights.together })),
    ...wishes.apart.map((personId): Wish => ({ kind: 'apart', personId, weight: weights.together })),
    ...(spans.length > 0 ? [{ kind: 'rather-not', spans, weight: weights.sleep } as const] : []),
  ]
}

type Day = { date: string; weekday: Weekday; next: string }
const calendars = new WeakMap<Window, Day[]>()

/** The days of a window, asked of the calendar once: sixty people would ask it thousands of times. */
function daysIn(window: Window): Day[] {
  const known = calendars.get(window)
  if (known) return known
  const found: Day[] = []
  for (let date = window.from; date <= window.to;) {
    const next = addDays(date, 1)
    found.push({ date, weekday: weekdayOf(date), next })
    date = next
  }
  calendars.set(window, found)
  return found
}
