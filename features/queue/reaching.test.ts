import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { second } from '#platform/clock'
import { memberRemoved } from '#features/keys'
import { availability } from './index.ts'
import { until } from '../../tests/child-house.ts'
import { openNight, type Console, type Night } from './night.ts'
import { readWaiting } from './server/store.ts'
import type { QueueView, TimelineView, WaitingView } from './wire.ts'

const told = (page: Console): WaitingView => page.view as WaitingView
const stateOf = async ({ house, teamId }: Night, contactId: string) =>
  (await readWaiting(house.db.sql, { teamId, contactId }))?.situation

test('a page that is gone does not count among those we ask; a device that answers its push does, for a minute', async () => {
  let pushed = 0
  const service = createServer((_request, answer) => (pushed++, answer.writeHead(201).end())).listen(0, '127.0.0.1')
  await new Promise((ready) => service.once('listening', ready))
  const night = await openNight()
  await using _open = night.test
  const request = (path: string, body: object): Promise<Response> =>
    night.test.request(path, { method: 'POST', headers: { cookie: 'who=dee' }, body })
  const dee = await night.onDuty('dee')
  await request('/api/alarms/devices', { endpoint: `http://127.0.0.1:${(service.address() as AddressInfo).port}/dee` })
  await dee.leave()
  await night.settled()
  const contactId = await night.call()
  const page = await night.callerPage(contactId)
  assert.equal(told(page).asking, 0, 'asked by push, but nobody knows whether it arrived')
  await until(() => pushed > 0)
  assert.equal(pushed, 1)
  assert.deepEqual(await (await request('/api/alarms/ack', {})).json(), { inTime: true })
  await night.settled()
  assert.equal(told(page).asking, 1)
  const now = await availability(night.house.db.sql, night.house, night.teamId, night.lineId)
  assert.deepEqual([now.reachable, now.onDuty], [1, 1])
  await night.advance(60 * second)
  const later = await availability(night.house.db.sql, night.house, night.teamId, night.lineId)
  assert.deepEqual([later.reachable, later.onDuty], [0, 1])
  const ruth = await night.console('ruth')
  assert.equal((ruth.view as QueueView).uncovered.length, 1, 'noticed although nothing happened but time')
  service.close()
})

test('somebody who is removed from the team is off duty at once, and what they held rings for somebody new', async () => {
  const night = await openNight()
  await using _open = night.test
  const { house, teamId, ids } = night
  const [dee, mateo] = [await night.onDuty('dee'), await night.onDuty('mateo')]
  const [held, ringing] = [await night.call(), await night.call()]
  await dee.say('queue.claim', { contactId: held, locked: false })
  await house.db.transact((sql, afterCommit) =>
    house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId: ids.dee } }),
  )
  await night.settled()
  assert.equal((await stateOf(night, held))?.state, 'handover')
  assert.deepEqual(
    (mateo.view as QueueView).rings.map((ring) => ring.contactId),
    [held, ringing],
  )
  assert.deepEqual(
    (mateo.view as QueueView).crew.map((one) => one.memberId),
    [ids.mateo],
  )
})

test('the timeline is for those who may read the contact, and for nobody else', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const contactId = await night.call()
  await dee.say('queue.claim', { contactId, locked: false })
  const timelineOf = async (name: 'dee' | 'sam' | 'ruth'): Promise<TimelineView | undefined> => {
    const page = await night.page(`who=${name}`, { topic: 'timeline', key: contactId })
    return page.view as TimelineView | undefined
  }
  assert.deepEqual(
    (await timelineOf('dee'))?.entries.map((entry) => entry.kind),
    ['asked', 'claimed'],
  )
  assert.equal(await timelineOf('sam'), undefined)
  assert.ok(await timelineOf('ruth'), 'stewards may read every contact')
})

test('a caller follows only their own waiting, and a console none', async () => {
  const night = await openNight()
  await using _open = night.test
  const [mine, other] = [await night.call(), await night.call()]
  const nosy = await night.page(`caller=${mine}`, { topic: 'waiting', key: other })
  assert.equal(nosy.view, undefined)
  const dee = await night.page('who=dee', { topic: 'waiting', key: mine })
  assert.equal(dee.view, undefined)
  assert.equal(await nosy.say('queue.claim', { contactId: mine, locked: false }), 'not-allowed')
})

test('the usual wait is said only when five answers were measured', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  for (const seconds of [3, 9, 4, 5]) await answered(night, dee, seconds)
  const usual = async () => (await availability(night.house.db.sql, night.house, night.teamId, night.lineId)).usualWait
  assert.equal(await usual(), null)
  await answered(night, dee, 60)
  assert.equal(await usual(), 5)
})

async function answered(night: Night, dee: Console, seconds: number): Promise<void> {
  const contactId = await night.call()
  await night.advance(seconds * second)
  await dee.say('queue.claim', { contactId, locked: false })
  await night.end(contactId, 'crew')
}
