import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openness, weekdays, type Hours, type Span } from './hours.ts'

const newYork = 'America/New_York'
const night: Span[] = [{ from: '20:00', to: '08:00' }]
const closedWeek = Object.fromEntries(weekdays.map((day) => [day, [] as Span[]])) as Hours['weekly']
const weekend: Hours = { weekly: { ...closedWeek, fri: night, sat: night }, exceptions: [] }

/** An instant as the wall clock of a place shows it. */
const at = (wall: string, zone = newYork): Date =>
  new Date(Temporal.ZonedDateTime.from(`${wall}[${zone}]`).epochMilliseconds)
const hoursBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 3_600_000
const look = (wall: string, hours = weekend, zone = newYork) => openness({ hours }, zone, at(wall, zone))

test('Saturday 01:00 belongs to Friday night: open until Saturday 08:00', () => {
  assert.deepEqual(look('2026-11-21T01:00'), { open: true, closesAt: at('2026-11-21T08:00') })
})

test('both nights of a weekend are two nights with a day between them', () => {
  assert.deepEqual(look('2026-11-20T19:59'), { open: false, opensAt: at('2026-11-20T20:00') })
  assert.deepEqual(look('2026-11-20T20:00'), { open: true, closesAt: at('2026-11-21T08:00') })
  assert.deepEqual(look('2026-11-21T08:00'), { open: false, opensAt: at('2026-11-21T20:00') })
  assert.deepEqual(look('2026-11-22T07:59'), { open: true, closesAt: at('2026-11-22T08:00') })
  assert.deepEqual(look('2026-11-22T08:00'), { open: false, opensAt: at('2026-11-27T20:00') })
})

const nightsOfChange: [string, string, string, number][] = [
  ['New York in spring', newYork, '2026-03-07', 11],
  ['New York in autumn', newYork, '2026-10-31', 13],
  ['Berlin in spring', 'Europe/Berlin', '2026-03-28', 11],
  ['Berlin in autumn', 'Europe/Berlin', '2026-10-24', 13],
  ['Santiago in spring', 'America/Santiago', '2026-09-05', 11],
  ['Santiago in autumn', 'America/Santiago', '2026-04-04', 13],
  ['Lord Howe, half an hour, in spring', 'Australia/Lord_Howe', '2026-10-03', 11.5],
  ['Phoenix, which does not change', 'America/Phoenix', '2026-03-07', 12],
]
for (const [name, zone, saturday, length] of nightsOfChange) {
  test(`the night the clocks change has ${length} hours: ${name}`, () => {
    const before = look(`${saturday}T19:00`, weekend, zone)
    const during = look(`${saturday}T23:00`, weekend, zone)
    assert.equal(during.open, true)
    assert.equal(hoursBetween(before.opensAt!, during.closesAt!), length)
  })
}

test('an opening that the clock jumps over happens at the jump, and a closing too', () => {
  const early: Hours = { weekly: { ...closedWeek, sun: [{ from: '02:30', to: '05:00' }] }, exceptions: [] }
  assert.deepEqual(look('2026-03-08T01:00', early), { open: false, opensAt: at('2026-03-08T03:00') })
  const late: Hours = { weekly: { ...closedWeek, sun: [{ from: '00:00', to: '02:30' }] }, exceptions: [] }
  assert.deepEqual(look('2026-03-08T01:00', late), { open: true, closesAt: at('2026-03-08T03:00') })
})

test('across the end of a year', () => {
  const daily: Hours = { weekly: { ...closedWeek, thu: night }, exceptions: [] }
  assert.deepEqual(look('2027-01-01T00:30', daily), { open: true, closesAt: at('2027-01-01T08:00') })
})

test('an exception is instead of its date, and belongs to the night that begins on it', () => {
  const closedFriday: Hours = { ...weekend, exceptions: [{ date: '2026-12-25', spans: [] }] }
  assert.deepEqual(look('2026-12-26T01:00', closedFriday), { open: false, opensAt: at('2026-12-26T20:00') })
  const newYear: Hours = { ...weekend, exceptions: [{ date: '2026-12-31', spans: [{ from: '18:00', to: '06:00' }] }] }
  assert.deepEqual(look('2026-12-31T17:00', newYear), { open: false, opensAt: at('2026-12-31T18:00') })
  assert.deepEqual(look('2027-01-01T05:00', newYear), { open: true, closesAt: at('2027-01-01T06:00') })
})

