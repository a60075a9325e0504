import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '../../tests/house.ts'
import { conversationOf, deesNight, floor, until } from './acting.ts'
import { plainName, readTalkBy } from './bodies.ts'

const caller = 'caller:0011223344556677'
const member = 'member:0b7c2d7e-0000-4000-8000-000000000000:0011223344556677'
const joined = JSON.stringify({ k: 'joined', name: 'Ruth', as: 'help', at: 1 })
const hello = JSON.stringify({ k: 'hello', reader: caller, recipient: 'age1pq1x', lang: 'en' })

test('a caller does not announce the crew, and a member is nobody’s caller', () => {
  for (const k of ['joined', 'gone', 'bye']) {
    const json = JSON.stringify({ k, name: 'Ruth', as: 'help', at: 1 })
    assert.equal(readTalkBy(json, caller), null, k)
    assert.equal(readTalkBy(json, member)?.k, k)
  }
  assert.equal(readTalkBy(hello, caller)?.k, 'hello')
  assert.equal(readTalkBy(hello, member), null)
})

test('a name is one plain line, whatever letters it is made of', () => {
  assert.equal(plainName('Inés \u202eevE\u202c\n'), 'Inés evE')
  assert.equal(plainName('مريم 🌊'), 'مريم 🌊')
  const body = readTalkBy(joined.replace('Ruth', 'Ru\u2066th'), member)
  assert.equal(body?.k === 'joined' && body.name, 'Ruth')
})

test('a caller who says that Ruth has joined is shown as not readable, and no key goes where a member points', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { dee, talk } = await deesNight(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = conversationOf(house, dee, talk.contactId)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  talk.outbox.put(joined)
  await until(() => conversation.talk.log.rows.length === 3, 'the lie')
  assert.equal(conversation.talk.log.rows.at(-1)?.body, null)
  const before = conversation.talk.log.rows.filter(({ body }) => body?.k === 'hello').length
  conversation.talk.outbox.put(hello)
  await until(() => conversation.talk.log.rows.length === 4, 'the false page')
  assert.equal(conversation.talk.log.rows.filter(({ body }) => body?.k === 'hello').length, before)
})
