import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { seedsIn } from '../seeds.ts'
import { breaks } from './breaks.ts'
import { chanceOf } from './chance.ts'
import { planOf } from './faults.ts'
import type { Night } from './night.ts'
import { playNights, told } from './nights.ts'

const root = join(import.meta.dirname, '..', '..')
const asked = process.env['BESIDE_SEEDS']
const seeds = asked ? seedsIn(asked) : []
/** A night wants both cores for itself: beside other tests, which measure time too, each would break the other. */
const skip =
  seeds.length === 0 && 'npm test without a path plays the nights at its end; BESIDE_SEEDS=1..30 plays some here'
/** A night takes 20 seconds, four are played side by side, and one that stands still has to be noticed. */
const timeout = Math.max(295_000, seeds.length * 20_000)

test(
  'whatever is killed, cut, filled or turned: nobody is lost, and what was said holds',
  { timeout, skip },
  async (t) => {
    const heard: Night[] = []
    const say = (one: Night): void => {
      heard.push(one)
      if (one.violations.length > 0) process.stdout.write(`${told(one)}\n`)
      if (heard.length % 10 === 0) process.stdout.write(`${summaryOf(heard)}\n`)
    }
    const nights = await playNights({ seeds, count: 20, heard: say })
    t.diagnostic(summaryOf(nights))
    const red = nights.filter(({ violations }) => violations.length > 0)
    assert.equal(nights.length, seeds.length, 'every night was played')
    assert.equal(red.length, 0, red.map(told).join('\n'))
    assert.ok(
      nights.some(({ seen }) => seen.acknowledged > 0 && seen.claims > 0),
      'people wrote and answered',
    )
  },
)

function summaryOf(nights: readonly Night[]): string {
  const faults = nights.reduce((sum, one) => sum + one.faults.length, 0)
  const messages = nights.reduce((sum, { seen }) => sum + seen.acknowledged, 0)
  const red = nights.filter(({ violations }) => violations.length > 0).length
  return `${nights.length} of ${seeds.length} nights, ${faults} faults, ${messages} messages, ${red} nights with a violation`
}

test('one seed breaks the same things in the same order', () => {
  assert.deepEqual(planOf(chanceOf(7), 20), planOf(chanceOf(7), 20))
  assert.notDeepEqual(planOf(chanceOf(7), 20), planOf(chanceOf(8), 20))
})

for (const [invariant, { file, from }] of Object.entries(breaks))
  test(`“${invariant}” can be broken where it is held`, () => {
    assert.equal(readFileSync(root + file, 'utf8').split(from).length, 2, `${file} says it once: ${from}`)
  })
