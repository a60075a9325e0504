import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { weekdays } from '#features/lines'
import { readmeTable } from '../../tests/readme-table.ts'
import { differences, isMoved, wantedOn, type Made, type Wanted } from './making.ts'
import type { Closed, Planned } from './nights.ts'
import type { Seat } from './wire.ts'

const at = new Date('2026-11-21T07:00:00Z')
const dates = { from: '2026-11-18', to: '2026-12-18' }
const seat = (seatId: string): Seat => ({
  seatId,
  count: 1,
  skills: [],
  languages: [],
  trainee: false,
  kind: 'line',
})

const anyPattern = (patternId: string): fc.Arbitrary<Planned> =>
  fc
    .record({
      days: fc.subarray([...weekdays], { minLength: 1 }),
      every: fc.integer({ min: 1, max: 3 }),
      from: fc.constantFrom('02:00', '09:00', '20:00', '23:30'),
      to: fc.constantFrom('02:00', '08:00', '09:00', '20:00'),
      skips: fc.subarray(['2026-11-20', '2026-11-21', '2026-11-27']),
      seats: fc.subarray([seat('a'), seat('b')], { minLength: 1 }),
      endedOn: fc.constantFrom(null, '2026-11-21', '2026-12-01'),
    })
    .map(({ days, every, endedOn, ...rest }) => ({
      patternId,
      lineId: 'line',
      endedOn,
      pattern: { repeats: { kind: 'weekly', days, every, first: '2026-11-01' }, ...rest },
    }))
const anyPlan = fc.record({
  patterns: fc.tuple(anyPattern('one'), anyPattern('two')),
  closures: fc.subarray<Closed>([
    { lineId: null, firstDate: '2026-11-27', lastDate: '2026-11-29' },
    { lineId: 'line', firstDate: '2026-12-04', lastDate: '2026-12-04' },
  ]),
  timeZone: fc.constantFrom('America/Los_Angeles', 'America/New_York', 'Europe/Berlin'),
})

/** What the server makes of the differences, on plain rows. */
function made(before: Made[], wanted: Wanted[]): Made[] {
  const { fresh, changed, off } = differences(before, wanted, at)
  const asOn = (shift: Wanted, shiftId: string): Made => ({ ...shift, shiftId, state: 'on' })
  return [
    ...before.map((shift) => {
      const change = changed.find(({ was }) => was === shift)
      return change ? asOn(change.is, shift.shiftId) : off.includes(shift) ? { ...shift, state: 'off' as const } : shift
    }),
    ...fresh.map((shift) => asOn(shift, `${shift.patternId} ${shift.night}`)),
  ]
}

test('whatever is changed, what has begun stays, one night is one shift, and what is on is what is wanted', () => {
  fc.assert(
    fc.property(fc.array(anyPlan, { minLength: 2, maxLength: 5 }), (plans) => {
      let shifts: Made[] = []
      for (const plan of plans) {
        const wanted = wantedOn(plan, dates, at)
        const before = shifts
        shifts = made(before, wanted)
        for (const shift of before.filter(({ startsAt }) => startsAt <= at)) assert.ok(shifts.includes(shift))
        const names = shifts.map(({ patternId, night }) => `${patternId} ${night}`)
        assert.equal(new Set(names).size, names.length)
        assert.deepEqual(
          shifts.slice(0, before.length).map(({ shiftId }) => shiftId),
          before.map(({ shiftId }) => shiftId),
        )
        const ahead = shifts.filter(({ startsAt, state }) => startsAt > at && state === 'on')
        const told = ({ patternId, night, startsAt, endsAt, seats }: Wanted): unknown => [
          patternId,
          night,
          startsAt,
          endsAt,
          seats,
        ]
        const byName = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
        const held = new Set(
          before.filter(({ startsAt }) => startsAt <= at).map(({ patternId, night }) => `${patternId} ${night}`),
        )
        const free = wanted.filter(
          ({ startsAt, patternId, night }) => startsAt > at && !held.has(`${patternId} ${night}`),
        )
        assert.deepEqual(ahead.map(told).toSorted(byName), free.map(told).toSorted(byName))
        const { fresh, changed, off } = differences(shifts, wanted, at)
        assert.deepEqual([fresh, changed, off], [[], [], []], 'done again, it changes nothing')
      }
    }),
    { numRuns: 100 },
  )
})

const planned: Planned = {
  patternId: 'one',
  lineId: 'line',
  endedOn: null,
  pattern: {
    repeats: { kind: 'once', date: '2026-11-20' },
    from: '20:00',
    to: '02:00',
    skips: [],
    seats: [seat('a'), seat('b')],
  },
}
const usual = { patterns: [planned], closures: [] as Closed[], timeZone: 'America/Los_Angeles' }
const other = (more: Partial<Planned['pattern']>) => ({
  ...usual,
  patterns: [{ ...planned, pattern: { ...planned.pattern, ...more } }],
})
const changes = {
  nothing: usual,
  'other times': other({ from: '22:00' }),
  'a seat less': other({ seats: [seat('a')] }),
  'not on this date': other({ skips: ['2026-11-20'] }),
  closed: { ...usual, closures: [{ lineId: null, firstDate: '2026-11-20', lastDate: '2026-11-20' }] },
  'ended by then': { ...usual, patterns: [{ ...planned, endedOn: '2026-11-20' }] },
  'another time zone': { ...usual, timeZone: 'America/Denver' },
}
// It begins at 04:00 and ends at 10:00.
const stages = {
  'to come, on': ['2026-11-20T12:00:00Z', 'on'],
  'to come, off': ['2026-11-20T12:00:00Z', 'off'],
  running: ['2026-11-21T04:00:00Z', 'on'],
  over: ['2026-11-21T10:00:00Z', 'on'],
} as const

test('a shift goes as the table of the README says, for every change at every stage', () => {
  const table = readmeTable(import.meta.dirname, 'A shift: what it is made from changes')
  const [shift] = wantedOn(usual, dates, new Date(0))
  const said = (plan: typeof usual, [when, state]: readonly [string, 'on' | 'off']): string => {
    const now = new Date(when)
    const was: Made = { ...shift!, shiftId: 's', state }
    const ahead = was.endsAt > now ? [was] : []
    const { changed, off } = differences(ahead, wantedOn(plan, dates, now), now)
    if (off.length > 0) return 'off'
    const [change] = changed
    if (!change) return '='
    const words = [state === 'off' && 'on', isMoved(was, change.is) && 'moved', change.is.seats.length < 2 && 'seats']
    return words.filter(Boolean).join(', ')
  }
  const wanted = Object.entries(changes).map(([name, plan]) => [
    name,
    ...Object.values(stages).map((stage) => said(plan, stage)),
  ])
  assert.deepEqual(table, [['', ...Object.keys(stages)], ...wanted])
})