test('another time zone moves the hours with it', () => {
  const instant = at('2026-11-20T21:00', newYork)
  assert.equal(openness({ hours: weekend }, newYork, instant).open, true)
  assert.equal(openness({ hours: weekend }, 'America/Los_Angeles', instant).open, false)
})

test('around the clock never closes, never open knows no opening', () => {
  const always = Object.fromEntries(weekdays.map((day) => [day, [{ from: '00:00', to: '24:00' }]])) as Hours['weekly']
  assert.deepEqual(look('2026-11-21T01:00', { weekly: always, exceptions: [] }), { open: true })
  assert.deepEqual(look('2026-11-21T01:00', { weekly: closedWeek, exceptions: [] }), { open: false })
})

const minute = 60_000
const time = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
const spans = fc.array(fc.record({ from: time, to: fc.oneof(time, fc.constant('24:00')) }), { maxLength: 2 })
const week = fc.record(
  Object.fromEntries(weekdays.map((day) => [day, spans])) as Record<(typeof weekdays)[number], typeof spans>,
)
const zones = fc.constantFrom(
  newYork,
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Pacific/Apia',
)
const changes = [
  '2026-03-08',
  '2026-03-29',
  '2026-10-04',
  '2026-11-01',
  '2026-09-06',
  '2026-04-24',
  '2026-12-31',
  '2026-07-01',
]

const places = fc.record({ zone: zones, date: fc.constantFrom(...changes) })
const nights = fc.record({ weekly: week, special: spans, offset: fc.nat(6) })

/** Reads the wall clock minute by minute, as a person would: opened when it reached `from`, closed when it reached `to`. */
function scan(hours: Hours, zone: string, from: number, until: number): boolean[] {
  const open = Array.from({ length: Math.round((until - from) / minute) }, () => false)
  const walls = Array.from({ length: open.length + 4 * 1440 }, (_, m) =>
    Temporal.Instant.fromEpochMilliseconds(from + (m - 2880) * minute)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' }),
  )
  const reached = (wall: string): number => walls.findIndex((shown) => shown >= wall)
  for (let ahead = -2; ahead <= 2; ahead++) {
    const date = Temporal.Instant.fromEpochMilliseconds(from)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
      .add({ days: ahead })
    const exception = hours.exceptions.find((other) => other.date === date.toString())
    for (const span of exception?.spans ?? hours.weekly[weekdays[date.dayOfWeek - 1]!]) {
      const next = span.to === '24:00' || span.to <= span.from
      const end = `${(next ? date.add({ days: 1 }) : date).toString()}T${span.to === '24:00' ? '00:00' : span.to}`
      const [opens, closes] = [reached(`${date.toString()}T${span.from}`), reached(end)]
      for (let m = opens; m < closes; m++) if (m >= 2880 && m - 2880 < open.length) open[m - 2880] = true
    }
  }
  return open
}

test('openness agrees with a clock read minute by minute, in every zone and on every night of change', () => {
  fc.assert(
    fc.property(places, nights, ({ zone, date }, { weekly, special, offset }) => {
      const hours: Hours = { weekly, exceptions: [{ date, spans: special }] }
      const from = at(`${date}T12:00`, zone).getTime() - 24 * 60 * minute
      const truth = scan(hours, zone, from, from + 36 * 60 * minute)
      for (let m = offset; m < truth.length; m += 7) {
        const said = openness({ hours }, zone, new Date(from + m * minute))
        assert.equal(
          said.open,
          truth[m],
          `${zone} ${new Date(from + m * minute).toISOString()} ${JSON.stringify(hours)}`,
        )
        const turn = said.closesAt ?? said.opensAt
        const turns = truth.findIndex((open, later) => later > m && open !== truth[m])
        if (turns > 0) assert.equal(turn?.getTime(), from + turns * minute)
      }
    }),
    { numRuns: 25 },
  )
})
