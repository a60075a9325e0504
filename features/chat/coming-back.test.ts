import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '#platform/clock'
import { makeEightWords, openUnderWords, readEightWords, sealUnderWords } from '#platform/envelope/eight-words'
import { memberRemoved } from '#features/keys'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { clockIn, configOf, conversationOf, deskOf, doorsOf, floor, openLine, startChat, until } from './acting.ts'
import { CallerTalk } from './browser/caller/talk.ts'
import type { Conversation } from './browser/conversation.ts'
import { leaveReply } from './browser/reply.ts'
import type { Way } from './caller-seal.ts'

/* After the end: eight words open the conversation again, the crew may leave one reply in it, and the caller may erase it all. */

type Night = { people: People; desk: ReturnType<typeof deskOf>; talk: CallerTalk; conversation: Conversation }

/** A chat that Dee answered and ended; its caller has eight words when `words`. */
async function ended(house: TestHouse, words: boolean): Promise<Night & { typed: string }> {
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, lineId)
  const { talk } = await startChat(house)
  let typed = ''
  if (words) {
    const made = await makeEightWords('en')
    typed = made.words.join(' ')
    await talk.api.put('/api/contact/box', { token: made.token, sealed: await sealUnderWords(made, talk.way()) })
  }
  talk.write('I have to go')
  await desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, desk, talk.contactId)
  await until(() => conversation.talk.log.rows.some(({ body }) => body?.k === 'text'), 'reading it')
  await conversation.end(false)
  await until(() => conversation.view?.state === 'ended', 'the end')
  return { people, desk, talk, conversation, typed }
}

async function comeBack(house: TestHouse, typed: string): Promise<CallerTalk> {
  const words = await readEightWords(typed, 'en')
  const answer = await house.request('/api/return', { method: 'POST', body: { token: words.token } })
  if (!answer.ok) throw new Error(`${answer.status}`)
  const { sealed } = (await answer.json()) as { sealed: string }
  const way = (await openUnderWords(words, sealed)) as Way
  const talk = CallerTalk.back(doorsOf(house, await configOf(house)), way, () => {})
  house.endWith(() => talk.wipe())
  talk.listen()
  return talk
}
const replies = (talk: CallerTalk): string[] =>
  talk.log.rows.flatMap(({ body }) => (body?.k === 'reply' ? [body.text] : []))

test('one reply is left after the end, and eight words show it; a second one, or by somebody else, is refused', async () => {
  await using house = await openTestHouse({ features: floor })
  const { people, desk, conversation, typed } = await ended(house, true)
  assert.equal(conversation.view?.reply, 'possible')
  const mateo = deskOf(house, people, people.mateo)
  const others = conversationOf(house, mateo, conversation.contactId)
  await assert.rejects(leaveReply(mateo, others, 'not mine'), { code: 'not-yours' })
  await house.clock.advance(3600_000)
  await leaveReply(desk, conversation, 'The shelter has a bed: ask for Ana.')
  await until(() => conversation.view?.reply === 'left', 'the console knowing')
  await assert.rejects(leaveReply(desk, conversation, 'and another'), { code: 'left' })
  const back = await comeBack(house, typed)
  await until(() => replies(back).length === 1, 'the reply being shown')
  assert.deepEqual(replies(back), ['The shelter has a bed: ask for Ana.'])
})

test('whoever was removed since the end has no key of the reply', async () => {
  await using house = await openTestHouse({ features: floor })
  const { people, desk, conversation, typed } = await ended(house, true)
  const is = { teamId: people.team.teamId, memberId: people.mateo.memberId }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is }),
  )
  await leaveReply(desk, conversation, 'only for who is here')
  const rows = await house.house.db.sql<{ body: string }[]>`select body from stream_rows order by seq desc limit 1`
  assert.equal((JSON.parse(rows[0]!.body) as { e: number }).e, 2)
  const readers = await house.house.db.sql<{ reader: string }[]>`select reader from content_keys where epoch = 2`
  assert.equal(
    readers.some(({ reader }) => reader.startsWith('intake:') || reader.includes(people.mateo.memberId)),
    false,
  )
  const back = await comeBack(house, typed)
  await until(() => replies(back)[0] === 'only for who is here', 'the caller reading it')
})

test('without eight words there is nobody to leave a reply for', async () => {
  await using house = await openTestHouse({ features: floor })
  const { desk, conversation } = await ended(house, false)
  assert.equal(conversation.view?.reply, null)
  await assert.rejects(leaveReply(desk, conversation, 'hello'), { code: 'no-way-back' })
})

test('the words open it until its clock runs out; erased by its caller after the end, it is gone at once', async () => {
  await using house = await openTestHouse({ features: floor })
  const { typed } = await ended(house, true)
  await house.clock.leap(13 * day)
  const back = await comeBack(house, typed)
  await until(() => back.log.rows.some(({ body }) => body?.k === 'text'), 'reading it again')
  await back.api.post('/api/contact/leave', { erase: true, now: true })
  await house.clock.advance(1000)
  assert.equal((await house.house.db.sql`select 1 from contacts`).length, 0)
  await assert.rejects(comeBack(house, typed), /404/)
})
