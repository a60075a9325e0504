import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openDatabase, type Sql } from '#platform/database'
import { cloneDatabase } from '../tests/postgres.ts'

const { url, drop } = await cloneDatabase([])
const db = openDatabase({ url })
after(async () => {
  await db.close()
  await drop()
})

test('values arrive as what they are', async () => {
  const [row] = await db.sql`
    select count(*) as many, date '2026-11-20' as day, timestamptz '2026-11-20 21:00+01' as at, '\\x00ff'::bytea as bytes, '{"a": [1]}'::jsonb as json`
  assert.deepEqual(row, {
    many: 1,
    day: '2026-11-20',
    at: new Date('2026-11-20T20:00:00Z'),
    bytes: Buffer.from([0, 255]),
    json: { a: [1] },
  })
})

test('what follows a commit runs after it, and not at all when there is none', async () => {
  await db.sql`create table follows (id int primary key)`
  const ran: string[] = []
  await db.transact(async (sql, afterCommit) => {
    afterCommit(() => ran.push('after'))
    await sql`insert into follows values (1)`
    ran.push('in')
  })
  const undone = db.transact(async (sql, afterCommit) => {
    afterCommit(() => ran.push('never'))
    await sql`insert into follows values (2)`
    throw new Error('no')
  })
  await assert.rejects(undone, /no/)
  assert.deepEqual(ran, ['in', 'after'])
  assert.equal((await db.sql`select from follows`).length, 1)
})

test('a snapshot sees one moment, whatever is kept meanwhile, and writes nothing', async () => {
  await db.sql`create table rings (id int primary key)`
  const many = async (sql: Sql): Promise<number> => (await sql`select from rings`).length
  const seen = await db.snapshot(async (sql) => {
    const before = await many(sql)
    await db.sql`insert into rings values (1)`
    return [before, await many(sql), await many(db.sql)]
  })
  assert.deepEqual(seen, [0, 0, 1])
  await assert.rejects(
    db.snapshot((sql) => sql`insert into rings values (2)`),
    { code: '25006' },
  )
  assert.equal(await db.snapshot(many), 1)
})

test('two transactions that block each other both get through: one is tried again', async () => {
  await db.sql`create table doors (id int primary key, times int not null default 0)`
  await db.sql`insert into doors values (1), (2)`
  let [tries, held] = [0, 0]
  let bothHold = (): void => {}
  const both = new Promise<void>((resolve) => (bothHold = resolve))
  let isThrough = (): void => {}
  const otherThrough = new Promise<void>((resolve) => (isThrough = resolve))
  const through = (first: number, second: number): Promise<void> =>
    db
      .transact(async (sql) => {
        // Whoever tries again comes after the other, who on a busy machine may not have woken yet.
        if (++tries > 2) await otherThrough
        await sql`update doors set times = times + 1 where id = ${first}`
        if (++held === 2) bothHold()
        await both
        await sql`update doors set times = times + 1 where id = ${second}`
      })
      .then(isThrough)
  await Promise.all([through(1, 2), through(2, 1)])
  assert.equal(tries, 3)
  assert.deepEqual(
    (await db.sql`select times from doors order by id`).map(({ times }) => times as number),
    [2, 2],
  )
})

test('any other error is thrown at once', async () => {
  let tries = 0
  const broken = db.transact(async (sql) => {
    tries++
    await sql`select 1 / 0`
  })
  await assert.rejects(broken, { code: '22012' })
  assert.equal(tries, 1)
})

test('whoever stands still in the middle of a transaction holds nobody up: its transaction is ended, and all others go on', async () => {
  const [bound] = await db.sql<
    { said: string }[]
  >`select current_setting('idle_in_transaction_session_timeout') as said`
  assert.equal(bound!.said, '10s')
  await db.sql`create table seats (id int primary key, who text not null)`
  await db.sql`insert into seats values (1, 'nobody')`
  const [holds, moves] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const still = db.transact(async (sql) => {
    await sql`update seats set who = 'still' where id = 1`
    // As after the ten seconds.
    await sql`select set_config('idle_in_transaction_session_timeout', '200', true)`
    holds.resolve()
    await moves.promise
  })
  const isEnded = assert.rejects(still)
  await holds.promise
  await db.transact((sql) => sql`update seats set who = 'other' where id = 1`)
  moves.resolve()
  await isEnded
  await Promise.all(Array.from({ length: 20 }, () => db.sql`select 1`))
  assert.equal((await db.sql<{ who: string }[]>`select who from seats`)[0]!.who, 'other')
})
