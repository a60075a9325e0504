import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { beforeNext } from '../../tests/meeting.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, until } from './acting.ts'
import { PlainBrowser } from './acting-plain.ts'
import type { Conversation } from './browser/conversation.ts'
import { NotKept } from './server/start.ts'

/* A message left instead of waiting, without script, in a chat that takes nothing until somebody makes its new key. */

type Night = { people: People; desk: ReturnType<typeof deskOf>; caller: PlainBrowser; contactId: string }

async function waits(house: TestHouse): Promise<Night> {
  const people = await foundTeam(house)
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, await openLine(house, people))
  const caller = new PlainBrowser(house)
  await caller.start('hello')
  const rows = await house.house.db.sql<{ id: string }[]>`select contact_id as id from contacts`
  return { people, desk, caller, contactId: rows[0]!.id }
}

/** It waits, and takes nothing under its old key. */
async function keyless(house: TestHouse): Promise<Night> {
  const night = await waits(house)
  await samGoes(house, night.people)
  return night
}

async function samGoes({ house }: TestHouse, { team, sam }: People): Promise<void> {
  const is = { teamId: team.teamId, memberId: sam.memberId }
  await house.db.transact((sql, afterCommit) => house.moments.fire(sql, afterCommit, { of: memberRemoved, is }))
}

const leave = ({ caller }: Night, text = 'call me tomorrow'): ReturnType<PlainBrowser['post']> =>
  caller.post('/left', { text, safe: 'yes', way: 'call', reach: '555 1234', others: 'hang-up' })

const claims = ({ desk, contactId }: Night, locked = false): Promise<unknown> =>
  desk.live.say('queue.claim', { contactId, locked })

const wishesIn = ({ talk }: Conversation): string[] =>
  talk.log.rows.flatMap(({ body }) => (body?.k === 'callback' ? [body.callback.text] : []))

/** Open as before, nothing kept elsewhere; and the caller has every word before them, and is told why. */
async function isUntouched(house: TestHouse, night: Night, answer: { status: number; html: string }): Promise<void> {
  const { sql } = house.house.db
  const contacts = await sql<{ id: string; state: string }[]>`select contact_id as id, state from contacts`
  assert.deepEqual([...contacts], [{ id: night.contactId, state: 'open' }])
  assert.equal((await sql`select 1 from messages_left`).length, 0)
  assert.equal(answer.status, 422)
  for (const words of ['has just answered your chat', 'call me tomorrow', '555 1234'])
    assert.ok(answer.html.includes(words), words)
}

test('Dee has just answered and her console makes the new key: the form ends nothing, keeps its words, and is taken once she is in', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await keyless(house)
  await claims(night)
  await isUntouched(house, night, await leave(night))
  const conversation = conversationOf(house, night.desk, night.contactId)
  await until(() => conversation.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  assert.equal((await leave(night)).status, 303)
  await until(() => wishesIn(conversation).includes('call me tomorrow'), 'Dee reading it')
})

test('Dee answers in the moment in which the chat would be given up: it is hers', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await keyless(house)
  const { db } = house.house
  const transact = db.transact.bind(db)
  let isAnswered = false
  db.transact = (work) =>
    transact(work).catch(async (error: unknown) => {
      if (error instanceof NotKept && !isAnswered) isAnswered = !!(await claims(night))
      throw error
    })
  const answer = await leave(night)
  assert.ok(isAnswered, 'she answered after the chat had taken nothing')
  await isUntouched(house, night, answer)
})

test('Dee has said yes and is still unlocking her console: the chat is not ended before her eyes', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await keyless(house)
  await claims(night, true)
  await isUntouched(house, night, await leave(night))
})

test('Dee’s console makes the new key while the caller’s words are on their way: they are kept under it', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await keyless(house)
  const { html } = await night.caller.get('/write')
  let conversation: Conversation | null = null
  // The page's keys were read; its words are not kept yet.
  await beforeNext(house, async () => {
    await claims(night)
    const dees = conversationOf(house, night.desk, night.contactId)
    await until(() => dees.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
    conversation = dees
  })
  const id = /name="id" value="([^"]+)"/.exec(html)![1]!
  assert.equal((await night.caller.post('/write', { id, text: 'are you there' })).status, 303)
  const said = (): boolean => conversation!.talk.log.rows.some(({ body }) => body?.k === 'text')
  await until(said, 'Dee reading it')
})

test('a second message in a chat that is a message already goes by itself; the first stays open for its caller', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await waits(house)
  const { sql } = house.house.db
  assert.equal((await leave(night)).status, 303)
  await samGoes(house, night.people)
  assert.match((await leave(night, 'and one more thing')).html, /We have your message/)
  const contacts = await sql<{ state: string; channel: string }[]>`select state, channel from contacts`
  assert.deepEqual(
    contacts.map(({ state, channel }) => `${state} ${channel}`),
    ['open message', 'open message'],
  )
  assert.equal((await sql`select 1 from messages_left where state = 'open'`).length, 2)
})

test('Dee says goodbye while the caller still writes: a message is kept as one of its own, and other words stay in their field', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await waits(house)
  await claims(night)
  const conversation = conversationOf(house, night.desk, night.contactId)
  await until(() => conversation.state === 'open', 'the conversation opening')
  await conversation.end(false)
  const { status, html } = await night.caller.post('/write', { id: crypto.randomUUID(), text: 'one more thing' })
  assert.equal(status, 422)
  for (const words of ['one more thing', 'The chat has ended, so this was not sent'])
    assert.ok(html.includes(words), words)
  assert.match((await leave(night)).html, /We have your message/)
  assert.equal((await house.house.db.sql`select 1 from messages_left where state = 'open'`).length, 1)
})
