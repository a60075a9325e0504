import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, roomRecord, until } from './acting.ts'
import { leftOf } from './browser/left.ts'
import { roomOf } from './browser/room.ts'
import type { LeftMessage } from './wire.ts'

const form = (fields: Record<string, string>): URLSearchParams => new URLSearchParams(fields)

test('a message from a page without script is sealed, owned, read by Amara and taken by Mateo', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  await openLine(house, people)
  const sent = await house.request('/es/line/message', {
    method: 'POST',
    body: form({ text: 'llámame', safe: 'yes', reach: '555' }),
  })
  assert.equal(sent.status, 200)

  const amara = deskOf(house, people, people.amara)
  let left: LeftMessage[] = []
  leftOf(amara).subscribe((messages) => (left = messages))
  const message = await until(() => left[0], 'the message in the list')
  assert.equal(message.ownerId, people.amara.memberId, 'nobody is on duty: a coordinator')
  const conversation = conversationOf(house, amara, message.contactId)
  const body = await until(() => conversation.talk.log.rows[0]?.body, 'the message opened')
  assert.equal(body.k === 'callback' && body.callback.text, 'llámame')

  await leftOf(amara).assign(message.contactId, people.mateo.memberId)
  const mateo = deskOf(house, people, people.mateo)
  const his = conversationOf(house, mateo, message.contactId)
  await until(() => his.talk.log.rows[0]?.body, 'Mateo reading it')
  await leftOf(mateo).done(message.contactId)
  await until(() => left[0]?.state === 'done', 'done')
  await leftOf(mateo).undo(message.contactId)
  await until(() => left[0]?.state === 'open', 'not done after all')
})

test('the shift room: the first who writes makes the key, and everybody reads', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const [dee, mateo] = [deskOf(house, people, people.dee), deskOf(house, people, people.mateo)]
  const [hers, his] = [roomOf(dee), roomOf(mateo)]
  await until(() => hers.off && his.off, 'being told that they are not on duty')
  assert.equal(hers.view, null)
  const shut = { roomId: crypto.randomUUID(), id: crypto.randomUUID(), record: roomRecord(people.dee.memberId) }
  await assert.rejects(dee.live.say('room.write', shut), { code: 'off-duty' })
  for (const desk of [dee, mateo]) await clockIn(desk, lineId)
  await until(() => hers.view && his.view, 'the room')
  hers.write('tea?')
  await until(() => his.track.log.rows.find(({ body }) => body?.text === 'tea?'), 'Mateo reading it')
  his.write('yes')
  await until(() => hers.track.log.rows.find(({ body }) => body?.text === 'yes'), 'Dee reading it')
  await mateo.live.say('duty.out', {})
  await until(() => his.off, 'Mateo going home')
  assert.equal(his.track.log.rows.length, 0)
  assert.equal((await people.mateo.request(`/api/rooms/${hers.view!.roomId}/wraps`)).status, 404)
})
