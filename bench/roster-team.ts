import { openDatabase, type Sql } from '#platform/database'
import { orderedId, randomId } from '#platform/ids'
import { firstLine, weekdays, type Weekday } from '#features/lines'
import { seeded } from '../features/coverage/server/random.ts'
import { nothingGiven, usualShiftRules } from '../features/shifts/rules.ts'
import { setAvailability } from '../features/shifts/server/store-availability.ts'
import type { Availability, Pattern } from '../features/shifts/wire.ts'
import type { ConsolePerson } from '../tools/founding.ts'
import type { RingHouse } from './ring-house.ts'

/** A line of its own around the clock, three shifts a day of six seats, and everybody's times: 28 days of it are 504 seats. */
export async function rosterAroundTheClock(house: RingHouse, steward: ConsolePerson): Promise<void> {
  const lineId = randomId()
  const line = { ...firstLine(['en', 'es']), path: 'around' }
  await steward.api.post('/api/lines', { lineId, line, intake: await steward.keyring.makeIntake(lineId) })
  const rules = {
    ...usualShiftRules,
    mostShiftsPerMonth: 12,
    restHours: 11,
    restAfterNightHours: 16,
    mostHoursPerWeek: 40,
    mostHoursPerMonth: 120,
    fewestNightsInRow: 2,
    mostNightsInRow: 4,
    mostDaysInRow: 6,
    wholeWeekends: true,
  }
  await steward.api.put('/api/shifts/rules', { version: 0, rules })
  for (const [from, to] of parts)
    await steward.api.post('/api/shifts/patterns', {
      patternId: orderedId(),
      lineId,
      pattern: patternOf(from, to),
      sealed: 'no-words',
    })
  const db = openDatabase({ url: house.databaseUrl, connections: 1 })
  await giveTimes(db.sql, house)
  await db.close()
}

const parts = [
  ['06:00', '14:00'],
  ['14:00', '22:00'],
  ['22:00', '06:00'],
] as const

const patternOf = (from: string, to: string): Pattern => ({
  repeats: { kind: 'weekly', days: [...weekdays], every: 1, first: new Date().toISOString().slice(0, 10) },
  from,
  to,
  skips: [],
  seats: [
    { seatId: orderedId(), count: 1, skills: [], languages: ['es'], trainee: true, kind: 'line' },
    { seatId: orderedId(), count: 2, skills: [], languages: [], trainee: true, kind: 'line' },
    { seatId: orderedId(), count: 3, skills: [], languages: [], trainee: true, kind: 'pair' },
  ],
})

/** People of the day, of the night, and of the weekend (see `roster-crew.ts`). */
const lives = [
  { weekday: [0, 0.75, 0.55], weekend: [0.85, 0.85, 0.75] },
  { weekday: [0.85, 0.6, 0.2], weekend: [0.7, 0.7, 0.3] },
  { weekday: [0.25, 0.5, 0.9], weekend: [0.4, 0.6, 0.9] },
  { weekday: [0.6, 0.6, 0.6], weekend: [0.8, 0.8, 0.8] },
]

async function giveTimes(sql: Sql, { teamId, people }: RingHouse): Promise<void> {
  const random = seeded(11)
  for (const [at, { memberId }] of people.entries()) {
    const life = lives[at % lives.length]!
    const can = weekdays.map((_day, n) => (n >= 5 ? life.weekend : life.weekday).map((share) => random.share() < share))
    const week = Object.fromEntries(weekdays.map((day, n) => [day, spansOf(can[n]!, can[(n + 6) % 7]!)]))
    const languages: Availability['languages'] = random.share() < 0.4 ? ['en', 'es'] : ['en']
    const given = { ...nothingGiven, week: week as Record<Weekday, { from: string; to: string }[]>, languages }
    await setAvailability(sql, teamId, { memberId, version: 0, given, sealed: 'no-words', at: new Date() })
  }
}

/** What somebody can of this day's three parts, the last of which ends on the next morning. */
function spansOf([day, evening, night]: boolean[], [, , before]: boolean[]): { from: string; to: string }[] {
  const all = [before && ['00:00', '06:00'], day && parts[0], evening && parts[1], night && ['22:00', '24:00']]
  return all.filter((span) => typeof span === 'object').map(([from, to]) => ({ from: from!, to: to! }))
}
