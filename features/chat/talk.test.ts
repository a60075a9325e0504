import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, configOf, conversationOf, deskOf, doorsOf, floor, openLine, startChat, until } from './acting.ts'
import { CallerTalk } from './browser/caller/talk.ts'

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
  const conversation = conversationOf(house, dee, talk.contactId)
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
})

test('two processes behave as one: the caller on one, Dee on the other', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const second = await house.openSecondProcess()
  const dee = deskOf(second, people, people.dee)
  await clockIn(dee, lineId)
  const { talk } = await startChat(house)
  talk.write('from one side')
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, dee, talk.contactId)
  const has = (text: string) => (row: { body: { k: string; text?: string } | null }) => row.body?.text === text
  await until(() => conversation.talk.log.rows.find(has('from one side')), 'the caller’s words on the other process')
  conversation.write('from the other')
  conversation.look(true)
  await until(() => talk.log.rows.find(has('from the other')), 'Dee’s words on the first')
  await until(() => (talk.view?.seen ?? 0) >= 2, 'being seen')
})

test('two tabs of one caller, by eight words: both write, both show one order, nothing is forked', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  await openLine(house, people)
  const { talk } = await startChat(house)
  const other = CallerTalk.back(doorsOf(house, await configOf(house)), talk.way(), () => {})
  other.listen()
  await until(() => talk.view && other.view, 'both being open')
  for (const text of ['a', 'b', 'c']) {
    talk.write(`one ${text}`)
    other.write(`two ${text}`)
  }
  await until(() => talk.log.rows.length === 7 && other.log.rows.length === 7, 'both having everything')
  const ids = (one: CallerTalk): string => one.log.rows.map((row) => row.id).join()
  assert.equal(ids(talk), ids(other))
  assert.equal(
    talk.log.rows.some((row) => row.body === null),
    false,
  )
})
