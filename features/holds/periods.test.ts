import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { promiseKept, promiseMade } from '#features/holds'
import { floor, openLine, startChat, until } from '../chat/acting.ts'
import { openTestHouse } from '../../tests/house.ts'
import { foundByRuth, type People } from '../../tests/people.ts'
import {
  act,
  askHold,
  chatOf,
  consoleOf,
  endedChat,
  goingFor,
  isThere,
  leave,
  type Ended,
} from '../../tests/keeping.ts'

/* How long lines keep, what is promised, and how a change becomes true where there are fewer than three stewards. */

async function askPeriods(ended: Ended, contactDays: number, caseDays = 30): Promise<string> {
  const { keeping } = consoleOf(ended, ended.people.ruth)
  await until(() => keeping.view, 'the view')
  await keeping.changePeriods(ended.lineId, { contactDays, caseDays })
  await ended.house.settled()
  const motions = await ended.house.house.db.sql<{ id: string }[]>`
    select motion_id as id from motions where kind = 'periods' order by moved_at desc, motion_id limit 1`
  return motions[0]!.id
}

const goesAt = async (ended: Ended): Promise<number> =>
  (new Date((await goingFor(ended, ended.people.ruth))!.at!).getTime() - ended.house.clock.now().getTime()) / day

test('another period is true once a second steward agrees, for what ended before it and after it', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { amara, dee } = ended.people
  assert.equal(await goesAt(ended), 14)
  const longer = await askPeriods(ended, 30)
  assert.equal(await goesAt(ended), 14, 'asked for, nothing has changed')
  assert.deepEqual(await act(ended, amara, longer, 'agreement'), { status: 200, code: 'over' })
  assert.equal(await goesAt(ended), 30)
  const next = { ...ended, ...(await chatOf(house, 'more')) }
  await leave(next)
  assert.equal(await goesAt(next), 30)
  await house.clock.leap(14 * day + minute)
  assert.equal(await isThere(ended), true)
  for (const person of [amara, dee, ended.people.ruth]) await person.signIn()
  const shorter = await askPeriods(ended, 7)
  await act(ended, amara, shorter, 'agreement')
  await house.clock.advance(1)
  assert.equal(await isThere(ended), false, 'past the shorter one: gone at once')
  ended.talk.wipe()
  next.talk.wipe()
})

test('no more than 30 days for a contact and 90 for a case, no less than one, for a line there is', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const ask = (body: object): Promise<Response> =>
    ended.people.ruth.request('/api/motions', {
      method: 'POST',
      body: { kind: 'periods', motionId: randomId(), lineId: ended.lineId, contactDays: 14, caseDays: 30, ...body },
    })
  for (const wrong of [
    { contactDays: 31 },
    { contactDays: 0 },
    { caseDays: 91 },
    { caseDays: 0 },
    { contactDays: 1.5 },
  ])
    assert.ok((await ask(wrong)).status >= 400, JSON.stringify(wrong))
  assert.equal((await ask({ lineId: randomId() })).status, 404)
  assert.equal((await ask({ contactDays: 30, caseDays: 90 })).status, 200)
  assert.equal(house.house.keyStore.has(ended.contactId), true)
  ended.talk.wipe()
})

test('no clock destroys an unkept promise; with the last one kept it starts from there; the caller’s wish passes over it', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { db } = house.house
  const place = { teamId: ended.people.team.teamId, objectId: ended.contactId }
  const [first, second] = [randomId(), randomId()]
  for (const promiseId of [first, second])
    await db.transact((sql) => promiseMade(sql, house.house, { ...place, promiseId }))
  assert.deepEqual((await goingFor(ended, ended.people.ruth))!.why, 'promise')
  await house.clock.leap(40 * day)
  assert.equal(await isThere(ended), true)
  await ended.people.ruth.signIn()
  await db.transact((sql) => promiseKept(sql, house.house, { ...place, promiseId: first }))
  assert.equal((await goingFor(ended, ended.people.ruth))!.why, 'promise')
  await db.transact((sql) => promiseKept(sql, house.house, { ...place, promiseId: second }))
  assert.equal(await goesAt(ended), 14)
  await db.transact((sql) => promiseMade(sql, house.house, { ...place, promiseId: first }))
  await leave(ended, true)
  await house.clock.leap(hour + minute)
  assert.equal(await isThere(ended), false)
  assert.equal((await db.sql`select 1 from object_promises`).length, 0)
  ended.talk.wipe()
})

async function aloneWithRuth(): Promise<Ended> {
  const house = await openTestHouse({ features: floor })
  const { team, ruth } = await foundByRuth(house)
  const people = { team, ruth, amara: ruth, noor: ruth, dee: ruth, mateo: ruth, ines: ruth, sam: ruth } as People
  const lineId = await openLine(house, people)
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  const ended = { house, people, lineId, talk, contactId: talk.contactId }
  talk.write('words')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the message being kept')
  await leave(ended)
  return ended
}

test('one steward alone: a hold begins after 24 hours in everybody’s sight, and can be withdrawn until then', async () => {
  const ended = await aloneWithRuth()
  await using house = ended.house
  const { ruth } = ended.people
  const withdrawn = await askHold(ended, ruth, 20)
  assert.deepEqual(await act(ended, ruth, withdrawn, 'withdrawal'), { status: 200, code: 'withdrawn' })
  const hold = await askHold(ended, ruth, 20)
  assert.deepEqual(await act(ended, ruth, hold, 'agreement'), { status: 409, code: 'own' })
  await house.clock.advance(day - minute)
  assert.equal((await goingFor(ended, ruth))!.why, 'clock')
  await house.clock.advance(2 * minute)
  assert.equal((await goingFor(ended, ruth))!.why, 'held')
  const { keeping } = consoleOf(ended, ruth)
  const view = await until(() => keeping.view, 'the view')
  assert.equal(view.rule, 'waiting')
  assert.deepEqual(view.motions.map(({ state }) => state).toSorted(), ['standing', 'withdrawn'])
  ended.talk.wipe()
})

test('another server takes over the wait: nothing is only in memory', async () => {
  const ended = await aloneWithRuth()
  const hold = await askHold(ended, ended.people.ruth, 20)
  ended.talk.wipe()
  const house = await ended.house.restarted()
  await house.clock.leap(day + minute)
  const rows = await house.house.db.sql<{ state: string }[]>`select state from motions where motion_id = ${hold}`
  assert.equal(rows[0]!.state, 'standing')
  await house.close()
})
