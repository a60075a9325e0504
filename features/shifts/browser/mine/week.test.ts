import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  cellOf,
  clockOf,
  copyDay,
  coverOf,
  coverOn,
  emptyWeek,
  paint,
  paintOn,
  quickCells,
  rowsFrom,
  stretchesOf,
  weekOf,
  type Week,
} from './week.ts'

/* The week of whoever says when they can. */
const weekendNights = [
  { from: '20:00', to: '02:00' },
  { from: '02:00', to: '08:00' },
]
const rows = rowsFrom(weekendNights)
const said = (week: Week): string =>
  Object.entries(week)
    .flatMap(([day, spans]) => spans.map(({ from, to }) => `${day} ${from}-${to}`))
    .join(', ')

test('the parts of a day are those of the shifts there are, and usual ones before there is any', () => {
  const names = (parts: { from: number; to: number }[]) =>
    parts.map(({ from, to }) => `${clockOf(from)}-${clockOf(to)}`)
  assert.deepEqual(names(rows), ['02:00-08:00', '08:00-20:00', '20:00-02:00'])
  assert.deepEqual(names(rowsFrom([])), ['02:00-08:00', '08:00-14:00', '14:00-20:00', '20:00-02:00'])
  const many = Array.from({ length: 12 }, (_none, at) => ({ from: clockOf(at * 60), to: clockOf(at * 60 + 720) }))
  assert.equal(rowsFrom([...many, ...weekendNights]).length, 8)
})

test('Friday night until the morning is one span of Friday, also over the end of the week', () => {
  const friday = paint(paint(emptyWeek(), [cellOf(4, rows[2]!)], true), [cellOf(5, rows[0]!)], true)
  assert.equal(said(friday), 'fri 20:00-08:00')
  assert.equal(said(paint(emptyWeek(), [cellOf(6, rows[2]!)], true)), 'sun 20:00-02:00')
  assert.equal(coverOf(friday, cellOf(5, rows[0]!)), 'all')
  assert.equal(coverOf(friday, cellOf(5, rows[2]!)), 'none')
})

test('a time that is no whole part is shown as a part, and stays when another part is painted', () => {
  const late: Week = { ...emptyWeek(), fri: [{ from: '21:00', to: '02:00' }] }
  assert.equal(coverOf(late, cellOf(4, rows[2]!)), 'part')
  assert.equal(said(paint(late, [cellOf(1, rows[1]!)], true)), 'tue 08:00-20:00, fri 21:00-02:00')
})

test('evenings, nights, weekends and never', () => {
  const by = (quick: 'evenings' | 'nights' | 'weekends') => said(paint(emptyWeek(), quickCells(quick, rows), true))
  assert.match(by('evenings'), /^mon 20:00-02:00, tue 20:00-02:00/)
  assert.match(by('nights'), /^mon 20:00-08:00.*sun 20:00-08:00$/)
  assert.equal(by('weekends'), 'mon 00:00-02:00, fri 20:00-00:00, sat 00:00-00:00, sun 00:00-00:00')
  const all = paint(emptyWeek(), quickCells('never', rows), true)
  assert.equal(stretchesOf(all)[0]![1], 7 * 1440)
  assert.deepEqual(paint(all, quickCells('never', rows), false), emptyWeek())
})

test('a day is copied with its early morning, and what the other day had is gone', () => {
  const thursday: Week = {
    ...emptyWeek(),
    wed: [{ from: '20:00', to: '08:00' }],
    fri: [{ from: '08:00', to: '20:00' }],
  }
  assert.equal(said(copyDay(thursday, rows, { from: 3, to: [4] })), 'wed 20:00-08:00, fri 02:00-08:00')
  assert.equal(said(copyDay(thursday, rows, { from: 2, to: [6] })), 'wed 20:00-08:00, fri 08:00-20:00, sun 20:00-02:00')
})

test('one date has the same parts; a night belongs to the date it begins on', () => {
  const night = paintOn([], rows[2]!, true)
  assert.deepEqual(night, [{ from: '20:00', to: '02:00' }])
  assert.deepEqual([coverOn(night, rows[2]!), coverOn(night, rows[0]!)], ['all', 'none'])
  assert.deepEqual(paintOn(night, rows[2]!, false), [])
})

test('whatever is painted, the spans say exactly those minutes, at most four a day', () => {
  const bounds = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(bounds, fc.infiniteStream(fc.boolean()), (quarters, coins) => {
      const parts = rowsFrom(quarters.map((one) => ({ from: clockOf(one * 15), to: clockOf(one * 15) })))
      const cells = Array.from({ length: 7 }, (_none, day) => parts.map((row) => cellOf(day, row))).flat()
      const on = cells.filter(() => coins.next().value)
      const week = paint(emptyWeek(), on, true)
      for (const cell of cells) assert.equal(coverOf(week, cell), on.includes(cell) ? 'all' : 'none')
      assert.deepEqual(weekOf(stretchesOf(week)), week)
      for (const spans of Object.values(week)) assert.ok(spans.length <= 4)
    }),
    { numRuns: 200 },
  )
})
