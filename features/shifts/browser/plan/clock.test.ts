import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openness } from '#features/lines'
import { addDays, lastOfMonth, mondayOf, reached, spanOn } from './clock.ts'

/* The browser's wall clock agrees with the server's, on every night of the year. */
test('a night has the hours that a line open then has, in zones that change their clocks and in one that does not', () => {
  const zones = fc.constantFrom(
    'America/Los_Angeles',
    'Europe/Madrid',
    'America/Santiago',
    'Africa/Cairo',
    'Asia/Kolkata',
  )
  const time = fc
    .integer({ min: 0, max: 47 })
    .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`)
  const day = fc.integer({ min: 0, max: 800 })
  fc.assert(
    fc.property(zones, time, time, day, (timeZone, from, to, days) => {
      const date = addDays('2026-01-01', days)
      const [startsAt, endsAt] = spanOn(date, { from, to }, timeZone)
      if (startsAt >= endsAt) return
      const none = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
      const hours = { weekly: none, exceptions: [{ date, spans: [{ from, to }] }] }
      assert.equal(openness({ hours }, timeZone, new Date(startsAt)).closesAt?.getTime(), endsAt)
      assert.equal(openness({ hours }, timeZone, new Date(startsAt - 1)).opensAt?.getTime(), startsAt)
    }),
    { numRuns: 150 },
  )
})

test('a time that the clocks jump over is the jump; one that comes twice is the first', () => {
  const zone = 'America/Los_Angeles'
  assert.equal(new Date(reached('2027-03-14', '02:30', zone)).toISOString(), '2027-03-14T10:00:00.000Z')
  assert.equal(new Date(reached('2026-11-01', '01:30', zone)).toISOString(), '2026-11-01T08:30:00.000Z')
  assert.equal(reached('2026-12-31', '24:00', zone), reached('2027-01-01', '00:00', zone))
})

test('weeks begin on Monday, months end when they end', () => {
  assert.deepEqual([mondayOf('2026-12-06'), mondayOf('2026-12-07')], ['2026-11-30', '2026-12-07'])
  assert.deepEqual([lastOfMonth('2026-02-03'), lastOfMonth('2026-12-31')], ['2026-02-28', '2026-12-31'])
})
