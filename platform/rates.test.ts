import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, second } from '#platform/clock'
import { Rates } from '#platform/rates'
import { TestClock } from '../tests/clock.ts'

const rate = { per: 10 * second, burst: 2 }

test('a burst goes through, then one at a time; the answer says how long to wait', async () => {
  const clock = new TestClock()
  const rates = new Rates(clock)
  assert.deepEqual(
    [1, 2, 3].map(() => rates.take('chat', 'a', rate)),
    [0, 0, 10 * second],
  )
  assert.equal(rates.take('chat', 'b', rate), 0)
  assert.equal(rates.take('other', 'a', rate), 0)
  await clock.advance(4 * second)
  assert.equal(rates.take('chat', 'a', rate), 6 * second)
  await clock.advance(6 * second)
  assert.equal(rates.take('chat', 'a', rate), 0)
  await clock.advance(60 * minute)
  assert.deepEqual(
    [1, 2, 3].map(() => rates.take('chat', 'a', rate) > 0),
    [false, false, true],
  )
})

test('a clock that goes backwards gives nothing away and takes nothing', () => {
  const clock = new TestClock()
  const rates = new Rates(clock)
  rates.take('chat', 'a', rate)
  clock.jumpTo(new Date(clock.now().getTime() - 24 * 60 * minute))
  assert.equal(rates.take('chat', 'a', rate), 0)
  assert.ok(rates.take('chat', 'a', rate) <= 10 * second)
})

test('cooling keeps one key away for a while, and forgetting lets it in again', async () => {
  const clock = new TestClock()
  const rates = new Rates(clock)
  rates.cool('chat', 'a', { milliseconds: minute, rate })
  assert.equal(rates.take('chat', 'a', rate), minute)
  await clock.advance(minute)
  assert.equal(rates.take('chat', 'a', rate), 0)
  rates.cool('chat', 'a', { milliseconds: minute, rate })
  rates.forget('chat', 'a')
  assert.equal(rates.take('chat', 'a', rate), 0)
})

test('memory is bounded: the key not seen for longest is forgotten first', () => {
  const rates = new Rates(new TestClock(), 2)
  const once = { per: minute, burst: 1 }
  for (const key of ['a', 'b', 'a', 'c']) rates.take('chat', key, once)
  assert.equal(rates.take('chat', 'b', once), 0, 'b was forgotten')
  assert.ok(rates.take('chat', 'c', once) > 0, 'c was kept')
})
