import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openness, weekdays, type Hours, type Weekday } from '#features/lines'
import { hoursProblems } from './comparing.ts'
import { instantsOf } from './nights.ts'

const timeZone = 'America/Los_Angeles'
const weekend: Hours = {
  weekly: Object.fromEntries(
    weekdays.map((day) => [day, day === 'fri' || day === 'sat' ? [{ from: '20:00', to: '08:00' }] : []]),
  ) as Hours['weekly'],
  exceptions: [],
}
const at = (there: string): Date =>
  new Date(Temporal.PlainDateTime.from(there).toZonedDateTime(timeZone).epochMilliseconds)
const shift = (night: string, from: string, to: string, kind: 'line' | 'pair' | 'back-up' = 'line') => ({
  ...instantsOf({ from, to }, night, timeZone)!,
  seats: [{ kind }],
})
/** From Friday noon on; each as `kind from – to` by the wall. */
function compared(hours: Hours, shifts: ReturnType<typeof shift>[], to = '2026-11-22T12:00'): string[] {
  const shown = (iso: string): string =>
    Temporal.Instant.from(iso)
      .toZonedDateTimeISO(timeZone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .slice(8)
  const span = { timeZone, from: at('2026-11-20T12:00'), to: at(to) }
  return hoursProblems({ lineId: 'line', hours }, shifts, span).map(
    (problem) => `${problem.kind} ${shown(problem.from)} ${shown(problem.to)}`,
  )
}

const whole = [
  shift('2026-11-20', '20:00', '02:00'),
  shift('2026-11-21', '02:00', '08:00'),
  shift('2026-11-21', '20:00', '08:00'),
]

test('hours that shifts fill without a gap are no problem', () => {
  assert.deepEqual(compared(weekend, whole), [])
})

test('a gap between two shifts and a night without one are named, to the minute', () => {
  const gaps = [shift('2026-11-20', '20:00', '01:30'), shift('2026-11-21', '02:00', '08:00')]
  assert.deepEqual(compared(weekend, gaps), ['no seat 21T01:30 21T02:00', 'no seat 21T20:00 22T08:00'])
  assert.deepEqual(compared(weekend, []), ['no seat 20T20:00 21T08:00', 'no seat 21T20:00 22T08:00'])
})

test('a seat that goes out or stays at home answers nobody', () => {
  const out = [
    shift('2026-11-20', '20:00', '08:00', 'pair'),
    shift('2026-11-20', '20:00', '08:00', 'back-up'),
    ...whole.slice(2),
  ]
  assert.deepEqual(compared(weekend, out), ['no seat 20T20:00 21T08:00'])
})

test('seats outside of the hours are named, back-ups are not', () => {
  const early = [shift('2026-11-20', '18:00', '20:00'), shift('2026-11-22', '08:00', '09:00', 'pair')]
  const home = shift('2026-11-20', '12:00', '18:00', 'back-up')
  assert.deepEqual(compared(weekend, [...whole, ...early, home]), [
    'outside hours 20T18:00 20T20:00',
    'outside hours 22T08:00 22T09:00',
  ])
})

test('a line that never closes is one stretch, until the end of what is looked at', () => {
  const always: Hours = {
    weekly: Object.fromEntries(weekdays.map((day) => [day, [{ from: '00:00', to: '24:00' }]])) as Hours['weekly'],
    exceptions: [],
  }
  assert.deepEqual(compared(always, whole, '2026-11-23T12:00'), [
    'no seat 20T12:00 20T20:00',
    'no seat 21T08:00 21T20:00',
    'no seat 22T08:00 23T12:00',
  ])
  const closed = { ...always, exceptions: [{ date: '2026-11-22', spans: [] }] }
  assert.deepEqual(compared(closed, whole, '2026-11-23T12:00'), [
    'no seat 20T12:00 20T20:00',
    'no seat 21T08:00 21T20:00',
    'outside hours 22T00:00 22T08:00',
    'no seat 23T00:00 23T12:00',
  ])
})

test('a night that goes on already counts from now', () => {
  const found = hoursProblems({ lineId: 'line', hours: weekend }, [], {
    timeZone,
    from: at('2026-11-21T01:00'),
    to: at('2026-11-21T12:00'),
  })
  assert.deepEqual(found, [
    { lineId: 'line', kind: 'no seat', from: '2026-11-21T09:00:00.000Z', to: '2026-11-21T16:00:00.000Z' },
  ])
})

test('hours are those by which a line says that it is open', () => {
  const times = fc.constantFrom('00:00', '02:30', '08:00', '20:00')
  const spans = fc.array(fc.record({ from: times, to: fc.oneof(times, fc.constant('24:00')) }), { maxLength: 2 })
  const anyHours = fc.record({
    weekly: fc.record(Object.fromEntries(weekdays.map((day) => [day, spans])) as Record<Weekday, typeof spans>),
    exceptions: fc.array(fc.record({ date: fc.constantFrom('2026-10-30', '2026-10-31', '2026-11-01'), spans }), {
      maxLength: 1,
    }),
  })
  const [from, to] = [new Date('2026-10-30T12:00:00Z'), new Date('2026-11-03T12:00:00Z')]
  fc.assert(
    fc.property(anyHours, (hours) => {
      const found = hoursProblems({ lineId: 'line', hours }, [], { timeZone, from, to })
      for (let time = +from; time < +to; time += 30 * 60_000) {
        const isIn = found.some((one) => Date.parse(one.from) <= time && time < Date.parse(one.to))
        assert.equal(isIn, openness({ hours }, timeZone, new Date(time)).open)
      }
    }),
    { numRuns: 12 },
  )
})
