import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '#platform/clock'
import type { Desk } from '#features/keys/browser'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { conversationOf, deesNight, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { policeOf } from './browser/beside.ts'
import type { Conversation } from './browser/conversation.ts'
import { noCallback } from './rules.ts'
import { FirstWords } from './browser/first-words.ts'
import { memberOf } from './browser/log.ts'

type Row = { seq: number; id: string; slot: string; body: { k: string; name?: string; as?: string } | null }
const order = (rows: readonly Row[]): string => rows.map((row) => row.id).join()

test('Dee reads the first words of who waits before anybody answers; then nothing of them is missing', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, dee, talk } = await deesNight(house)
  talk.write('ayuda')
  const first = new FirstWords(dee)
  let read = new Map<string, string[]>()
  first.subscribe((texts) => (read = texts))
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the message being kept')
  first.follow([talk.contactId])
  await until(() => read.get(talk.contactId)?.[0] === 'ayuda', 'the first words')
  assert.equal(
    (await people.mateo.request(`/api/chat/${talk.contactId}/waiting`)).status,
    404,
    'not for somebody off duty',
  )
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const hers = conversationOf(house, dee, talk.contactId)
  await until(() => hers.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  assert.ok(hers.talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === 'ayuda'))
})

test('Dee answers while the first words are still on their way to her: she reads all that is said afterwards', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { dee, talk } = await deesNight(house)
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: followed, resolve: follows } = Promise.withResolvers<void>()
  const slow = {
    ...dee,
    api: { ...dee.api, get: (path: string) => dee.api.get(path).finally(() => held) },
    live: { follow: (...what: Parameters<typeof dee.live.follow>) => (follows(), dee.live.follow(...what)) },
  } as unknown as Desk
  new FirstWords(slow).follow([talk.contactId])
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const hers = conversationOf(house, dee, talk.contactId)
  await until(() => hers.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  letGo()
  await followed
  talk.write('I am in the hallway')
  await until(() => hers.talk.log.rows.length === 3, 'what the caller says')
  assert.equal(hers.talk.log.rows.at(-1)?.body?.k, 'text')
  hers.write('I am with you')
  await until(() => talk.log.rows.at(-1)?.body?.k === 'text' && talk.log.rows.length === 4, 'what Dee says')
})

async function announcedAtFirstLook(hers: Conversation, joined: () => Row | undefined): Promise<Row> {
  await until(() => policeOf(hers)?.state === 'there', 'the conversation being open on her console')
  assert.equal(joined(), undefined, 'her console has it; she has not looked')
  hers.look(true)
  return until(joined, 'Inés being announced')
}

test('Dee brings Inés in to interpret; all three see one order; Inés steps out, and nobody is ever left alone', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, dee, talk } = await deesNight(house)
  const ines = deskOf(house, people, people.ines)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const hers = conversationOf(house, dee, talk.contactId)
  await until(() => hers.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  hers.police('there')
  await hers.invite(people.ines.memberId, 'interpreter')
  const second = conversationOf(house, ines, talk.contactId)
  const isInes = ({ slot, body }: Row): boolean => body?.k === 'joined' && memberOf(slot) === people.ines.memberId
  const joined = await announcedAtFirstLook(second, () => talk.log.rows.find(isInes))
  assert.equal(`${joined.body?.name} ${joined.body?.as}`, 'Inés interpreter')
  second.write('Soy Inés')
  hers.write('I am here too')
  await until(
    () => [talk.log, hers.talk.log, second.talk.log].every((log) => log.rows.length === 5),
    'everybody having everything',
  )
  assert.equal(order(hers.talk.log.rows), order(talk.log.rows))
  assert.equal(order(second.talk.log.rows), order(talk.log.rows))
  await second.stepOut()
  await until(
    () => talk.log.rows.some(({ body }) => body?.k === 'gone' && body.name === 'Inés'),
    'everybody being told',
  )
  assert.equal((await people.ines.request(`/api/contacts/${talk.contactId}`)).status, 404)
  assert.equal(
    (await people.dee.request(`/api/chat/${talk.contactId}/step-out`, { method: 'POST' })).status,
    409,
    'never alone',
  )
})

test('nobody answers for three minutes: the caller is told, leaves a message, and nobody is rung any more', async () => {
  await using house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  await openLine(house, people)
  const { talk } = await startChat(house)
  talk.write('is anybody there')
  await until(() => talk.log.rows.length === 2, 'the message being kept')
  await house.clock.advance(3 * minute + 1000)
  await until(() => talk.waiting?.nobody, 'being told')
  await talk.leaveInstead({
    k: 'callback',
    callback: { ...noCallback, text: 'call me', safe: true, reach: '555' },
    at: 1,
  })
  await house.settled()
  await until(() => talk.waiting?.state === 'message', 'nobody being rung')
  await until(() => talk.log.rows.length === 3, 'the way to reach them being kept')
  const [left] = await house.house.db.sql<
    { state: string; dueAt: Date }[]
  >`select state, due_at as "dueAt" from messages_left where team_id = ${people.team.teamId}`
  assert.equal(left?.state, 'open')
  assert.equal((await house.request('/api/contact/message', { method: 'POST' })).status, 401)
})

test('ended and blocked: the caller is told, writes no more, and the next chat from there has to work first', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { dee, talk } = await deesNight(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, dee, talk.contactId)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  await conversation.end(true)
  await until(() => talk.view?.ending === 'blocked', 'the end')
  talk.write('too late')
  assert.equal(talk.outbox.pending.at(-1)?.state, 'sending')
  const one = await startChat(house)
  const two = await startChat(house)
  assert.deepEqual([one.answer.status, two.answer.status], [201, 429])
})
