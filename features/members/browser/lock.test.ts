import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lock, type Timers } from './lock.ts'

/** Time in the test's hand: `pass` runs what falls due, in order. */
function handTimers(): Timers & { pass: (milliseconds: number) => void; sleep: (milliseconds: number) => void } {
  let now = 0
  let waiting: { at: number; run: () => void }[] = []
  const next = (until: number) => waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    after(milliseconds, run) {
      const entry = { at: now + milliseconds, run }
      waiting.push(entry)
      return () => (waiting = waiting.filter((other) => other !== entry))
    },
    pass(milliseconds) {
      const until = now + milliseconds
      for (let due = next(until); due; due = next(until)) {
        waiting = waiting.filter((other) => other !== due)
        now = due.at
        due.run()
      }
      now = until
    },
    sleep: (milliseconds) => (now += milliseconds),
  }
}

function deesConsole(idle = 600_000) {
  const timers = handTimers()
  let emptied = 0
  const lock = new Lock({ timers, idle: () => idle, onLock: () => emptied++ })
  return { timers, lock, emptied: () => emptied }
}

test('a console starts locked, warns 30 seconds before, and locks once', () => {
  const { timers, lock, emptied } = deesConsole()
  assert.equal(lock.state, 'locked')
  lock.unlocked()
  timers.pass(569_000)
  assert.equal(lock.state, 'open')
  timers.pass(1_000)
  assert.equal(lock.state, 'warning')
  timers.pass(29_999)
  assert.equal(lock.state, 'warning')
  timers.pass(1)
  assert.equal(lock.state, 'locked')
  assert.equal(emptied(), 1)
})

test('a key or "stay" during the warning keeps it open for the whole time again', () => {
  const { timers, lock } = deesConsole()
  lock.unlocked()
  timers.pass(580_000)
  assert.equal(lock.state, 'warning')
  lock.sign()
  assert.equal(lock.state, 'open')
  timers.pass(569_000)
  assert.equal(lock.state, 'open')
  timers.pass(31_000)
  assert.equal(lock.state, 'locked')
})

test('typing all along never warns', () => {
  const { timers, lock } = deesConsole()
  lock.unlocked()
  for (let minute = 0; minute < 60; minute++) {
    timers.pass(60_000)
    lock.sign()
    assert.equal(lock.state, 'open')
  }
})

test('a laptop that slept past the time is locked by the first key, which does not count as a sign', () => {
  const { timers, lock, emptied } = deesConsole()
  lock.unlocked()
  timers.sleep(3_600_000)
  lock.sign()
  assert.equal(lock.state, 'locked')
  assert.equal(emptied(), 1)
})

test('the button locks at once and empties once', () => {
  const { lock, emptied } = deesConsole()
  lock.unlocked()
  lock.lock()
  lock.lock()
  assert.equal(lock.state, 'locked')
  assert.equal(emptied(), 1)
})

test('a Worker that ends and asks for the lock, because it was locked, asks once', () => {
  const timers = handTimers()
  let ended = 0
  const lock: Lock = new Lock({
    timers,
    idle: () => 600_000,
    onLock: () => {
      ended++
      lock.lock()
    },
  })
  lock.unlocked()
  lock.lock()
  assert.deepEqual([ended, lock.state], [1, 'locked'])
})

test('"Answer" waits for the unlock, and gives up after 20 seconds', async () => {
  const { timers, lock } = deesConsole()
  const inTime = lock.unlockWithin(20_000)
  timers.pass(19_000)
  lock.unlocked()
  assert.equal(await inTime, true)
  assert.equal(await lock.unlockWithin(20_000), true)
  lock.lock()
  const tooLate = lock.unlockWithin(20_000)
  timers.pass(20_000)
  lock.unlocked()
  assert.equal(await tooLate, false)
})
