import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { breaks } from './breaks.ts'
import { chanceOf } from './chance.ts'
import { planOf } from './faults.ts'
import { playNights, told } from './nights.ts'

const root = join(import.meta.dirname, '..', '..')
const chosen = (process.env['BESIDE_SEEDS'] ?? '').split(',').filter(Boolean).map(Number)
const seeds = chosen.length > 0 ? chosen : Array.from({ length: 30 }, (_, at) => at + 1)
/** Two cores of our own play them all in less. A machine that is busy with something else plays fewer, and it is said. */
const longest = 165_000

test(
  'whatever is killed, cut, filled or turned: nobody is lost, and what was said holds',
  { timeout: 295_000 },
  async (t) => {
    const nights = await playNights({ seeds, count: 20, longest })
    const faults = nights.reduce((sum, one) => sum + one.faults.length, 0)
    const messages = nights.reduce((sum, { seen }) => sum + seen.acknowledged, 0)
    t.diagnostic(`${nights.length} of ${seeds.length} seeds, ${faults} faults, ${messages} messages`)
    const red = nights.filter(({ violations }) => violations.length > 0)
    assert.equal(red.length, 0, red.map(told).join('\n'))
    assert.ok(
      nights.some(({ seen }) => seen.acknowledged > 0 && seen.claims > 0),
      'people wrote and answered',
    )
  },
)

test('one seed breaks the same things in the same order', () => {
  assert.deepEqual(planOf(chanceOf(7), 20), planOf(chanceOf(7), 20))
  assert.notDeepEqual(planOf(chanceOf(7), 20), planOf(chanceOf(8), 20))
})

for (const [invariant, { file, from }] of Object.entries(breaks))
  test(`“${invariant}” can be broken where it is held`, () => {
    assert.equal(readFileSync(root + file, 'utf8').split(from).length, 2, `${file} says it once: ${from}`)
  })
