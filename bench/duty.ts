import { randomUUID } from 'node:crypto'
import { openDatabase } from '#platform/database'
import { seatedNow } from '#features/shifts'
import { floorPlan } from '../features.ts'
import { cloneDatabase } from '../tests/postgres.ts'
import { report } from './report.ts'

/**
 * Who is seated now, for a team of 1,000 people and 10,000 shifts around the clock on ten lines, asked at random instants: the
 * slowest of a hundred. The raw limit is the smallest statement there is, on the same connection.
 */
const people = Array.from({ length: 1000 }, () => randomUUID())
const lines = Array.from({ length: 10 }, () => randomUUID())
const [shiftsOfALine, hour] = [1000, 3_600_000]
const asked = process.argv.includes('--quick') ? 500 : 5000
const bar = 5
const teamId = randomUUID()
const began = Date.parse('2026-01-01T00:00:00Z')
const seats = [
  { seatId: randomUUID(), count: 3, skills: [randomUUID()], languages: ['en'], trainee: true, kind: 'line' },
  { seatId: randomUUID(), count: 2, skills: [], languages: [], trainee: false, kind: 'pair' },
  { seatId: randomUUID(), count: 1, skills: [], languages: [], trainee: false, kind: 'back-up' },
]

const database = await cloneDatabase(floorPlan)
const db = openDatabase({ url: database.url, connections: 1 })
try {
  await fill()
  const [times, raw] = [[] as number[], [] as number[]]
  let seated = 0
  for (let n = 0; n < asked + 100; n++) {
    const at = new Date(began + Math.floor(Math.random() * shiftsOfALine * 6 * hour))
    const from = performance.now()
    const { seats: found } = await seatedNow(db.sql, teamId, at)
    const between = performance.now()
    await db.sql`select 1 as one`
    if (n < 100) continue
    times.push(between - from)
    raw.push(performance.now() - between)
    seated += found.length
  }
  process.stderr.write(`${(seated / asked).toFixed(1)} seated on average, p50 ${at(times, 0.5).toFixed(2)} ms\n`)
  const [value, limit] = [at(times, 0.99), at(raw, 0.99)]
  const whole = seated === asked * lines.length * 5
  report({
    name: 'who is seated now, 1,000 people and 10,000 shifts, p99',
    value,
    unit: 'ms',
    raw: limit,
    ratio: value / limit,
    bar,
    pass: whole && value <= bar,
    ...(whole ? {} : { why: 'not everybody who sits was found' }),
  })
} finally {
  await db.close()
  await database.drop()
}

/** Six hours each, one after the other, everybody in turn. */
async function fill(): Promise<void> {
  const patterns = lines.map((lineId) => ({
    team_id: teamId,
    pattern_id: randomUUID(),
    line_id: lineId,
    version: 1,
    pattern: db.sql.json({}),
    sealed: 'x',
  }))
  await db.sql`insert into shift_patterns ${db.sql(patterns)}`
  let next = 0
  for (const { line_id, pattern_id } of patterns) {
    const shifts = Array.from({ length: shiftsOfALine }, (_, n) => shift(n, { line_id, pattern_id }))
    await db.sql`insert into shifts ${db.sql(shifts)}`
    const places = shifts.flatMap(({ shift_id }) => seatingsOf(shift_id, () => people[next++ % people.length]!))
    for (let from = 0; from < places.length; from += 2000)
      await db.sql`insert into seatings ${db.sql(places.slice(from, from + 2000))}`
  }
  await db.sql`analyze`
}

function shift(n: number, of: { line_id: string; pattern_id: string }) {
  return {
    team_id: teamId,
    shift_id: randomUUID(),
    ...of,
    night: new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
    starts_at: new Date(began + n * 6 * hour),
    ends_at: new Date(began + (n + 1) * 6 * hour),
    seats: db.sql.json(seats),
    state: 'on',
    published: true,
  }
}

function seatingsOf(shift_id: string, next: () => string) {
  return seats.flatMap(({ seatId, count }) =>
    Array.from({ length: count }, (_, slot) => ({
      team_id: teamId,
      shift_id,
      seat_id: seatId,
      slot,
      member_id: next(),
      how: 'placed',
      beside: false,
      since: new Date(began),
      coming: 'not asked',
    })),
  )
}

function at(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!
}
