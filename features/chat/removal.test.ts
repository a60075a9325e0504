import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { contactOf, type Wrap } from '#features/contacts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { teamPage } from '../../tools/founding.ts'
import { change, cosign } from '../keys/browser/stewarding.ts'
import { noCallback } from './rules.ts'
import { conversationOf, deesNight, floor, openLine, startChat, until } from './acting.ts'

test('Sam is removed: the open chat takes nothing under the old key, Dee’s console makes the new one, and the talk goes on', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, dee, talk } = await deesNight(house)
  const { teamId } = people.team
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, dee, talk.contactId)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  conversation.police('called')
  await until(() => conversation.crew.log.rows.length === 1, 'police kept')

  await samIsRemoved(house, people)
  const now = await contactOf(house.house.db.sql, teamId, talk.contactId)
  assert.deepEqual([now?.talkEpoch, now?.crewEpoch], [2, 2])

  talk.write('after')
  conversation.write('also after')
  conversation.police('there')
  await until(() => conversation.talk.log.rows.find(says('after')), 'the caller’s words under the new key')
  await until(() => talk.log.rows.find(says('also after')), 'Dee’s words under the new key')
  await until(() => conversation.crew.log.rows.length === 2, 'the crew’s words under the new key')
  const rows = await house.house.db.sql<
    { body: string }[]
  >`select body from stream_rows where team_id = ${teamId} and stream_id = ${now!.talkStream} order by seq`
  const epochs = rows.map(({ body }) => (JSON.parse(body) as { e: number }).e)
  assert.deepEqual(epochs.slice(-2), [2, 2])
  const wraps = await house.house.db
    .sql`select 1 from content_keys where team_id = ${teamId} and reader = ${`member:${people.sam.memberId}`}`
  assert.equal(wraps.length, 0)
})

test('Sam is removed while a chat waits: who answers it makes the new key, and the caller can read every word', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, dee, talk } = await deesNight(house)
  await samIsRemoved(house, people)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, dee, talk.contactId)
  conversation.write('I am here')
  await until(() => talk.log.rows.find(says('I am here')), 'Dee’s words on the caller’s page')
  talk.write('thank you')
  await until(() => conversation.talk.log.rows.find(says('thank you')), 'the answer')
  for (const { log } of [talk, conversation.talk]) assert.ok(log.rows.every(({ body }) => body))
})

test('Sam is removed while nobody is there to answer: a message is not kept under the old key, and does not wait for ever either', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  await openLine(house, people)
  const { talk } = await startChat(house)
  await until(() => talk.connection === 'open' && talk.log.rows.length === 1, 'the chat waiting')
  await samIsRemoved(house, people)
  const callback = { ...noCallback, text: 'tomorrow, please' }
  assert.equal(await talk.leaveInstead({ k: 'callback', callback, at: talk.time() }), false)
  assert.deepEqual(talk.outbox.pending, [])
})

test('Noor is a steward no more: the conversation goes on under keys that hers do not open, and the caller reads along', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, dee, talk } = await deesNight(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, dee, talk.contactId)
  conversation.write('before')
  await until(() => talk.log.rows.find(says('before')), 'Dee’s words')

  const { ruth, amara, noor } = people
  assert.equal(await newestOf(noor, await wrapsFor(noor, talk.contactId)), 1, 'what she could always read')
  assert.equal(await change(ruth, { kind: 'roles', member: noor.memberId, roles: ['responder'] }), 'open')
  assert.equal(await cosign(amara, (await teamPage(ruth)).proposals[0]!), 'applied')
  for (const person of [ruth, noor, people.dee]) await person.learn()
  talk.write('after')
  conversation.write('also after')
  await until(() => talk.log.rows.find(says('also after')), 'Dee’s words under the new key')
  await until(() => conversation.talk.log.rows.find(says('after')), 'the caller’s words under the new key')

  assert.equal(await newestOf(ruth, await wrapsFor(ruth, talk.contactId)), 2)
  const forCircles = (await wrapsFor(ruth, talk.contactId)).filter(({ reader }) => reader.startsWith('circle:'))
  assert.equal(await newestOf(noor, forCircles), 1, 'nothing new')
})

const wrapsFor = async (person: Person, contactId: string): Promise<Wrap[]> =>
  (await person.api.get<{ wraps: Wrap[] }>(`/api/contacts/${contactId}`)).wraps

async function newestOf({ keyring }: Person, wraps: Wrap[]): Promise<number> {
  await keyring.learn(wraps)
  return keyring.newestEpoch(wraps[0]!.object, 'talk')
}

const says = (text: string) => (row: { body: { k: string; text?: string } | null }) =>
  row.body?.k === 'text' && row.body.text === text

/** As the rest of the house hears of a removal. */
function samIsRemoved({ house }: TestHouse, { team, sam }: People): Promise<void> {
  const is = { teamId: team.teamId, memberId: sam.memberId }
  return house.db.transact((sql, afterCommit) => house.moments.fire(sql, afterCommit, { of: memberRemoved, is }))
}
