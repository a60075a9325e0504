import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase, type Database, type Sql } from '#platform/database'
import { cloneDatabase, type TestDatabase } from '../tests/postgres.ts'
import { Proxy } from '../tests/proxy.ts'

/*
 * A storm over the connections to PostgreSQL, the same for one seed: whatever dies in whatever order, every query is
 * answered or refused, no answer is another query's, no transaction is kept by half, and afterwards all goes on.
 */
const seeds = (process.env['STORM_SEEDS'] ?? '1,2,3').split(',').map(Number)
const stormLasts = 1500
const workers = 24

let database: TestDatabase
let calm: Database
before(async () => {
  database = await cloneDatabase([])
  calm = openDatabase({ url: database.url, connections: 1 })
  await calm.sql`create table halves (pair text not null, half integer not null, primary key (pair, half))`
})
after(async () => {
  await calm.close()
  await database.drop()
})

for (const seed of seeds) {
  test(`storm ${seed}: nothing hangs, nothing is mixed up, nothing is kept by half`, { timeout: 30_000 }, async () => {
    const proxy = await Proxy.open(database.url)
    const db = openDatabase({ url: proxy.url, connections: 4 })
    const chance = dice(seed)
    const kept: string[] = []
    let over = false
    const working = Array.from({ length: workers }, (_, n) => {
      const own = dice(seed * 1000 + n)
      return (async () => {
        for (let turn = 0; !over; turn++) await doSomething(db, own, `${seed}-${n}-${turn}`, kept)
      })()
    })
    for (const end = Date.now() + stormLasts; Date.now() < end; await wait(chance(25))) await harm(proxy, chance)
    proxy.mood = 'serve'
    over = true
    assert.equal(await inTime(Promise.all(working), 8000), true, 'a query never settled')
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(db.sql, i)))
    assert.deepEqual(
      answers,
      Array.from({ length: 40 }, (_, i) => i),
    )
    await db.close()
    await checkHalves(kept)
    await proxy.close()
  })
}

/** Numbers from 0 to below `sides`, the same ones for the same seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

async function harm(proxy: Proxy, chance: (sides: number) => number): Promise<void> {
  const what = chance(12)
  if (what < 4) proxy.cut('reset', chance(4))
  else if (what < 6) proxy.cut('end', chance(4))
  else if (what < 9) await killBackends(chance(3) === 0 ? 10 : 1)
  else if (what === 9) proxy.cut('reset')
  else if (what === 10) {
    proxy.mood = chance(2) ? 'refuse' : 'drop'
    proxy.cut('reset')
    await wait(chance(120))
  } else proxy.mood = 'serve'
  if (chance(2)) proxy.mood = 'serve'
}

const killBackends = (most: number): Promise<unknown> => calm.sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() limit ${most}`

/** One of the things a house does. Refusals are expected; a wrong answer is not. */
async function doSomething(
  db: Database,
  chance: (sides: number) => number,
  name: string,
  kept: string[],
): Promise<void> {
  const what = chance(6)
  const many = Array.from({ length: 1 + chance(30) }, () => chance(1000))
  try {
    if (what === 0) await ask(db.sql, chance(1000))
    else if (what === 1) await settleAll(many.map((i) => ask(db.sql, i)))
    else if (what === 2) await settleAll([...many.map((i) => ask(db.sql, i)), db.sql`select ${undefined as never}`])
    else if (what === 3) await askMuch(db.sql, many, chance(200_000))
    else await keepTwoHalves(db, chance, name)
    if (what > 3) kept.push(name)
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
  }
}

async function ask(sql: Sql, i: number): Promise<number> {
  const rows = await sql<{ i: number }[]>`select ${i}::int as i`
  assert.deepEqual([...rows], [{ i }], 'an answer to another query')
  return i
}

async function askMuch(sql: Sql, numbers: number[], length: number): Promise<void> {
  const text = 'a'.repeat(length)
  const [row] = await sql<
    { text: string; numbers: number[] }[]
  >`select ${text}::text as text, ${numbers}::int[] as numbers`
  assert.equal(row!.text.length, length)
  assert.deepEqual(row!.numbers, numbers)
}

/** Waits in between as a house does that looks something up, goes on after a refusal, and asks several things at once. */
async function keepTwoHalves(db: Database, chance: (sides: number) => number, pair: string): Promise<void> {
  await db.transact(async (sql) => {
    await sql`insert into halves ${sql({ pair, half: 1 })}`
    if (chance(2)) await wait(chance(30))
    if (chance(2)) await settleAll([1, 2, 3, 4].map((i) => ask(sql, i)))
    await sql`insert into halves ${sql({ pair, half: 2 })}`
    if (chance(4) === 0) throw new Error('changed our mind')
  })
}

async function settleAll(all: Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(all))
    if (one.status === 'rejected' && one.reason instanceof assert.AssertionError) throw one.reason
}

/** Whether it is settled after so many milliseconds. */
async function inTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = new AbortController()
  const never = wait(milliseconds, false, { signal: late.signal }).catch(() => false)
  const settled = await Promise.race([work.then(() => true), never])
  late.abort()
  return settled
}

async function checkHalves(kept: string[]): Promise<void> {
  const found = await calm.sql<{ pair: string; count: number }[]>`
    select pair, count(*)::int as count from halves group by pair`
  const whole = new Set(found.filter(({ count }) => count === 2).map(({ pair }) => pair))
  assert.equal(whole.size, found.length, 'half a transaction was kept')
  for (const pair of kept) assert.ok(whole.has(pair), 'what was answered was not kept')
}
