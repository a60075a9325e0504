import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#platform/clock'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { noCallback } from './rules.ts'

/* A message left is a promise: it has an owner from its birth, no end of a chat loses it, and no clock destroys it. */

type Row = { contactId: string; ownerId: string; fallbackId: string; state: string; late: boolean }
const left = (house: TestHouse): Promise<Row[]> => house.house.db.sql<Row[]>`
  select contact_id as "contactId", owner_id as "ownerId", fallback_id as "fallbackId", state, late from messages_left`
const dues = (house: TestHouse, kind: string) => house.house.db.sql`select 1 from deadlines where kind = ${kind}`
const callback = {
  k: 'callback' as const,
  callback: { ...noCallback, text: 'call me', safe: true, reach: '555' },
  at: 1,
}

async function waitingCaller(house: TestHouse) {
  const { talk } = await startChat(house)
  talk.write('is anybody there')
  await until(() => talk.log.rows.length === 2, 'the first words being kept')
  return talk
}
const readBy = async (house: TestHouse, people: People, name: 'mateo' | 'amara', contactId: string) => {
  const desk = deskOf(house, people, people[name])
  const conversation = conversationOf(house, desk, contactId)
  const row = await until(
    () => conversation.talk.log.rows.find(({ body }) => body?.k === 'callback'),
    `${name} reading`,
  )
  for (const open of [conversation, desk.live]) open.close()
  return row.body
}

test('the caller ends the chat: the callback stays, owned, due and readable, and no clock runs before it is done', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  await openLine(house, people)
  const talk = await waitingCaller(house)
  await talk.leaveInstead(callback)
  await talk.api.post('/api/contact/leave', { erase: false })
  const [message] = await left(house)
  assert.deepEqual([message?.state, message?.ownerId], ['open', people.amara.memberId])
  assert.equal((await dues(house, 'message.due')).length, 1)
  assert.equal((await dues(house, 'contact.erase')).length, 0)

  const path = `/api/messages/${talk.contactId}`
  const take = { method: 'PUT', body: { memberId: people.mateo.memberId } }
  assert.equal((await people.mateo.request(`${path}/owner`, take)).status, 200, 'a responder takes it')
  const body = await readBy(house, people, 'mateo', talk.contactId)
  assert.equal(body?.k === 'callback' && body.callback.reach, '555')
  assert.equal((await people.mateo.request(`${path}/done`, { method: 'POST' })).status, 200)
  await house.clock.advance(11 * 60_000)
  assert.equal((await left(house)).length, 0)
  assert.equal((await dues(house, 'contact.erase')).length, 1, 'now it runs')
})

test('the caller who wants it erased has it erased: before the end and after it', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  await openLine(house, people)
  for (const first of [true, false]) {
    const talk = await waitingCaller(house)
    await talk.leaveInstead(callback)
    for (const erase of first ? [true] : [false, true]) await talk.api.post('/api/contact/leave', { erase })
    assert.equal((await left(house)).length, 0)
    assert.equal((await dues(house, 'contact.erase')).length, 1)
    await house.clock.advance(hour + 1000)
    assert.equal((await dues(house, 'contact.erase')).length, 0)
  }
})

test('the wish and the words are one: without words there is no message, said twice it is one', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  await openLine(house, people)
  const talk = await waitingCaller(house)
  await assert.rejects(talk.api.post('/api/contact/message'))
  await assert.rejects(talk.api.post('/api/contact/message', { id: crypto.randomUUID(), record: '{}' }), {
    status: 422,
  })
  assert.equal((await left(house)).length, 0)
  const sealed = await talk.sealed(callback)
  for (const _ of [1, 2]) await talk.api.post('/api/contact/message', sealed)
  assert.equal((await left(house)).length, 1)
  await until(() => talk.log.rows.length === 3, 'its words being kept, once')
})

test('whose it is from birth: who is on duty, then a coordinator; and who gets it when it is due, loudly, every day', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const talk = await waitingCaller(house)
  await talk.leaveInstead(callback)
  assert.deepEqual(
    [(await left(house))[0]?.ownerId, (await left(house))[0]?.fallbackId],
    [people.dee.memberId, people.amara.memberId],
  )
  await dee.live.say('duty.out', {})
  dee.live.close()
  await house.request('/en/line/message', { method: 'POST', body: new URLSearchParams({ text: 'later' }) })
  const isHers = ({ contactId }: Row): boolean => contactId === talk.contactId
  const second = (await left(house)).find((row) => !isHers(row))!
  assert.equal(second.ownerId, people.amara.memberId)
  assert.ok([people.ruth.memberId, people.noor.memberId].includes(second.fallbackId))

  await house.clock.advance(24 * hour + 1000)
  const rows = await left(house)
  const [hers, theirs] = [rows.find(isHers), rows.find((row) => !isHers(row))]
  assert.deepEqual([hers?.ownerId, hers?.fallbackId, hers?.late], [people.amara.memberId, null, true])
  assert.deepEqual([theirs?.ownerId, theirs?.late], [second.fallbackId, true])
  await readBy(house, people, 'amara', talk.contactId)
  assert.equal((await dues(house, 'message.due')).length, 2, 'and again tomorrow')
})
