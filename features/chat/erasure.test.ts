import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import { contactOf } from '#features/contacts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { floor, openLine, startChat, until } from './acting.ts'

type Open = { house: TestHouse; people: People; talk: Awaited<ReturnType<typeof startChat>>['talk'] }

async function openChat(house: TestHouse, words: string | null): Promise<Open> {
  const people = await foundTeam(house)
  await openLine(house, people)
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  if (words) {
    talk.write(words)
    await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the message being kept')
  }
  return { house, people, talk }
}

const stillThere = async ({ house, people, talk }: Open): Promise<boolean> =>
  (await contactOf(house.house.db.sql, people.team.teamId, talk.contactId)) !== null

async function leave({ house, talk }: Open, erase = false): Promise<void> {
  await talk.api.post('/api/contact/leave', { erase })
  await house.settled()
}

test('a chat with words is kept 14 days after its end and then gone: rows, streams and key', async () => {
  await using house = await openTestHouse({ features: floor })
  const sentinel = `piedra-${crypto.randomUUID()}`
  const open = await openChat(house, sentinel)
  await leave(open)
  await house.clock.leap(14 * day - minute)
  assert.equal(await stillThere(open), true)
  assert.equal(house.house.keyStore.has(open.talk.contactId), true)
  await house.clock.leap(2 * minute)
  assert.equal(await stillThere(open), false)
  assert.equal(house.house.keyStore.has(open.talk.contactId), false)
  for (const table of [
    'content_keys',
    'content_key_epochs',
    'contact_people',
    'return_boxes',
    'waitings',
    'messages_left',
  ]) {
    const rows = await house.house.db
      .sql`select 1 from ${house.house.db.sql(table)} where contact_id = ${open.talk.contactId}`
    assert.equal(rows.length, 0, table)
  }
  assert.deepEqual(await filesHolding(house, sentinel), [])
  open.talk.wipe()
})

test('a chat in which nobody wrote is kept 24 hours', async () => {
  await using house = await openTestHouse({ features: floor })
  const open = await openChat(house, null)
  await leave(open)
  await house.clock.leap(day - minute)
  assert.equal(await stillThere(open), true)
  await house.clock.leap(2 * minute)
  assert.equal(await stillThere(open), false)
  open.talk.wipe()
})

test('asked to erase: the caller’s page loses access at once, the crew has an hour', async () => {
  await using house = await openTestHouse({ features: floor })
  const open = await openChat(house, 'please forget this')
  await leave(open, true)
  await assert.rejects(open.talk.api.get('/api/contact'), { status: 401 })
  await house.clock.leap(hour - minute)
  assert.equal(await stillThere(open), true)
  await house.clock.leap(2 * minute)
  assert.equal(await stillThere(open), false)
  open.talk.wipe()
})

test('killed between the key and the rows: the deadline runs again and finishes', async () => {
  await using house = await openTestHouse({ features: floor })
  const open = await openChat(house, 'words')
  await leave(open)
  const { db } = house.house
  await db.sql`create function stop_here() returns trigger as 'begin raise exception ''killed''; end' language plpgsql`
  await db.sql`create trigger stop_here before delete on contacts for each row execute function stop_here()`
  await house.clock.leap(14 * day + minute)
  assert.equal(house.house.keyStore.has(open.talk.contactId), false, 'the key goes first')
  assert.equal(await stillThere(open), true, 'the rows are still there')
  await db.sql`drop trigger stop_here on contacts`
  await house.clock.leap(hour)
  assert.equal(await stillThere(open), false)
  open.talk.wipe()
})

test('an older database is restored: what was erased is gone again before anybody looks', async () => {
  const first = await openTestHouse({ features: floor })
  const open = await openChat(first, 'words')
  await leave(open)
  first.house.keyStore.erase(open.talk.contactId)
  open.talk.wipe()
  const house = await first.restarted()
  assert.equal(await stillThere({ ...open, house }), false)
  await house.close()
})

test('eight words open the chat again, wrong ones do not, and none do after erasing', async () => {
  await using house = await openTestHouse({ features: floor })
  const open = await openChat(house, 'words')
  const token = 'T'.repeat(43)
  await open.talk.api.put('/api/contact/box', { token, sealed: 'AAAA' })
  const ask = (given: string): Promise<Response> =>
    house.request('/api/return', { method: 'POST', body: { token: given } })
  assert.deepEqual(await (await ask(token)).json(), { sealed: 'AAAA' })
  assert.equal((await ask('U'.repeat(43))).status, 404)
  await leave(open)
  assert.equal((await ask(token)).status, 200)
  await house.clock.leap(14 * day + minute)
  assert.equal((await ask(token)).status, 404)
  open.talk.wipe()
})
