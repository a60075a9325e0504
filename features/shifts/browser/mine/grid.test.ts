import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moved, Stroke } from './grid.ts'
import { emptyWeek, rowsFrom } from './week.ts'

const rows = rowsFrom([
  { from: '20:00', to: '02:00' },
  { from: '02:00', to: '08:00' },
])
const night = { from: '20:00', to: '02:00' }

test('arrow keys go to the edges and no further; other keys are left alone', () => {
  assert.deepEqual(moved({ day: 6, row: 0 }, 'ArrowRight', 3), { day: 6, row: 0 })
  assert.deepEqual(moved({ day: 2, row: 0 }, 'ArrowDown', 3), { day: 2, row: 1 })
  assert.deepEqual(moved({ day: 2, row: 1 }, 'End', 3), { day: 6, row: 1 })
  assert.deepEqual(moved({ day: 2, row: 1 }, 'PageDown', 3), { day: 2, row: 2 })
  assert.equal(moved({ day: 2, row: 1 }, 'a', 3), null)
})

test('drawing marks everything between, going back takes back what was not meant, and a marked start clears', () => {
  const stroke = new Stroke(emptyWeek(), rows, { day: 4, row: 2 })
  assert.deepEqual(stroke.to({ day: 6, row: 2 }), { ...emptyWeek(), fri: [night], sat: [night], sun: [night] })
  const two = stroke.to({ day: 5, row: 2 })
  assert.deepEqual(two, { ...emptyWeek(), fri: [night], sat: [night] })
  const clearing = new Stroke(two, rows, { day: 5, row: 2 })
  assert.equal(clearing.on, false)
  assert.deepEqual(clearing.to({ day: 4, row: 2 }), emptyWeek())
})
