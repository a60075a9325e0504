import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, second } from '#platform/clock'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, roomRecord, startChat, until } from './acting.ts'
import { roomOf } from './browser/room.ts'
import { keyOf } from './server/rooms.ts'

async function twoOnDuty(house: TestHouse) {
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const [dee, mateo] = [deskOf(house, people, people.dee), deskOf(house, people, people.mateo)]
  for (const desk of [dee, mateo]) await clockIn(desk, lineId)
  return { people, dee, mateo }
}

test('Dee’s console is gone for 30 seconds: Mateo takes over, reads everything, and the caller is told each step', async () => {
  await using house = await openTestHouse({ features: floor })
  const { people, dee, mateo } = await twoOnDuty(house)
  const { talk } = await startChat(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const hers = conversationOf(house, dee, talk.contactId)
  await until(() => hers.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  talk.write('before')
  hers.notes('what Dee knew')
  await until(() => hers.crew.log.rows.length === 1 && talk.log.rows.length === 3, 'both kept')

  for (const open of [hers, dee.live]) open.close()
  await until(() => talk.waiting?.state === 'away', 'the caller being told that Dee is away')
  await house.clock.advance(31 * second)
  await until(() => talk.waiting?.state === 'handover', 'the caller being told that somebody else is asked')
  talk.write('meanwhile')
  await mateo.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const his = conversationOf(house, mateo, talk.contactId)
  const joined = await until(
    () => talk.log.rows.find(({ body }) => body?.k === 'joined' && body.name === 'Mateo'),
    'Mateo being announced',
  )
  assert.equal(joined.body?.k === 'joined' && joined.body.as, 'handover')
  const texts = (): string[] => his.talk.log.rows.flatMap(({ body }) => (body?.k === 'text' ? [body.text] : []))
  await until(() => texts().length === 2, 'Mateo having everything')
  assert.deepEqual(texts(), ['before', 'meanwhile'])
  assert.equal(his.crew.log.rows[0]?.body?.k === 'notes' && his.crew.log.rows[0].body.text, 'what Dee knew')
  assert.equal((await people.dee.request(`/api/contacts/${talk.contactId}`)).status, 404, 'Dee is not on it any more')
})

test('a night’s room is gone seven days after the night: rows, words and key', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const room = roomOf(dee)
  const { roomId } = await until(() => room.view, 'the room')
  room.write('tea?')
  await until(() => room.track.log.rows.length === 1, 'kept')
  dee.live.close()
  // A caller who knew the room's id could open a contact of that id and have it erased.
  house.house.keyStore.newKey(roomId)
  house.house.keyStore.erase(roomId)
  assert.equal((await people.dee.request(`/api/rooms/${roomId}/wraps`)).status, 200)
  assert.equal(house.house.keyStore.has(keyOf(roomId)), true)
  const rows = async (): Promise<number> =>
    (await house.house.db.sql`select 1 from shift_rooms where room_id = ${roomId}`).length
  await house.clock.leap(7 * day)
  assert.equal(await rows(), 1)
  await house.clock.leap(day)
  assert.equal(await rows(), 0)
  assert.equal(house.house.keyStore.has(keyOf(roomId)), false)
})

test('at noon the next night has a room of its own, and everybody’s console is told', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const room = roomOf(dee)
  const { roomId, night } = await until(() => room.view, 'the room')
  await house.clock.leap(day)
  const next = await until(() => room.view?.roomId !== roomId && room.view, 'the next room')
  assert.ok(next.night > night)
})

test('what Dee wrote as the night ended, without a connection, is said in the next night’s room', async () => {
  await using house = await openTestHouse({ features: floor })
  const { people, dee, mateo } = await twoOnDuty(house)
  const [hers, his] = [roomOf(dee), roomOf(mateo)]
  const { roomId } = await until(() => hers.view && his.view && hers.view, 'the room')
  hers.write('still here')
  await until(() => his.track.log.rows.length === 1, 'Mateo reading it')
  const say = dee.live.say.bind(dee.live)
  dee.live.say = () => Promise.reject(Object.assign(new Error(), { code: 'offline' }))
  hers.write('good night')
  await house.clock.leap(day)
  await until(() => hers.view?.roomId !== roomId && his.view?.roomId === hers.view?.roomId, 'the next room')
  dee.live.say = say
  const late = { roomId, id: crypto.randomUUID(), record: roomRecord(people.dee.memberId) }
  await assert.rejects(say('room.write', late), { code: 'night-over' }, 'nobody looks into that room any more')
  await hers.track.outbox.poke()
  await until(() => his.track.log.rows.find(({ body }) => body?.text === 'good night'), 'Mateo reading it there')
  await until(() => hers.track.outbox.pending.length === 0, 'Dee’s console hearing of it')
})
