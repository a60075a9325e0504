import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#platform/database'
import { floorPlan } from '../../features.ts'
import { foundHistory } from '../../tests/histories.ts'
import { witness } from '../../tests/histories-audit.ts'
import { cutOff, openProcess } from '../../tests/histories-process.ts'
import { playBatch, randomBelow } from '../../tests/histories-run.ts'
import { cloneDatabase } from '../../tests/postgres.ts'

/* A few of the histories that bench/swaps.ts plays by the thousand. */

const [teamsAtOnce, ticks] = [10, 6]
const seed = Number(process.env['BESIDE_SEEDS'] ?? 11)

test('two processes, one dying again and again: no seat that was held is ever unheld, and nobody is in two places', async () => {
  await using stack = new AsyncDisposableStack()
  const { url, drop } = await cloneDatabase(floorPlan)
  stack.defer(drop)
  const db = openDatabase({ url, connections: 4 })
  stack.defer(() => db.close())
  await witness(db.sql)
  const now = new Date('2026-11-20T12:00:00Z')
  const never = { below: randomBelow(seed), oneIn: Infinity, dies: async () => {} }
  const often = { below: randomBelow(seed + 1), oneIn: 8, dies: cutOff(db.sql) }
  const doers = [await openProcess(url, now, never), await openProcess(url, now, often)]
  for (const doer of doers) stack.defer(() => doer.close())
  const teams = await Promise.all(Array.from({ length: teamsAtOnce }, () => foundHistory(doers[0]!.house)))
  const { problems, deeds } = await playBatch({ db, doers, teams, below: randomBelow(seed + 2), ticks, now })
  const [counted] = await db.sql<{ taken: number }[]>`
    select count(*)::int as taken from seat_offers where state = 'taken'`
  assert.deepEqual(problems, [])
  assert.ok(deeds > 80 && counted!.taken > 3, `${deeds} deeds, ${counted!.taken} taken`)
})
