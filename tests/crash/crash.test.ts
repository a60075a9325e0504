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
/** A night wants both cores for itself: beside other tests, which measure time too, each would break the other. */
const skip = chosen.length === 0 && 'npm run bench:crash plays the nights; BESIDE_SEEDS=1,2 plays some of them here'

test(
  'whatever is killed, cut, filled or turned: nobody is lost, and what was said holds',
  { timeout: 295_000, skip },
  async (t) => {
    const nights = await playNights({ seeds: chosen, count: 20 })
    const faults = nights.reduce((sum, one) => sum + one.faults.length, 0)
    const messages = nights.reduce((sum, { seen }) => sum + seen.acknowledged, 0)
    t.diagnostic(`${nights.length} seeds, ${faults} faults, ${messages} messages`)
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
