import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openness, weekdays, type Hours, type Weekday } from '#features/lines'
import { addDays, beginOf, dateAt, datesOf, instantsOf, lengthOf, nightsOf, type Planned } from './nights.ts'
import type { Pattern } from './wire.ts'

const home = 'America/Los_Angeles'
const seats = [
  { seatId: '1', count: 2, skills: [], languages: [], trainee: false, kind: 'line' },
] satisfies Pattern['seats']
const pattern = (
  repeats: Pattern['repeats'],
  times: { from?: string; to?: string; skips?: string[] } = {},
): Pattern => ({
  repeats,
  from: '20:00',
  to: '08:00',
  skips: [],
  seats,
  ...times,
})
const weekly = (days: Weekday[], first: string, every = 1): Pattern['repeats'] => ({
  kind: 'weekly',
  days,
  every,
  first,
})
const planned = (made: Pattern, endedOn: string | null = null): Planned => ({
  patternId: 'p',
  lineId: 'line',
  pattern: made,
  endedOn,
})

test('a pattern is on its days from its first date on, every so many weeks counted from Mondays, but for its skips', () => {
  const november = { from: '2026-11-01', to: '2026-11-30' }
  const fridays = pattern(weekly(['sat', 'fri'], '2026-11-07'), { skips: ['2026-11-20'] })
  assert.deepEqual(datesOf(fridays, november), [
    '2026-11-07',
    '2026-11-13',
    '2026-11-14',
    '2026-11-21',
    '2026-11-27',
    '2026-11-28',
  ])
  const secondSundays = pattern(weekly(['sun'], '2026-11-08', 2))
  assert.deepEqual(datesOf(secondSundays, november), ['2026-11-08', '2026-11-22'])
  // Its first date need not be one of its days: the week counts.
  assert.deepEqual(datesOf(pattern(weekly(['sun'], '2026-11-04', 2)), november), ['2026-11-08', '2026-11-22'])
  assert.deepEqual(datesOf(pattern({ kind: 'once', date: '2026-11-11' }), november), ['2026-11-11'])
  assert.deepEqual(datesOf(pattern({ kind: 'once', date: '2026-12-01' }), november), [])
  assert.deepEqual(datesOf(pattern({ kind: 'once', date: '2026-11-11' }, { skips: ['2026-11-11'] }), november), [])
})

test('weeks go on over the end of the year and over a leap day', () => {
  const every = pattern(weekly(['thu'], '2026-12-24', 2))
  assert.deepEqual(datesOf(every, { from: '2026-12-20', to: '2027-01-31' }), ['2026-12-24', '2027-01-07', '2027-01-21'])
  const daily = pattern(weekly([...weekdays], '2028-01-01'))
  assert.deepEqual(datesOf(daily, { from: '2028-02-27', to: '2028-03-01' }), [
    '2028-02-27',
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ])
  const night = instantsOf(every, '2026-12-31', home)!
  assert.equal(night.endsAt.toISOString(), '2027-01-01T16:00:00.000Z')
  assert.equal(instantsOf(every, '2028-02-28', home)!.endsAt.toISOString(), '2028-02-29T16:00:00.000Z')
})

test('it is not where its line or every line is closed, nor from the date on which it ended', () => {
  const made = planned(pattern(weekly(['fri'], '2026-11-01')), '2026-11-27')
  const closures = [
    { lineId: 'line', firstDate: '2026-11-06', lastDate: '2026-11-06' },
    { lineId: 'other', firstDate: '2026-11-01', lastDate: '2026-11-30' },
  ]
  const dates = { from: '2026-11-01', to: '2026-12-31' }
  const nights = (more: typeof closures | { lineId: null; firstDate: string; lastDate: string }[]): string[] =>
    nightsOf(made, [...closures, ...more], dates, home).map(({ night }) => night)
  assert.deepEqual(nights([]), ['2026-11-13', '2026-11-20'])
  assert.deepEqual(nights([{ lineId: null, firstDate: '2026-11-19', lastDate: '2026-11-21' }]), ['2026-11-13'])
})

test('a night of 20:00 to 08:00 has 11 or 13 hours when clocks change, and says so', () => {
  const lengths = ['2026-03-06', '2026-03-07', '2026-10-31', '2026-11-01'].map((night) =>
    lengthOf(instantsOf({ from: '20:00', to: '08:00' }, night, home)!, home),
  )
  assert.deepEqual(
    lengths,
    [12, 11, 13, 12].map((hours) => ({ hours, clockHours: 12 })),
  )
})

