import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { minute, second } from '#platform/clock'
import type { Deadline, DeadlineHandler } from '#platform/house'
import { openBare, type Bare } from '#platform/live/bare'
import { until } from '../tests/child-house.ts'
import { TestClock } from '../tests/clock.ts'
import { cloneDatabase, type TestDatabase } from '../tests/postgres.ts'
import { Proxy } from '../tests/proxy.ts'

const teamId = '0199a000-0000-7000-8000-000000000001'
const name = { teamId, kind: 'call-back', key: 'Inés' }

let database: TestDatabase
before(async () => (database = await cloneDatabase([])))
after(() => database.drop())

/** A house on its own clock, noting what its deadlines did. Each test has keys of its own kind. */
async function openHouse(
  handle?: DeadlineHandler['handle'],
  clock = new TestClock(),
): Promise<Bare & { clock: TestClock; done: Deadline[] }> {
  const done: Deadline[] = []
  const note: DeadlineHandler['handle'] = async (_sql, afterCommit, deadline) =>
    afterCommit(() => void done.push(deadline))
  const house = await openBare(database.url, clock, [{ kind: 'call-back', handle: handle ?? note }])
  clock.settleWith(() => house.settled())
  await house.db.sql`delete from deadlines where team_id = ${teamId}`
  return { ...house, clock, done }
}

const inOne = (house: { clock: TestClock }, milliseconds: number): Date =>
  new Date(house.clock.now().getTime() + milliseconds)

test('a deadline runs when it is due, never before, and once', async () => {
  await using house = await openHouse()
  const dueAt = inOne(house, minute)
  await house.db.transact((sql) => house.deadlines.set(sql, { ...name, dueAt }))
  await house.clock.advance(minute - 1)
  assert.deepEqual(house.done, [])
  await house.clock.advance(1)
  assert.deepEqual(house.done, [{ ...name, dueAt, attempts: 1 }])
  await house.clock.advance(60 * minute)
  assert.equal(house.done.length, 1)
})

test('setting it again moves it, clearing it ends it', async () => {
  await using house = await openHouse()
  await house.db.transact((sql) => house.deadlines.set(sql, { ...name, dueAt: inOne(house, minute) }))
  await house.db.transact((sql) => house.deadlines.set(sql, { ...name, dueAt: inOne(house, 3 * minute) }))
  await house.clock.advance(2 * minute)
  assert.deepEqual(house.done, [])
  await house.db.transact((sql) => house.deadlines.clear(sql, name))
  await house.clock.advance(5 * minute)
  assert.deepEqual(house.done, [])
})

test('a deadline set in a transaction that fails never was', async () => {
  await using house = await openHouse()
  const failed = house.db.transact(async (sql) => {
    await house.deadlines.set(sql, { ...name, dueAt: inOne(house, second) })
    throw new Error('changed our mind')
  })
  await assert.rejects(failed)
  await house.clock.advance(minute)
  assert.deepEqual(house.done, [])
})

test('a deadline that was due before its transaction was over runs right after it', async (t) => {
  // Nobody looks for it by and by.
  t.mock.timers.enable({ apis: ['setInterval'] })
  await using house = await openHouse()
  await house.db.transact(async (sql) => {
    await house.deadlines.set(sql, { ...name, dueAt: inOne(house, second) })
    await house.clock.advance(minute)
    assert.deepEqual(house.done, [])
  })
  await until(() => house.done.length === 1, 10_000)
})

test('a handler may set its own deadline again', async () => {
  let runs = 0
  await using house = await openHouse(async (sql, _afterCommit, deadline) => {
    runs += 1
    await house.deadlines.set(sql, { ...name, dueAt: new Date(deadline.dueAt.getTime() + minute) })
  })
  await house.db.transact((sql) => house.deadlines.set(sql, { ...name, dueAt: inOne(house, minute) }))
  await house.clock.advance(5 * minute)
  assert.equal(runs, 5)
})

