import { merged } from '../features/shifts/looking-up.ts'
import { hourMs, usualRules, type Person, type Problem, type Shift, type Span } from '../features/shifts/problem.ts'
import { seeded } from '../features/coverage/server/random.ts'

/** A Monday, 00:00, in a time zone without daylight saving: what is measured is not the calendar. */
const monday = Date.UTC(2026, 10, 30)
const dayMs = 24 * hourMs

export type Crew = { people: number; weeks: number; aroundTheClock: boolean; seed: number }

/**
 * A crew as they are: people who work by day, by night, at the weekend or not at all for a week; skills that most have, few have
 * or had; trainees; small wishes; hours of the months before. The same for the same seed.
 */
export function drawCrew(crew: Crew): Problem {
  const random = seeded(crew.seed * 7919 + crew.people)
  const shifts = crew.aroundTheClock ? drawDays(crew) : drawWeekends(crew)
  const people = Array.from({ length: crew.people }, (_none, at) => drawPerson(crew, at, random))
  const rules = crew.aroundTheClock
    ? {
        ...usualRules,
        restHours: 11,
        restAfterNightHours: 16,
        fewestNightsInRow: 2 as const,
        mostNightsInRow: 4,
        mostDaysInRow: 6,
        wholeWeekends: true,
      }
    : usualRules
  return {
    people,
    shifts,
    agreed: [],
    mayMove: false,
    fill: [monday, monday + crew.weeks * 7 * dayMs],
    rules,
  }
}

type Kind = { day: number; from: number; hours: number; night: boolean; badHours: number; pairs: number }

function drawShift({ day, from, hours, night, badHours, pairs }: Kind): Shift {
  const startsAt = monday + day * dayMs + from * hourMs
  const id = `shift-${day}-${from}`
  const weekday = day % 7
  const date = new Date(startsAt).toISOString()
  const seat = (name: string, more: Partial<Shift['seats'][number]>): Shift['seats'][number] => ({
    id: `${id}-${name}`,
    slot: name.replace(/-\d+$/, ''),
    skills: [],
    languages: [],
    trainee: false,
    standby: false,
    ...more,
  })
  const seats = Array.from({ length: pairs }, (_none, at) => [
    seat(`line-${at}`, { skills: ['listening'], languages: at === 0 ? ['es'] : [], trainee: at > 0 }),
    seat(`out-${at}`, { skills: at === 0 ? ['listening', 'first-aid'] : ['listening'], trainee: at > 1 }),
  ]).flat()
  return {
    id,
    lineId: 'line',
    startsAt,
    endsAt: startsAt + hours * hourMs,
    day,
    week: String(Math.floor(day / 7)),
    month: date.slice(0, 7),
    weekend: weekday >= 5 ? String(Math.floor(day / 7)) : null,
    night,
    badHours,
    seats: pairs > 1 ? seats : [...seats, seat('lead', { skills: ['lead'], standby: true })],
  }
}

/** Friday and Saturday nights, in two halves; two on the line and a pair that goes out, somebody to be called. */
function drawWeekends({ weeks }: Crew): Shift[] {
  return Array.from({ length: weeks }, (_none, week) =>
    [4, 5].flatMap((weekday) =>
      [20, 26].map((from) =>
        drawShift({ day: week * 7 + weekday, from, hours: 6, night: true, badHours: from === 26 ? 6 : 2, pairs: 2 }),
      ),
    ),
  ).flat()
}

function drawDays({ weeks, people }: Crew): Shift[] {
  const pairs = Math.max(1, Math.round(people / 24))
  return Array.from({ length: weeks * 7 }, (_none, day) =>
    [6, 14, 22].map((from) =>
      drawShift({ day, from, hours: 8, night: from === 22, badHours: from === 22 ? 8 : day % 7 >= 5 ? 4 : 0, pairs }),
    ),
  ).flat()
}

type Random = ReturnType<typeof seeded>

/** By kind of day (weekday, weekend), which parts of it somebody mostly has: 6 to 14, 14 to 22, 22 to 6. */
const lives = [
  { weekday: [0, 0.75, 0.55], weekend: [0.85, 0.85, 0.75] },
  { weekday: [0.85, 0.6, 0.2], weekend: [0.7, 0.7, 0.3] },
  { weekday: [0.25, 0.5, 0.9], weekend: [0.4, 0.6, 0.9] },
  { weekday: [0.6, 0.6, 0.6], weekend: [0.8, 0.8, 0.8] },
]

function drawPerson(crew: Crew, at: number, random: Random): Person {
  const chance = (share: number): boolean => random.share() < share
  const trainee = at % 10 === 9
  const end = monday + crew.weeks * 7 * dayMs
  const expiring = monday + (7 + random(crew.weeks * 7)) * dayMs
  const leaves = chance(0.2) ? random(crew.weeks * 7 - 6) : null
  const other = (): string => `person-${random(crew.people)}`
  const wishes: Person['wishes'] = []
  if (chance(0.3)) wishes.push({ kind: 'with', personId: other(), weight: 1 })
  if (chance(0.1)) wishes.push({ kind: 'apart', personId: other(), weight: 3 })
  if (chance(0.3)) wishes.push({ kind: 'rather-not', spans: evenings(random(7), crew.weeks), weight: 1 })
  const nightly = crew.aroundTheClock ? 8 : 6
  return {
    id: `person-${at}`,
    skills: [
      { id: 'listening', until: chance(0.05) ? expiring : null },
      ...(chance(0.45) ? [{ id: 'first-aid', until: chance(0.2) ? expiring : null }] : []),
      ...(chance(0.25) ? [{ id: 'lead', until: null }] : []),
    ],
    languages: chance(0.4) ? ['en', 'es'] : ['en'],
    trainee,
    available: drawTimes(crew, lives[random(lives.length)]!, random),
    resting: [],
    leave: leaves === null ? [] : [[monday + leaves * dayMs, Math.min(end, monday + (leaves + 7) * dayMs)]],
    preferred: null,
    caps: {
      hoursPerWeek: crew.aroundTheClock ? 40 : 12,
      hoursPerMonth: null,
      shiftsPerMonth: crew.aroundTheClock ? 9 + random(4) : 3 + random(3),
      fewestShiftsPerMonth: 0,
    },
    wishes,
    past: { hours: random(5) * nightly, badHours: random(3) * nightly },
  }
}

function drawTimes({ weeks }: Crew, life: (typeof lives)[number], random: Random): Span[] {
  const usual = Array.from({ length: 7 }, (_none, day) =>
    (day >= 5 ? life.weekend : life.weekday).map((share) => random.share() < share),
  )
  const spans: Span[] = []
  for (let day = -1; day <= weeks * 7; day++)
    for (const part of [0, 1, 2]) {
      const isExcepted = random.share() < 0.06
      const from = monday + day * dayMs + (6 + part * 8) * hourMs
      if (usual[(day + 7) % 7]![part]! !== isExcepted) spans.push([from, from + 8 * hourMs])
    }
  return merged(spans)
}

const evenings = (weekday: number, weeks: number): Span[] =>
  Array.from({ length: weeks }, (_none, week) => {
    const from = monday + (week * 7 + weekday) * dayMs + 14 * hourMs
    return [from, from + 12 * hourMs]
  })
