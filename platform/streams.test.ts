import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '#platform/clock'
import { randomId } from '#platform/ids'
import { openBare, type Bare } from '#platform/live/bare'
import { Collected } from '#platform/live/rehearsal'
import type { StreamRow } from '#platform/streams'
import { appendRows } from '#platform/streams/store'
import { TestClock } from '../tests/clock.ts'
import { cloneDatabase, type TestDatabase } from '../tests/postgres.ts'

const teamId = '0199a000-0000-7000-8000-000000000001'
const limit = { timeout: 20_000 }

let database: TestDatabase
before(async () => (database = await cloneDatabase([])))
after(() => database.drop())

const openHouse = (clock = new TestClock()): Promise<Bare> => openBare(database.url, clock)
const row = (
  streamId: string,
  body = '"hello"',
  id = randomId(),
): { teamId: string; streamId: string; id: string; body: string } => ({
  teamId,
  streamId,
  id,
  body,
})
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
const follow = (house: Bare, streamId: string, after = 0): Collected<StreamRow | 'ended'> => {
  const seen = new Collected<StreamRow | 'ended'>()
  house.streams.follow({ teamId, streamId }, after, {
    rows: (rows) => seen.add(...rows),
    ended: () => seen.add('ended'),
  })
  return seen
}
const seqs = (seen: Collected<StreamRow | 'ended'>): (number | string)[] =>
  seen.all.map((one) => (one === 'ended' ? one : one.seq))

test('sequences start at 1 and have no gap, in each stream for itself', limit, async () => {
  await using house = await openHouse()
  const streams = ['gaps a', 'gaps b', 'gaps c']
  const places = await Promise.all(numbers(300).map((n) => house.streams.append(row(streams[n % 3]!, `${n}`))))
  for (const index of [0, 1, 2]) {
    const its = places.filter((_, n) => (n + 1) % 3 === index).map(({ seq }) => seq)
    assert.deepEqual(its, numbers(100))
    const kept = await house.streams.read({ teamId, streamId: streams[index]! })
    assert.deepEqual(
      kept.map(({ seq }) => seq),
      numbers(100),
    )
  }
})

test('an id said again has the place it had, also within one batch and from another process', limit, async () => {
  await using house = await openHouse()
  await using other = await openHouse()
  const once = row('twice')
  const places = await Promise.all([...numbers(5).map(() => house.streams.append(once)), other.streams.append(once)])
  assert.deepEqual(
    places,
    numbers(6).map(() => ({ seq: 1 })),
  )
  assert.deepEqual(await house.db.transact((sql, afterCommit) => house.streams.appendIn(sql, afterCommit, once)), {
    seq: 1,
  })
  assert.equal((await house.streams.append(row('twice'))).seq, 2)
})

