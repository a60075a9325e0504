import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { hour, minute, second } from '#platform/clock'
import { openNight, type Console } from './night.ts'
import { availability } from './index.ts'
import type { QueueView } from './wire.ts'

const uncovered = (console: Console) => (console.view as QueueView).uncovered

test('a line that opens with nobody there: a blip is shown, an alarm follows, and the first to come ends it', async () => {
  const night = await openNight()
  await using _open = night.test
  const ruth = await night.console('ruth')
  await night.settled()
  assert.equal(uncovered(ruth)[0]?.alarmed, false)
  assert.equal((await availability(night.house.db.sql, night.house, night.teamId, night.lineId)).reachable, 0)
  await night.advance(45 * second)
  assert.equal(uncovered(ruth)[0]?.alarmed, true)
  await night.onDuty('dee')
  assert.deepEqual(uncovered(ruth), [])
  assert.equal((await availability(night.house.db.sql, night.house, night.teamId, night.lineId)).reachable, 1)
})

test('a page that reloads within seconds alarms nobody; one that stays away does', async () => {
  const night = await openNight()
  await using _open = night.test
  const ruth = await night.console('ruth')
  const dee = await night.onDuty('dee')
  await dee.leave()
  await night.advance(20 * second)
  assert.equal(uncovered(ruth)[0]?.alarmed, false)
  const again = await night.console('dee')
  await night.settled()
  assert.deepEqual(uncovered(ruth), [])
  await night.advance(5 * minute)
  await again.leave()
  await night.advance(minute)
  assert.equal(uncovered(ruth)[0]?.alarmed, true)
  assert.equal((ruth.view as QueueView).crew[0]?.state, 'unreachable')
})

test('a closed line needs nobody; it is looked at the moment it opens', async () => {
  const night = await openNight()
  await using _open = night.test
  const ruth = await night.console('ruth')
  const dee = await night.onDuty('dee')
  await night.advance(11 * hour)
  await dee.say('duty.out', {})
  await night.settled()
  assert.deepEqual(uncovered(ruth), [], 'closed since 08:00')
  await night.advance(12 * hour - 10 * second)
  assert.deepEqual(uncovered(ruth), [])
  await night.advance(10 * second)
  assert.equal(uncovered(ruth).length, 1, 'open since 20:00')
})

test('the outside heartbeat hears from us every minute while somebody is there, and nothing while nobody is', async () => {
  let beats = 0
  const outside: Server = createServer((_request, answer) => (beats++, answer.end('ok'))).listen(0, '127.0.0.1')
  await new Promise((ready) => outside.once('listening', ready))
  const heartbeatUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/beat`
  const night = await openNight({ config: { heartbeatUrl } })
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const beatsIn = async (minutes: number): Promise<number> => {
    const before = beats
    for (let passed = 0; passed < minutes; passed++) {
      await night.advance(minute)
      await new Promise((heard) => setTimeout(heard, 30))
    }
    return beats - before
  }
  assert.ok((await beatsIn(5)) >= 4)
  await dee.say('duty.out', {})
  await beatsIn(2)
  assert.equal(await beatsIn(5), 0)
  outside.close()
})