test('a handler that throws leaves nothing behind, is logged by kind only, and is tried later and later', async () => {
  const tries: number[] = []
  await using house = await openHouse(async (sql, _afterCommit, { attempts }) => {
    tries.push(house.clock.now().getTime())
    await house.deadlines.set(sql, { teamId, kind: 'call-back', key: 'never kept', dueAt: house.clock.now() })
    if (attempts < 7) throw new Error('Inés cannot be reached')
  })
  const dueAt = inOne(house, minute)
  await house.db.transact((sql) => house.deadlines.set(sql, { ...name, dueAt }))
  await house.clock.advance(minute + 40 * second)
  assert.deepEqual(
    tries.map((at) => (at - dueAt.getTime()) / second),
    [0, 1, 3, 7, 15, 31],
  )
  assert.deepEqual(await house.deadlines.failing(), [{ kind: 'call-back', count: 1 }])
  assert.equal((await house.db.sql`select 1 from deadlines where key = 'never kept'`).length, 0)
  const failures = house.logged.filter((line) => line.includes('deadline failed'))
  assert.equal(failures.length, 6)
  assert.ok(failures.every((line) => line.includes('"deadline":"call-back"') && !line.includes('Inés')))
})

test('two processes: every deadline takes effect once', async () => {
  const clock = new TestClock()
  const note: DeadlineHandler['handle'] = async (sql, _afterCommit, { key }) =>
    void (await sql`insert into stream_heads (team_id, stream_id, last_seq) values (${teamId}, ${`effect ${key}`}, 1)`)
  await using first = await openHouse(note, clock)
  await using second = await openHouse(note, clock)
  await first.db.transact(async (sql) => {
    for (let key = 0; key < 60; key++) {
      await first.deadlines.set(sql, { teamId, kind: 'call-back', key: `${key}`, dueAt: inOne(first, minute) })
    }
  })
  await clock.advance(2 * minute)
  const effects = await first.db.sql`select 1 from stream_heads where stream_id like 'effect %'`
  assert.equal(effects.length, 60)
  assert.equal((await first.db.sql`select 1 from deadlines where kind = 'call-back'`).length, 0)
  assert.deepEqual(
    [...first.logged, ...second.logged].filter((line) => line.includes('failed')),
    [],
  )
})

test('a row that was moved while it waited for its turn is not run', async () => {
  const clock = new TestClock()
  await using house = await openHouse(undefined, clock)
  await house.db.transact((sql) => house.deadlines.set(sql, { ...name, dueAt: inOne(house, minute) }))
  const held = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const moving = house.db.transact(async (sql) => {
    await house.deadlines.set(sql, { ...name, dueAt: inOne(house, 10 * minute) })
    locked.resolve()
    await held.promise
  })
  await locked.promise
  // Only now is it due: the house, which looks by itself every two seconds, could have run it before the move.
  clock.jumpTo(inOne(house, 2 * minute))
  await house.settled()
  held.resolve()
  await moving
  await clock.settle()
  assert.deepEqual(house.done, [])
  await clock.advance(11 * minute)
  assert.equal(house.done.length, 1)
})

test('while PostgreSQL is away the log says once that nobody looks for deadlines, and once that it is over', async (t) => {
  const proxy = await Proxy.open(database.url)
  t.after(() => proxy.close())
  await using house = await openBare(proxy.url, new TestClock())
  const told = (): string[] => house.logged.flatMap((line) => /"(looking for deadlines [a-z]+)"/.exec(line)?.[1] ?? [])
  const once = ['looking for deadlines failed', 'looking for deadlines again']
  for (const round of [1, 2]) {
    proxy.mood = 'refuse'
    proxy.cut('reset')
    for (let tries = 0; tries < 5; tries++) await house.deadlines.settled()
    proxy.mood = 'serve'
    while (told().length < 2 * round) await house.deadlines.settled()
    await house.deadlines.settled()
    assert.deepEqual(told(), round === 1 ? once : [...once, ...once])
  }
})

test('two handlers for one kind are a mistake that stops the start', async () => {
  await assert.rejects(
    openBare(database.url, new TestClock(), [
      { kind: 'same', handle: async () => {} },
      { kind: 'same', handle: async () => {} },
    ]),
    /two handlers for deadlines of kind same/,
  )
})
