import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, second } from '#platform/clock'
import { peopleOn } from '#features/contacts'
import { openNight, type Console, type Name, type Night } from './night.ts'
import { entriesOf, readWaiting } from './server/store.ts'
import type { QueueView, WaitingView } from './wire.ts'

const shown = (console: Console): QueueView => console.view as QueueView
const told = (page: Console): WaitingView => page.view as WaitingView
const stateOf = async ({ house, teamId }: Night, contactId: string) =>
  (await readWaiting(house.db.sql, { teamId, contactId }))?.situation
const rings = (console: Console): number => shown(console).rings.length

test('"not now" moves on at once when nobody else is being asked', async () => {
  const night = await openNight({
    line: { ring: { asking: 'waves', first: 1, freeAfter: 20, everyoneAfter: 40, notifyAfter: 60 } },
  })
  await using _open = night.test
  const dee = await night.onDuty('dee')
  await night.advance(second)
  const mateo = await night.onDuty('mateo')
  const contactId = await night.call()
  assert.deepEqual([rings(dee), rings(mateo)], [1, 0])
  assert.equal(await dee.say('queue.decline', { contactId }), 'ok')
  await night.settled()
  assert.deepEqual([rings(dee), rings(mateo)], [0, 1])
  await mateo.say('queue.decline', { contactId })
  await night.advance(minute)
  assert.equal((await stateOf(night, contactId))?.state, 'waiting')
  await night.advance(2 * minute)
  assert.deepEqual([rings(dee), rings(mateo)], [1, 1], 'after two minutes of peace everybody is asked again')
})

test('a speaker of the caller’s language is asked first', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const ines = await night.onDuty('ines', { languages: ['es', 'en'] })
  await night.call('es')
  assert.deepEqual([rings(dee), rings(ines)], [0, 1])
  await night.advance(20 * second)
  assert.deepEqual([rings(dee), rings(ines)], [1, 1])
})

test('"Answer" on a locked console claims at once; not unlocked within 20 seconds, it rings on for everybody', async () => {
  const night = await openNight()
  await using _open = night.test
  const [dee, mateo] = [await night.onDuty('dee'), await night.onDuty('mateo')]
  const contactId = await night.call()
  const page = await night.callerPage(contactId)
  assert.equal(await dee.say('queue.claim', { contactId, locked: true }), 'ok')
  assert.equal(await mateo.say('queue.claim', { contactId, locked: false }), 'taken')
  await night.settled()
  assert.deepEqual([rings(dee), rings(mateo), told(page).state], [0, 0, 'coming'])
  assert.deepEqual(await peopleOn(night.house.db.sql, night.teamId, contactId), [], 'not before it is unlocked')
  await night.advance(20 * second)
  assert.deepEqual([rings(dee), rings(mateo), told(page).state], [1, 1, 'waiting'])
  assert.equal(await dee.say('queue.unlocked', { contactId }), 'not yours')
  await dee.say('queue.claim', { contactId, locked: true })
  await night.advance(19 * second)
  assert.equal(await dee.say('queue.unlocked', { contactId }), 'ok')
  await night.settled()
  assert.deepEqual(await peopleOn(night.house.db.sql, night.teamId, contactId), [night.ids.dee])
  assert.equal(told(page).state, 'answered')
})

test('a responder whose console is gone for 30 seconds is followed by somebody new, first in line, and the caller is told', async () => {
  const night = await openNight()
  await using _open = night.test
  const [dee, mateo] = [await night.onDuty('dee'), await night.onDuty('mateo')]
  const contactId = await night.call()
  const page = await night.callerPage(contactId)
  await dee.say('queue.claim', { contactId, locked: false })
  const later = await night.call()
  await dee.leave()
  await night.advance(10 * second)
  assert.equal(told(page).state, 'away')
  await night.advance(21 * second)
  assert.equal(told(page).state, 'handover')
  assert.equal(told(page).answeredBefore, true)
  assert.deepEqual(
    shown(mateo).rings.map((ring) => ring.contactId),
    [contactId, later],
    'before those who wait',
  )
  assert.equal(await mateo.say('queue.claim', { contactId, locked: false }), 'ok')
  await night.settled()
  assert.deepEqual(await peopleOn(night.house.db.sql, night.teamId, contactId), [night.ids.mateo])
  assert.equal(told(page).state, 'answered')
})

test('a responder who comes back within 30 seconds keeps the conversation', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const contactId = await night.call()
  await dee.say('queue.claim', { contactId, locked: false })
  await dee.leave()
  await night.advance(25 * second)
  await night.console('dee')
  await night.advance(2 * minute)
  assert.equal((await stateOf(night, contactId))?.state, 'claimed')
})

