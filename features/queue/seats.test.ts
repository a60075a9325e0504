import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { clockedOutAt, dutyLines, mayClockIn, type Span } from './seats.ts'

/* When somebody may clock in, and when they are clocked out by themselves: pure rules. */

const eight = Date.UTC(2026, 11, 4, 20)
const shift = (from: number, hours: number, lineId = 'night'): Span => ({
  lineId,
  from: eight + from * hour,
  until: eight + (from + hours) * hour,
})
const rostered = new Set(['night', 'day'])

test('clocking in is possible from half an hour before a shift to its end; without a roster always', () => {
  const may = (at: number, lineId = 'night') => mayClockIn(lineId, { rostered, spans: [shift(0, 6)], at: eight + at })
  assert.deepEqual(
    [-30 * minute - 1, -30 * minute, 0, 6 * hour - 1, 6 * hour].map((at) => may(at)),
    [false, true, true, true, false],
  )
  assert.equal(may(0, 'day'), false, 'a seat on another line lets nobody in here')
  assert.equal(may(-5 * hour, 'warm line'), true)
})

test('on duty are the chosen lines without a roster, and those where somebody sits, chosen or not', () => {
  assert.deepEqual(dutyLines(['warm line', 'night'], rostered, []), ['warm line'])
  assert.deepEqual(dutyLines(['night'], rostered, [{ lineId: 'day' }]), ['day'])
  assert.deepEqual(dutyLines(['night', 'warm line'], rostered, [{ lineId: 'night' }]), ['warm line', 'night'])
})

test('after the last shift that follows on within an hour, ten minutes later, somebody is clocked out', () => {
  const over = (spans: Span[], at: number, before: number | null = null) => {
    const when = clockedOutAt({ lineIds: ['night'], before }, { rostered, spans, at: eight + at * hour })
    return when === null ? null : (when - eight) / minute
  }
  assert.equal(over([shift(0, 6)], 1), 6 * 60 + 10)
  assert.equal(over([shift(0, 6)], -0.5), 6 * 60 + 10, 'clocked in before it begins')
  assert.equal(over([shift(0, 6), shift(7, 5, 'day')], 1), 12 * 60 + 10, 'an hour between them, on another line')
  assert.equal(over([shift(0, 6), shift(7.1, 5)], 1), 6 * 60 + 10, 'more than an hour')
  assert.equal(over([shift(7, 5), shift(0, 6)], 6.5), 12 * 60 + 10, 'between the two')
})

test('whoever has no shift any more is clocked out ten minutes after that was seen, however often it is looked at', () => {
  const over = (at: number, before: number | null) =>
    clockedOutAt({ lineIds: ['night'], before }, { rostered, spans: [], at: eight + at })
  assert.equal(over(0, null), eight + 10 * minute)
  assert.equal(over(4 * minute, eight + 10 * minute), eight + 10 * minute)
  assert.equal(over(0, eight + 6 * hour), eight + 10 * minute, 'their seat was given away')
})

test('on a line without a roster nobody is clocked out', () => {
  const lineIds = ['night', 'warm line']
  assert.equal(clockedOutAt({ lineIds, before: null }, { rostered, spans: [], at: eight }), null)
})