test('times that clocks jump over begin when they have jumped; where nothing is left there is no shift', () => {
  const night = '2026-03-08'
  const jumped = instantsOf({ from: '02:30', to: '06:00' }, night, home)!
  assert.equal(jumped.startsAt.toISOString(), '2026-03-08T10:00:00.000Z')
  assert.equal(lengthOf(jumped, home).hours, 3)
  assert.equal(instantsOf({ from: '02:00', to: '03:00' }, night, home), null)
  assert.deepEqual(
    nightsOf(
      planned(pattern({ kind: 'once', date: night }, { from: '02:10', to: '02:50' })),
      [],
      {
        from: night,
        to: night,
      },
      home,
    ),
    [],
  )
  // An hour that comes twice is sat through twice.
  assert.equal(lengthOf(instantsOf({ from: '01:00', to: '02:00' }, '2026-11-01', home)!, home).hours, 2)
  assert.equal(lengthOf(instantsOf({ from: '09:00', to: '09:00' }, '2026-11-01', home)!, home).hours, 24)
})

/** By days around nights on which clocks change somewhere, half-hours and whole days included. */
const zones = [home, 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Havana', 'Asia/Kolkata', 'America/St_Johns']
const changes = ['2026-03-07', '2026-03-08', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31']
const clock = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 15, 30, 59) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const anyNight = fc.record({
  timeZone: fc.constantFrom(...zones),
  date: fc.constantFrom(...changes, '2026-12-31', '2028-02-28', '2026-06-15'),
  around: fc.integer({ min: -1, max: 1 }),
  from: clock,
  to: clock,
})

/** What the wall shows at an instant, by Intl and not by the calendar that is tested. */
const walls = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }),
  ]),
)
const shown = (at: number, timeZone: string): string => walls.get(timeZone)!.format(at)

/** The first minute at which the wall has reached this: looked for one by one. */
function firstReached(wished: string, timeZone: string): number {
  const near = Date.parse(`${wished.replace(' ', 'T')}:00Z`)
  const minute = 60_000
  let low = near - 15 * 60 * minute
  for (; shown(low, timeZone) < wished; low += 15 * minute);
  for (low -= 15 * minute; shown(low, timeZone) < wished; low += minute);
  return low
}

test('in every zone, on every night, a shift begins and ends when the wall has first reached its times', () => {
  fc.assert(
    fc.property(anyNight, ({ timeZone, date, around, from, to }) => {
      const night = addDays(date, around)
      const instants = instantsOf({ from, to }, night, timeZone)
      const startsAt = firstReached(`${night} ${from}`, timeZone)
      const endsAt = firstReached(`${to <= from ? addDays(night, 1) : night} ${to}`, timeZone)
      if (startsAt >= endsAt) return assert.equal(instants, null)
      assert.deepEqual(instants, { startsAt: new Date(startsAt), endsAt: new Date(endsAt) })
    }),
    { numRuns: 150 },
  )
})

test('a line open at the times of a pattern is open exactly while there is a shift', () => {
  const any = fc.record({ at: anyNight, days: fc.subarray([...weekdays], { minLength: 1 }) })
  fc.assert(
    fc.property(any, ({ at: { timeZone, date, from, to }, days }) => {
      const made = planned(pattern(weekly(days, addDays(date, -20)), { from, to }))
      const nights = nightsOf(made, [], { from: addDays(date, -3), to: addDays(date, 3) }, timeZone)
      const spans = (day: Weekday): { from: string; to: string }[] => (days.includes(day) ? [{ from, to }] : [])
      const hours: Hours = {
        weekly: Object.fromEntries(weekdays.map((day) => [day, spans(day)])) as Hours['weekly'],
        exceptions: [],
      }
      const known = [addDays(date, -1), addDays(date, 1)]
      const near = nights.filter(({ night }) => night >= known[0]! && night <= known[1]!)
      const edges = near.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt].flatMap((edge) => [+edge - 1, +edge]))
      for (const at of [...edges, beginOf(date, timeZone).getTime()]) {
        const isOn = nights.some(({ startsAt, endsAt }) => startsAt.getTime() <= at && at < endsAt.getTime())
        assert.equal(openness({ hours }, timeZone, new Date(at)).open, isOn, shown(at, timeZone))
      }
    }),
    { numRuns: 50 },
  )
})

test('a date is that of the wall, and begins at its first instant', () => {
  assert.equal(dateAt(new Date('2026-11-02T07:59:00Z'), home), '2026-11-01')
  assert.equal(beginOf('2026-11-02', home).toISOString(), '2026-11-02T08:00:00.000Z')
  // Havana's clocks go forward at midnight: that day begins at one.
  assert.equal(beginOf('2026-03-08', 'America/Havana').toISOString(), '2026-03-08T05:00:00.000Z')
})
