import assert from 'node:assert/strict'
import { test } from 'node:test'
import { later, minute, second } from '#platform/clock'
import { TestClock } from './clock.ts'

test('timers run in the order of their due times, each at its own time, and may set others', async () => {
  const clock = new TestClock(new Date('2026-11-20T21:00:00Z'))
  const ran: string[] = []
  const at = (seconds: number, name: string): (() => void) =>
    clock.at(later(clock.now(), seconds * second), () => ran.push(`${name} ${clock.now().toISOString().slice(17, 19)}`))
  at(3, 'third')
  at(1, 'first')
  const cancel = at(2, 'never')
  clock.at(later(clock.now(), second), () => at(1, 'second'))
  cancel()
  await clock.advance(3 * second)
  assert.deepEqual(ran, ['first 01', 'second 02', 'third 03'])
  await clock.advance(minute)
  assert.equal(ran.length, 3)
})

test('time goes on only when what was begun has settled', async () => {
  const clock = new TestClock()
  const seen: number[] = []
  let begun = Promise.resolve()
  clock.settleWith(() => begun)
  const start = clock.now().getTime()
  clock.at(later(clock.now(), second), () => {
    begun = new Promise((resolve) => setImmediate(resolve)).then(() => void seen.push(clock.now().getTime() - start))
  })
  await clock.advance(minute)
  assert.deepEqual(seen, [second])
})

test('a leap runs what came due late, and once', async () => {
  const clock = new TestClock()
  let beats = 0
  const beat = (): void => {
    beats++
    clock.at(later(clock.now(), second), beat)
  }
  beat()
  await clock.leap(24 * 60 * minute)
  assert.equal(beats, 2)
})
