import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute, second } from '#platform/clock'
import { randomId } from '#platform/ids'
import { contactOf } from '#features/contacts'
import { firstLine, insertLine } from '#features/lines'
import { openNight, type Console } from './night.ts'
import { entriesOf, readWaiting } from './server/store.ts'
import type { QueueView } from './wire.ts'

/* Who may answer, how many at once, and the end of a conversation that nobody ends. */

const answer = (console: Console, contactId: string): Promise<string> =>
  console.say('queue.claim', { contactId, locked: false })
const rings = (console: Console): number => (console.view as QueueView).rings.length

test('clocking in decides who answers: off duty, and on duty for another line, is refused', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const [mateo, amara] = [await night.console('mateo'), await night.console('amara')]
  const contactId = await night.call()
  assert.equal(await answer(mateo, contactId), 'off duty')
  const other = { teamId: night.teamId, lineId: randomId(), at: night.house.clock.now() }
  await night.house.db.transact((sql) => insertLine(sql, other, { ...firstLine(['en', 'es']), path: 'other' }))
  const ines = await night.onDuty('ines')
  await ines.say('duty.in', { lineIds: [other.lineId], languages: ['en'] })
  assert.equal(await answer(ines, contactId), 'off duty', 'on duty for another line')
  assert.equal(await answer(amara, contactId), 'off duty', 'nobody has called coordinators yet')
  await dee.say('duty.out', {})
  await night.settled()
  assert.equal(await answer(mateo, contactId), 'off duty', 'a responder goes on duty first, also when nobody is there')
  assert.equal(await answer(amara, contactId), 'ok', 'a coordinator who was called may help at once')
})

test('two contacts at once and no third, until everybody on duty is asked', async () => {
  const night = await openNight()
  await using _open = night.test
  const [dee, mateo] = [await night.onDuty('dee'), await night.onDuty('mateo')]
  const calls = [await night.call(), await night.call(), await night.call()] as const
  assert.equal(rings(dee), 3)
  assert.equal(await answer(dee, calls[0]), 'ok')
  assert.equal(await answer(dee, calls[1]), 'ok')
  await night.settled()
  assert.equal(rings(dee), 0, 'what she could not answer does not ring')
  assert.equal(rings(mateo), 1)
  assert.equal(await answer(dee, calls[2]), 'full')
  await night.advance(20 * second)
  assert.equal(await answer(dee, calls[2]), 'full', 'everybody free is asked, and she is not')
  await night.advance(20 * second)
  assert.equal(rings(dee), 1, 'now everybody on duty is asked')
  assert.equal(await answer(dee, calls[2]), 'ok')
})

test('two pages of one person cannot share the last free place', async () => {
  const night = await openNight({ line: { perPerson: 1 } })
  await using _open = night.test
  const dee = await night.onDuty('dee')
  await night.onDuty('mateo')
  const second = await night.console('dee')
  for (let round = 0; round < 5; round++) {
    const calls = [await night.call(), await night.call()] as const
    const answers = await Promise.all([answer(dee, calls[0]), answer(second, calls[1])])
    assert.deepEqual(answers.toSorted(), ['full', 'ok'])
    for (const contactId of calls) await night.end(contactId, 'crew')
  }
})

test('a chat whose caller is gone for six hours ends by itself, said before, and its erasing clock starts', async () => {
  const night = await openNight()
  await using _open = night.test
  const { house, teamId } = night
  const place = { teamId, contactId: await night.call() }
  const dee = await night.onDuty('dee')
  const page = await night.callerPage(place.contactId)
  await answer(dee, place.contactId)
  const ends = (): string | null | undefined => (dee.view as QueueView).mine[0]?.endsAt
  await night.advance(5 * minute)
  assert.equal(ends(), null)
  const left = house.clock.now().getTime()
  await page.leave()
  await night.advance(minute)
  assert.equal(ends(), new Date(left + 6 * hour).toISOString())
  await night.advance(5 * hour)
  assert.equal((await readWaiting(house.db.sql, place))?.situation.state, 'claimed')
  await night.advance(hour)
  assert.equal((await readWaiting(house.db.sql, place))?.situation.state, 'ended')
  assert.equal((await contactOf(house.db.sql, teamId, place.contactId))?.state, 'ended')
  const kinds = (await entriesOf(house.db.sql, place)).map((entry) => entry.kind)
  assert.deepEqual(kinds.slice(-2), ['caller gone', 'ended'])
  const clock = await house.db.sql`select 1 from deadlines where kind = 'contact.erase' and key = ${place.contactId}`
  assert.equal(clock.length, 1)
})

test('a caller who comes back in time has all six hours again', async () => {
  const night = await openNight()
  await using _open = night.test
  const contactId = await night.call()
  const dee = await night.onDuty('dee')
  await answer(dee, contactId)
  await night.advance(5 * hour)
  const page = await night.callerPage(contactId)
  await night.settled()
  await page.leave()
  await night.advance(5 * hour)
  const { situation } = (await readWaiting(night.house.db.sql, { teamId: night.teamId, contactId }))!
  assert.equal(situation.state, 'claimed')
})
