import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type postgres from 'postgres'
import { openDatabase, type Database } from '#platform/database'
import { cloneDatabase, type TestDatabase } from '../tests/postgres.ts'
import { Proxy } from '../tests/proxy.ts'

/*
 * What postgres.js does wrong when a connection dies, one defect at a time; tools/mend-postgres.js mends them. Without it
 * the tests here end with an error nobody could catch, wait for ever, or find what should not have been kept.
 */
const limit = { timeout: 15_000 }
let database: TestDatabase
let proxy: Proxy
let db: Database
before(async () => (database = await cloneDatabase([])))
after(() => database.drop())
beforeEach(async () => {
  proxy = await Proxy.open(database.url)
  // One connection only: whatever comes afterwards must come over the one that died.
  db = openDatabase({ url: proxy.url, connections: 1 })
  await db.sql`drop table if exists kept`
  await db.sql`create table kept (what text primary key)`
})
afterEach(async () => {
  await db.close()
  await proxy.close()
})

const ask = async (i: number): Promise<number> => (await db.sql<{ i: number }[]>`select ${i}::int as i`)[0]!.i
const gone = { code: /^(CONNECTION_CLOSED|ECONNRESET|EPIPE|57P01)$/ }
const refused = (work: Promise<unknown>): Promise<void> =>
  assert.rejects(work, (error: { code?: string }) => gone.code.test(error.code ?? ''))

for (const how of ['reset', 'end'] as const) {
  test(`a transaction whose connection dies (${how}) is refused, whatever it still asks`, limit, async () => {
    const lost = db.transact(async (sql) => {
      await sql`select 1`
      proxy.cut(how)
      for (let tries = 0; tries < 50; tries++) await sql`select ${tries}::int`.catch(() => null)
      await sql`select 1`
    })
    await refused(lost)
    assert.equal(await ask(1), 1)
    assert.equal(await ask(2), 2)
  })

  test(
    `many queries under way when their connection dies (${how}) are refused, and the next are answered`,
    limit,
    async () => {
      for (let round = 0; round < 20; round++) {
        const asked = Array.from({ length: 20 }, (_, i) => ask(i).catch(() => null))
        setImmediate(() => proxy.cut(how))
        await Promise.all(asked)
        // The last cut may meet one of these as well; afterwards nothing may be left of it.
        await ask(100).catch(() => null)
      }
      assert.deepEqual(await Promise.all([1, 2, 3].map(ask)), [1, 2, 3])
    },
  )
}

test('a write put off by a connection that closes is refused where it was asked', limit, async () => {
  const sql = await (db.sql as postgres.Sql).reserve()
  await sql`select 1`
  proxy.cut('end')
  await refused(sql`select 1`.execute())
  await refused(sql`select 2`.execute())
  await (db.sql as postgres.Sql).end({ timeout: 0 })
})

test('what a transaction asks after its connection died does not reach the next one', limit, async () => {
  const [begun, again] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const lost = db.transact(async (sql) => {
    await sql`select 1`
    begun.resolve()
    await again.promise
    await sql`insert into kept values ('by the one that died')`
  })
  await begun.promise
  proxy.cut('reset')
  await refused(lost)
  const undone = db.transact(async (sql) => {
    await sql`insert into kept values ('by the one that was undone')`
    again.resolve()
    await new Promise((resolve) => setTimeout(resolve, 50))
    throw new Error('changed our mind')
  })
  await assert.rejects(undone, /changed our mind/)
  assert.deepEqual([...(await db.sql`select what from kept`)], [])
})

test('what waits inside a transaction is refused when its connection dies', limit, async () => {
  let waiting: Promise<PromiseSettledResult<unknown>[]> | undefined
  const lost = db.transact(async (sql) => {
    const slow = sql`select pg_sleep(5)`
    const more = [1, 2, 3].map((i) => sql`select ${i}::int as i`)
    waiting = Promise.allSettled([slow, ...more])
    setTimeout(() => proxy.cut('reset'), 50)
    await waiting
  })
  await refused(lost)
  for (const one of await waiting!) assert.equal(one.status, 'rejected')
})

test('a query that cannot be written takes none with it', limit, async () => {
  const first = ask(1)
  const impossible = db.sql`select ${undefined as never}::int`
  const last = ask(3)
  await assert.rejects(impossible, { code: 'UNDEFINED_VALUE' })
  assert.deepEqual([await first, await last], [1, 3])
})

test('a server that takes connections and drops them is asked at a pace, until it answers', limit, async () => {
  proxy.cut('reset')
  await ask(0).catch(() => null)
  proxy.mood = 'drop'
  const asked = ask(7)
  const settled = asked.catch(() => null)
  const before = proxy.taken
  await new Promise((resolve) => setTimeout(resolve, 400))
  assert.ok(proxy.taken - before < 20, `asked ${proxy.taken - before} times`)
  proxy.mood = 'serve'
  assert.equal(await settled, 7)
})

test('a house that closes while PostgreSQL is away leaves no connection behind', limit, async () => {
  proxy.cut('reset')
  await ask(0).catch(() => null)
  proxy.mood = 'drop'
  const asked = ask(1).catch(() => 'refused')
  await new Promise((resolve) => setTimeout(resolve, 400))
  await (db.sql as postgres.Sql).end({ timeout: 0 })
  proxy.mood = 'serve'
  assert.equal(await asked, 'refused')
  await new Promise((resolve) => setTimeout(resolve, 1200))
  assert.equal(proxy.count, 0)
})