test('an offered hand-over rings the others, and the conversation stays with its responder until one of them answers', async () => {
  const night = await openNight()
  await using _open = night.test
  const [dee, mateo] = [await night.onDuty('dee'), await night.onDuty('mateo')]
  const contactId = await night.call()
  await dee.say('queue.claim', { contactId, locked: false })
  assert.equal(await mateo.say('queue.offer', { contactId }), 'not yours')
  assert.equal(await dee.say('queue.offer', { contactId }), 'ok')
  await night.settled()
  assert.deepEqual([rings(dee), rings(mateo)], [0, 1])
  await night.advance(2 * minute)
  assert.equal((await stateOf(night, contactId))?.responder, night.ids.dee, 'nobody came: it stays')
  await dee.say('queue.offer', { contactId })
  await mateo.say('queue.claim', { contactId, locked: false })
  await night.settled()
  assert.equal((await stateOf(night, contactId))?.responder, night.ids.mateo)
  assert.deepEqual(
    (await peopleOn(night.house.db.sql, night.teamId, contactId)).toSorted(),
    [night.ids.dee, night.ids.mateo].toSorted(),
  )
})

test('a caller who leaves before an answer is an end of its own, and stops every ring', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const contactId = await night.call()
  await night.end(contactId, 'left')
  assert.equal((await stateOf(night, contactId))?.state, 'left')
  assert.equal(rings(dee), 0)
  assert.equal(await dee.say('queue.claim', { contactId, locked: false }), 'over')
  const left = await night.house.db.sql`select 1 from deadlines where kind = 'queue.next' and key = ${contactId}`
  assert.equal(left.length, 0)
})

test('a caller’s page that is gone for five minutes before an answer has left; one that comes back still waits', async () => {
  const night = await openNight()
  await using _open = night.test
  await night.onDuty('dee')
  const [lost, found] = [await night.call(), await night.call()]
  const pages = [await night.callerPage(lost), await night.callerPage(found)]
  await night.settled()
  for (const page of pages) await page.leave()
  await night.advance(4 * minute)
  await night.callerPage(found)
  await night.advance(2 * minute)
  assert.equal((await stateOf(night, lost))?.state, 'left')
  assert.equal((await stateOf(night, found))?.state, 'waiting')
})

test('the contact’s timeline tells what happened, in order, and is erased with the contact', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const contactId = await night.call()
  await dee.say('queue.delivered', { contactId })
  await dee.say('queue.seen', { contactId })
  await dee.say('queue.delivered', { contactId })
  await dee.say('queue.claim', { contactId, locked: false })
  const { teamId, house, ids } = night
  assert.deepEqual(
    (await entriesOf(house.db.sql, { teamId, contactId })).map((entry) => entry.kind),
    ['asked', 'delivered', 'seen', 'claimed'],
  )
  await night.end(contactId, 'crew')
  const entries = await entriesOf(house.db.sql, { teamId, contactId })
  assert.deepEqual(
    entries.map((entry) => entry.kind),
    ['claimed', 'ended'],
  )
  assert.equal(entries[0]?.memberId, ids.dee)
  const timeline = house.db.sql`select 1 from ring_entries where contact_id = ${contactId}`
  assert.equal((await timeline).length, 2)
  await night.advance(25 * 60 * minute)
  assert.equal((await house.db.sql`select 1 from ring_entries where contact_id = ${contactId}`).length, 0)
  assert.equal(await readWaiting(house.db.sql, { teamId, contactId }), null)
})

test('clocking in needs a test ring that was heard on this very device', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.console('dee')
  const on = { lineIds: [night.lineId], languages: ['en'] }
  assert.equal(await dee.say('duty.in', on), 'test-first')
  const ringId = '7a1c3c1e-6d0a-4e57-9a2f-0d6a6f0f9f11'
  await dee.say('duty.test', { ringId })
  await night.settled()
  assert.equal(shown(dee).me.testRing?.ringId, ringId)
  assert.equal(await dee.say('duty.in', on), 'test-first')
  assert.equal(await dee.say('duty.heard', { ringId: crypto.randomUUID() }), 'no-test')
  assert.equal(await dee.say('duty.heard', { ringId }), 'ok')
  assert.equal(await dee.say('duty.in', { ...on, lineIds: [crypto.randomUUID()] }), 'unknown-line')
  assert.equal(await dee.say('duty.in', on), 'ok')
})

test('on a break nothing rings; back from it, whoever waits rings at once', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  await dee.say('duty.break', { on: true })
  await night.call()
  assert.equal(rings(dee), 0)
  await dee.say('duty.break', { on: false })
  await night.settled()
  assert.equal(rings(dee), 1)
  await dee.say('duty.out', {})
  await night.settled()
  assert.equal(rings(dee), 0)
})

export type { Name }