test('an id that holds something else is refused, and its neighbours are kept', limit, async () => {
  await using house = await openHouse()
  const first = row('other body', '"one"')
  const tries = await Promise.allSettled([
    house.streams.append(first),
    house.streams.append({ ...first, body: '"two"' }),
    house.streams.append(row('other body', '"three"')),
  ])
  assert.deepEqual(
    tries.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal((tries[1] as PromiseRejectedResult).reason.code, 'other-body')
  const kept = await house.streams.read({ teamId, streamId: 'other body' })
  assert.deepEqual(kept.map(({ body }) => body).toSorted(), ['"one"', '"three"'])
})

test('one impossible row does not take its neighbours with it', limit, async () => {
  await using house = await openHouse()
  const tries = await Promise.allSettled([
    house.streams.append(row('neighbours')),
    house.streams.append({ ...row('neighbours'), id: 'not an id' }),
    house.streams.append(row('neighbours', 'a \u0000 inside')),
    house.streams.append(row('neighbours')),
  ])
  assert.deepEqual(
    tries.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
})

test('a follower on each of two processes sees every row once and in order', limit, async () => {
  await using house = await openHouse()
  await using other = await openHouse()
  const here = follow(house, 'both')
  const there = follow(other, 'both')
  await Promise.all(numbers(200).map((n) => (n % 2 ? house : other).streams.append(row('both'))))
  await here.until((all) => all.length >= 200)
  await there.until((all) => all.length >= 200)
  assert.deepEqual(seqs(here), numbers(200))
  assert.deepEqual(seqs(there), numbers(200))
})

test('a row whose process died before it told anybody is shown as soon as it is said again', limit, async () => {
  await using house = await openHouse()
  await using other = await openHouse()
  const seen = [follow(house, 'untold'), follow(other, 'untold')]
  await Promise.all([house.settled(), other.settled()])
  const once = row('untold')
  await appendRows(house.db.sql, [once])
  const before = Date.now()
  await house.streams.append(once)
  for (const one of seen) await one.until((all) => all.length === 1)
  assert.ok(Date.now() - before < 5000, 'not only by looking again every 15 s')
})

test('a late follower gets what was before, a returning one what came after its cursor', limit, async () => {
  await using house = await openHouse()
  await Promise.all(numbers(1000).map(() => house.streams.append(row('late'))))
  const everything = follow(house, 'late')
  const rest = follow(house, 'late', 990)
  await house.streams.append(row('late'))
  await everything.until((all) => all.length >= 1001)
  await rest.until((all) => all.length >= 11)
  assert.deepEqual(seqs(everything), numbers(1001))
  assert.deepEqual(
    seqs(rest),
    numbers(11).map((n) => 990 + n),
  )
})

test('a paused follower is given the rest when it goes on', limit, async () => {
  await using house = await openHouse()
  const seen = new Collected<StreamRow>()
  const following = house.streams.follow({ teamId, streamId: 'paused' }, 0, {
    rows: (rows) => seen.add(...rows),
    ended: () => {},
  })
  await house.streams.append(row('paused'))
  await seen.until((all) => all.length === 1)
  following.pause()
  await Promise.all(numbers(600).map(() => house.streams.append(row('paused'))))
  assert.equal(seen.all.length, 1)
  following.resume()
  await seen.until((all) => all.length === 601)
  assert.deepEqual(
    seen.all.map(({ seq }) => seq),
    numbers(601),
  )
})

test('an append in a transaction is seen after the commit, and never when there is none', limit, async () => {
  await using house = await openHouse()
  const seen = follow(house, 'in one')
  const undone = house.db.transact(async (sql, afterCommit) => {
    await house.streams.appendIn(sql, afterCommit, row('in one'))
    throw new Error('changed our mind')
  })
  await assert.rejects(undone)
  await house.db.transact((sql, afterCommit) => house.streams.appendIn(sql, afterCommit, row('in one', '"kept"')))
  await seen.until((all) => all.length === 1)
  assert.deepEqual(
    seen.all.map((one) => one !== 'ended' && [one.seq, one.body]),
    [[1, '"kept"']],
  )
})

test('a dropped stream ends its followers everywhere and takes nothing late', limit, async () => {
  const clock = new TestClock()
  await using house = await openHouse(clock)
  await using other = await openHouse(clock)
  for (const one of [house, other]) clock.settleWith(() => one.settled())
  await house.streams.append(row('dropped'))
  const here = follow(house, 'dropped')
  const there = follow(other, 'dropped')
  await here.until((all) => all.length === 1)
  await there.until((all) => all.length === 1)
  await house.db.transact((sql) => house.streams.drop(sql, teamId, 'dropped'))
  await here.until((all) => all.at(-1) === 'ended')
  await there.until((all) => all.at(-1) === 'ended')
  await assert.rejects(other.streams.append(row('dropped')), { code: 'stream-dropped' })
  await assert.rejects(
    house.db.transact((sql, afterCommit) => house.streams.appendIn(sql, afterCommit, row('dropped'))),
    { code: 'stream-dropped' },
  )
  assert.deepEqual(await house.streams.read({ teamId, streamId: 'dropped' }), [])
  await clock.advance(day)
  const left = await house.db.sql`select 1 from stream_heads where stream_id = 'dropped'`
  assert.equal(left.length, 0)
})

test('a stream that forgets its oldest rows goes on without a gap for its followers', limit, async () => {
  await using house = await openHouse()
  await Promise.all(numbers(20).map(() => house.streams.append(row('cut'))))
  await house.db.transact((sql) => house.streams.cut(sql, { teamId, streamId: 'cut' }, 15))
  const seen = follow(house, 'cut')
  await house.streams.append(row('cut'))
  await seen.until((all) => all.length === 6)
  assert.deepEqual(seqs(seen), [16, 17, 18, 19, 20, 21])
})
