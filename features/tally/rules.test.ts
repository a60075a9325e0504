import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { attack, equations, type Target } from './attack.ts'
import { cardShape } from './card.ts'
import { widen, widenCrossing } from './grouping.ts'
import { missing, randomYear } from './random-years.ts'
import { keepsRule, publish, type Sheet, type Table } from './rules.ts'
import { mostOf } from './simplex.ts'

const targetOf = (sheets: readonly Sheet[], tables: Table[], first = 1): Target => ({
  tables,
  shape: cardShape,
  first,
  months: sheets.length,
})
const ofYear = (sheets: readonly Sheet[], first = 1): Table[] => publish({ sheets, first, shape: cardShape })

test('nothing can be worked out about fewer than ten, of whatever year, however far it is folded', () => {
  const years = fc.record({
    seed: fc.nat(),
    aMonth: fc.constantFrom(3, 12, 25, 25, 40, 110),
    first: fc.integer({ min: 1, max: 12 }),
    folded: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(years, ({ seed, aMonth, first, folded }) => {
      const sheets = randomYear(seed, aMonth, Math.min(folded, 13 - first))
      const tables = ofYear(sheets, first)
      assert.ok(tables.every(keepsRule))
      assert.deepEqual(attack(targetOf(sheets, tables, first)), [])
    }),
    { numRuns: 25, seed: 20_261_120 },
  )
})

test('the exact bounds say the same: no atom of a large team’s year can be shown to hold one to nine', () => {
  const sheets = randomYear(7, 120)
  const tables = ofYear(sheets)
  for (const other of ['channel', 'going', 'kind:dying']) {
    const rows = equations(targetOf(sheets, tables), other)
    for (let atom = 0; atom < rows[0]!.length - 1; atom += 29)
      assert.ok(mostOf(rows, atom) > 10 - 1e-6, `${other} ${atom}`)
  }
})

test('folding one more month only adds tables, and every total of the year is the sum of its parts', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(9, 25, 45, 150), (seed, aMonth) => {
      const sheets = randomYear(seed, aMonth)
      let before: Table[] = []
      for (let folded = 1; folded <= 12; folded++) {
        const now = ofYear(sheets.slice(0, folded))
        const kept = now.filter(({ at }) => at < folded)
        assert.deepEqual(
          new Set(kept.map((one) => JSON.stringify(one))),
          new Set(before.map((one) => JSON.stringify(one))),
        )
        before = now
      }
      const totals = before.filter(({ dimensions, whole }) => dimensions.length === 0 && !whole)
      const all = sheets.reduce((sum, { n }) => sum + n, 0)
      assert.equal(
        totals.reduce((sum, { cells }) => sum + cells[0]!, 0),
        all,
      )
    }),
    { numRuns: 12, seed: 3 },
  )
})

test('with 25 contacts a month the year shows totals by channel, kind, police and outcome', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const sheets = randomYear(seed, 25)
    assert.deepEqual(missing(sheets, ofYear(sheets)), [], `year ${seed}`)
  }
})

const flat = (counts: number[]): Sheet => ({ ...randomYear(1, 0, 1)[0]!, n: counts.reduce((a, b) => a + b, 0) })
const broken = (tables: Partial<Table>[]): Table[] =>
  tables.map((table) => ({ from: 1, to: 12, at: 12, dimensions: [], groups: [], cells: [], whole: false, ...table }))

const careless: [string, Partial<Table>[]][] = [
  ['months of a year and the year', [{ cells: [104] }, { to: 11, cells: [100] }]],
  [
    'a category left out beside the total',
    [{ cells: [104] }, { dimensions: ['channel'], groups: [[[0], [1]]], cells: [60, 39] }],
  ],
  [
    'other groups for the year than for its months',
    [
      {
        dimensions: ['channel'],
        groups: [
          [
            [0, 1],
            [2, 3, 4],
          ],
        ],
        cells: [50, 50],
      },
      { dimensions: ['channel'], groups: [[[0], [1, 2], [3, 4]]], cells: [45, 12, 43] },
    ],
  ],
  [
    'two at once with other groups than each alone',
    [
      { dimensions: ['police'], groups: [[[0], [1, 2, 3, 4]]], cells: [12, 88] },
      { dimensions: ['police', 'channel'], groups: [[[0]], [[0]]], cells: [10] },
    ],
  ],
]
for (const [what, tables] of careless)
  test(`the attack sees ${what}`, () => {
    const sheets = Array.from({ length: 12 }, () => flat([]))
    assert.notDeepEqual(attack(targetOf(sheets, broken(tables))), [])
  })

test('three tables of two dimensions around a circle are seen: so only the hub stands beside others', () => {
  // Months, police and channel, each pair published: the few in "the one and the other alike" can be worked out.
  const tables = broken([
    {
      dimensions: ['police', 'channel'],
      groups: [
        [[0], [1, 2, 3, 4]],
        [[0], [1, 2, 3, 4]],
      ],
      cells: [12, 38, 38, 12],
    },
    { to: 6, dimensions: ['police'], groups: [[[0], [1, 2, 3, 4]]], cells: [30, 20] },
    { from: 7, dimensions: ['police'], groups: [[[0], [1, 2, 3, 4]]], cells: [20, 30] },
    { to: 6, dimensions: ['channel'], groups: [[[0], [1, 2, 3, 4]]], cells: [12, 38] },
    { from: 7, dimensions: ['channel'], groups: [[[0], [1, 2, 3, 4]]], cells: [38, 12] },
  ])
  const sheets = Array.from({ length: 12 }, () => flat([]))
  assert.notDeepEqual(attack(targetOf(sheets, tables)), [])
})

test('the rarest go together first; what has an order only with its neighbours', () => {
  assert.deepEqual(widen([0, 1, 2, 3], [[40, 3, 20, 8]]), [[0], [1, 3], [2]])
  assert.deepEqual(widen([0, 1, 2, 3], [[40, 3, 20, 8]], true), [[0], [1, 2, 3]])
  assert.deepEqual(widen([0, 1], [[4, 3]]), [[0, 1]])
  assert.equal(
    widenCrossing({
      rows: [[0], [1]],
      columns: [[0], [1]],
      cells: [
        [30, 2],
        [20, 20],
      ],
    }),
    null,
  )
})
