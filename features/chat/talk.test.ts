import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { Conversation } from './browser/conversation.ts'

test('a caller starts a chat, Dee answers, they talk, and Dee says goodbye', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)

  const { talk, answer } = await startChat(house)
  assert.equal(answer.status, 201, await answer.text())
  talk.write('Are you there?\n<b>hola</b> مرحبا 🌊')
  await dee.live.say('queue.delivered', { contactId: talk.contactId })
  await until(() => talk.waiting?.state === 'waiting' && talk.waiting.asking === 1, 'the caller being told')

  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = new Conversation(dee, talk.contactId)
  await until(() => conversation.talk.log.rows.find(({ body }) => body?.k === 'text'), 'the first message shown to Dee')
  const said = conversation.talk.log.rows.find(({ body }) => body?.k === 'text')!.body
  assert.deepEqual(said?.k === 'text' && said.text, 'Are you there?\n<b>hola</b> مرحبا 🌊')

  await until(
    () => talk.log.rows.find(({ body }) => body?.k === 'joined' && body.name === 'Dee'),
    'Dee being announced',
  )
  conversation.write('Yes. I am Dee.')
  await until(
    () => talk.log.rows.find(({ body }) => body?.k === 'text' && body.text === 'Yes. I am Dee.'),
    'the answer',
  )
  conversation.look(true)
  await until(() => (talk.view?.seen ?? 0) >= 2, 'the caller being told that it was seen')

  conversation.police('coming')
  conversation.notes('two people')
  await until(() => conversation.crew.log.rows.length === 2, 'police and notes')
  await conversation.end(false)
  await until(() => talk.view?.state === 'ended' && talk.log.rows.some(({ body }) => body?.k === 'bye'), 'the end')
  conversation.close()
  talk.wipe()
  dee.live.close()
})
