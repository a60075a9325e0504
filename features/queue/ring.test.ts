import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, second } from '#platform/clock'
import { openNight, type Console } from './night.ts'
import type { QueueView, WaitingView } from './wire.ts'

const shown = (console: Console): QueueView => console.view as QueueView

test('a call rings the two who are idle longest, then everybody free, then everybody, and the first answer wins', async () => {
  const night = await openNight()
  await using _open = night.test
  const later = async (name: 'mateo' | 'ines') => (await night.advance(second), night.onDuty(name))
  const [dee, mateo, ines] = [await night.onDuty('dee'), await later('mateo'), await later('ines')]
  const contactId = await night.call()
  await night.settled()
  assert.deepEqual(
    [dee, mateo, ines].map((one) => shown(one).rings.length),
    [1, 1, 0],
  )
  await night.advance(20 * second)
  assert.deepEqual(
    [dee, mateo, ines].map((one) => shown(one).rings.length),
    [1, 1, 1],
  )
  assert.equal(await ines.say('queue.claim', { contactId, locked: false }), 'ok')
  assert.equal(await dee.say('queue.claim', { contactId, locked: false }), 'taken')
  await night.settled()
  assert.deepEqual(
    [dee, mateo, ines].map((one) => shown(one).rings.length),
    [0, 0, 0],
  )
  assert.equal(shown(ines).mine[0]?.contactId, contactId)
})

test('the caller is told how many are asked, and after three minutes that nobody could come', async () => {
  const night = await openNight()
  await using _open = night.test
  await night.onDuty('dee')
  const contactId = await night.call()
  const page = await night.callerPage(contactId)
  await night.settled()
  const { since: _since, now: _now, ...view } = page.view as WaitingView
  assert.deepEqual(view, { state: 'waiting', asking: 1, usualWait: null, nobody: false, answeredBefore: false })
  await night.advance(3 * minute)
  assert.equal((page.view as WaitingView).nobody, true)
})
