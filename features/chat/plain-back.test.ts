import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeEightWords, sealUnderWords } from '#platform/envelope/eight-words'
import { endContact } from '#features/contacts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { beforeNext } from '../../tests/meeting.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { PlainBrowser } from './acting-plain.ts'
import type { Conversation } from './browser/conversation.ts'
import { leaveReply } from './browser/reply.ts'

/* Eight words without script: made, mistyped, opening the chat elsewhere, and after its end. */

/** Dee answers, and reads this and everything before it. */
async function deeReads(house: TestHouse, desk: ReturnType<typeof deskOf>, text: string): Promise<Conversation> {
  const id = (await house.house.db.sql<{ id: string }[]>`select contact_id as id from contacts`)[0]!.id
  await desk.live.say('queue.claim', { contactId: id, locked: false })
  const conversation = conversationOf(house, desk, id)
  await until(
    () => conversation.talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === text),
    'Dee reading it',
  )
  assert.equal(
    conversation.talk.log.rows.every(({ body }) => body !== null),
    true,
  )
  return conversation
}

const wordsIn = (html: string): string[] => [...html.matchAll(/<li>([^<]+)<\/li>/g)].map(([, word]) => word!)

test('eight words without script open the chat in another browser, also after its end, and erase it at once', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, lineId)
  const caller = new PlainBrowser(house)
  await caller.start('from the first browser')
  const words = wordsIn((await caller.post('/words', {})).html)
  assert.equal(words.length, 8)

  const other = new PlainBrowser(house)
  const wrong = await other.post('/back', { words: [`${words[0]}qq`, ...words.slice(1)].join(' ') })
  assert.equal(wrong.status, 422)
  assert.ok(wrong.html.includes(words.join(' ')), 'the nearest words are offered')
  assert.equal((await other.post('/back', { words: words.slice(1).join(' ') })).status, 422)
  const came = await other.post('/back', { words: words.join('  ').toUpperCase() })
  assert.deepEqual([came.status, came.headers.get('location')], [303, other.path])
  const frame = await other.stream()
  await frame.says('from the first browser')
  assert.equal((await other.write('from the second browser')).status, 303)
  assert.equal((await caller.get('/stream')).html.includes('from the'), false, 'one browser at a time')

  const conversation = await deeReads(house, desk, 'from the second browser')
  await conversation.end(false)
  await until(() => conversation.view?.reply === 'possible', 'the end')
  await leaveReply(desk, conversation, 'Come by tomorrow.')

  const third = new PlainBrowser(house)
  const read = await third.post('/back', { words: words.join(' ') })
  for (const said of ['from the first browser', 'from the second browser', 'Come by tomorrow.'])
    assert.ok(read.html.includes(said), said)
  assert.deepEqual(third.given, [], 'no cookie for what has ended')
  await third.post('/back', { words: words.join(' '), erase: 'yes' })
  await house.clock.advance(1000)
  assert.equal((await house.house.db.sql`select 1 from contacts`).length, 0)
  assert.equal((await third.post('/back', { words: words.join(' ') })).status, 422)
})

test('eight words typed in the moment in which the chat ends show what was said; no cookie, and no key that outlives the chat', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  await openLine(house, people)
  const { talk } = await startChat(house)
  const words = await makeEightWords('en')
  await talk.api.put('/api/contact/box', { token: words.token, sealed: await sealUnderWords(words, talk.way()) })
  const { db } = house.house
  const place = { teamId: people.team.teamId, contactId: talk.contactId }
  const ends = () =>
    db.transact((sql, afterCommit) => endContact(sql, afterCommit, house.house, { ...place, ending: 'crew' }))
  const other = new PlainBrowser(house)
  await beforeNext(house, ends)
  assert.match((await other.post('/back', { words: words.words.join(' ') })).html, /The crew ended the chat/)
  assert.deepEqual(other.given, [])
  assert.equal(house.house.keyStore.has(`page ${talk.contactId}`), false)
})

test('whoever has asked for erasure is left no eight words that were just being made', async () => {
  await using house = await openTestHouse({ features: floor })
  await openLine(house, await foundTeam(house))
  const caller = new PlainBrowser(house)
  await caller.start('please forget this')
  const elsewhere = new PlainBrowser(house)
  elsewhere.cookie = caller.cookie
  await beforeNext(house, () => elsewhere.post('/end', { erase: 'yes' }))
  assert.equal((await caller.post('/words', {})).status, 303)
  assert.equal((await house.house.db.sql`select 1 from return_boxes`).length, 0)

  const { talk } = await startChat(house)
  const words = await makeEightWords('en')
  const box = { token: words.token, sealed: await sealUnderWords(words, talk.way()) }
  await until(() => talk.connection === 'open' && talk.log.rows.length > 0, 'its page standing')
  await beforeNext(house, () => talk.api.post('/api/contact/leave', { erase: true }))
  await assert.rejects(talk.api.put('/api/contact/box', box))
  assert.equal((await house.house.db.sql`select 1 from return_boxes`).length, 0)
})
