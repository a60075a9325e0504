import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { availability } from '#features/queue'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { consoleOf, playCaller, startPractice } from '../../tests/practice.ts'
import { clockIn, openLine, startChat, until } from '../chat/acting.ts'
import { hearAlarms, makeLine } from '../promises/acting.ts'

test('on a closed line only those who take part are rung, off duty as they are; nobody else sees or hears it', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  const heard = hearAlarms(house)
  const [dee, mateo, ruth] = [
    await consoleOf(house, people, people.dee),
    await consoleOf(house, people, people.mateo),
    await consoleOf(house, people, people.ruth),
  ]
  const before = await (await house.request('/en/line')).text()
  const { path } = await startPractice(people.dee, lineId, [people.dee])
  const { talk } = await playCaller(house, path)
  assert.equal((await dee.rings(talk.contactId)).practice, true)
  await until(() => talk.waiting?.asking === 1, 'the caller being told that one person is asked')
  for (let minutes = 0; minutes < 4; minutes++) await house.clock.advance(minute)
  const waiting = dee.view.waiting.find(({ contactId }) => contactId === talk.contactId)
  assert.deepEqual([waiting?.practice, waiting?.called], [true, false])
  for (const other of [mateo, ruth])
    assert.deepEqual([other.view.rings, other.view.waiting, other.view.waitingCount], [[], [], 0])
  assert.deepEqual(new Set(heard.flat()), new Set([people.dee.memberId]))
  assert.equal(await (await house.request('/en/line')).text(), before)
  await assert.rejects(mateo.desk.live.say('queue.claim', { contactId: talk.contactId, locked: false }), {
    code: 'off duty',
  })
  await dee.desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  await until(() => talk.view?.answered, 'being answered')
  assert.equal(talk.view?.practice, true)
})

test('whoever really waits comes first, and a practice makes nobody busy', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { teamId } = people.team
  const lineId = await openLine(house, people, { perPerson: 1 })
  const dee = await consoleOf(house, people, people.dee)
  await clockIn(dee.desk, lineId)
  const reach = () => availability(house.house.db.sql, house.house, teamId, lineId)
  const before = await reach()
  const held = await playCaller(house, (await startPractice(people.dee, lineId, [people.dee])).path)
  await dee.rings(held.talk.contactId)
  await dee.desk.live.say('queue.claim', { contactId: held.talk.contactId, locked: false })
  const waits = await playCaller(house, (await startPractice(people.dee, lineId, [people.dee])).path)
  await dee.rings(waits.talk.contactId)
  await house.clock.advance(minute / 6)
  assert.deepEqual(await reach(), before)
  assert.equal(dee.view.crew[0]?.state, 'ready')

  const real = await startChat(house)
  await dee.rings(real.talk.contactId)
  assert.deepEqual(
    dee.view.rings.map(({ contactId, practice }) => [contactId, practice]),
    [
      [real.talk.contactId, false],
      [waits.talk.contactId, true],
    ],
  )
  assert.equal(dee.view.waiting[0]?.contactId, real.talk.contactId)
  await dee.desk.live.say('queue.claim', { contactId: real.talk.contactId, locked: false })
  await until(() => dee.view.rings.length === 0, 'practice leaving somebody in peace who is in a real conversation')
})

test('what rings in practice is never counted: no usual wait, no moment for service figures', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const { sql } = house.house.db
  const dee = await consoleOf(house, people, people.dee)
  const counts = async () => ({
    waits: (await sql`select * from usual_waits`).length,
    rings: (await sql`select * from tally_rings`).length,
  })
  const answerAndEnd = async (contactId: string): Promise<void> => {
    await dee.rings(contactId)
    await dee.desk.live.say('queue.claim', { contactId, locked: false })
    await people.dee.request(`/api/chat/${contactId}/end`, { method: 'POST', body: { block: false } })
  }
  const { talk } = await playCaller(house, (await startPractice(people.dee, lineId, [people.dee])).path)
  await answerAndEnd(talk.contactId)
  assert.deepEqual(await counts(), { waits: 0, rings: 0 })
  await clockIn(dee.desk, lineId)
  await answerAndEnd((await startChat(house)).talk.contactId)
  assert.deepEqual(await counts(), { waits: 1, rings: 1 })
  await house.clock.advance(hour)
})
