import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { contactOf } from '#features/contacts'
import { mayGo } from '#features/holds'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { consoleOf, playCaller, startPractice } from '../../tests/practice.ts'
import { openLine, startChat, until } from '../chat/acting.ts'
import type { CallerTalk } from '../chat/browser/caller/talk.ts'
import { promise } from '../promises/acting.ts'
import { caseFrom } from './acting.ts'

/** A practice that is as open as it can be: a conversation nobody ended, in an open case, with an unkept promise. */
async function openPractice(house: TestHouse) {
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = await consoleOf(house, people, people.dee)
  const { path } = await startPractice(people.dee, lineId, [people.dee, people.mateo])
  await house.clock.advance(30 * minute)
  const { talk } = await playCaller(house, path)
  await dee.rings(talk.contactId)
  await dee.desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  talk.write('words')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the words being kept')
  const caseId = await caseFrom(people.dee, { lineId, fallback: people.mateo, contactId: talk.contactId })
  const dueAt = new Date(house.clock.now().getTime() + 48 * hour)
  const promiseId = await promise(people.dee, {
    kind: 'callback',
    caseId,
    owner: people.dee,
    fallback: people.mateo,
    dueAt,
  })
  return { people, lineId, dee, talk, caseId, promiseId }
}

/** Every row of the database that names this. */
async function rowsWith(house: TestHouse, id: string): Promise<string[]> {
  const { sql } = house.house.db
  const tables = await sql<{ name: string }[]>`select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(name)} t
        where t::text like ${`%${id}%`}`
      return row!.count > 0 ? [name] : []
    }),
  )
  return found.flat()
}

/** Who has a page open is known as long as it is. */
async function closePage(house: TestHouse, talk: CallerTalk): Promise<void> {
  talk.wipe()
  for (let tries = 0; (await rowsWith(house, talk.contactId)).includes('presences') && tries < 100; tries++)
    await house.settled()
}

test('24 hours after it was started everything of it is gone, open as it was: rows and keys', async () => {
  await using house = await openTestHouse()
  const { people, talk, caseId, promiseId } = await openPractice(house)
  const { teamId } = people.team
  const { sql } = house.house.db
  await house.clock.leap(23 * hour + 29 * minute)
  assert.equal((await contactOf(sql, teamId, talk.contactId))?.state, 'open')
  await closePage(house, talk)
  for (const id of [talk.contactId, caseId, promiseId]) assert.ok((await rowsWith(house, id)).length > 0)
  await house.clock.advance(2 * minute)
  for (const id of [talk.contactId, caseId, promiseId]) assert.deepEqual(await rowsWith(house, id), [])
  assert.equal((await sql`select * from practices`).length, 0)
  assert.equal((await sql`select * from deadlines where kind like 'practice%'`).length, 0)
  assert.equal(house.house.keyStore.has(talk.contactId), false)
  assert.equal(house.house.keyStore.has(`case ${caseId}`), false)
})

test('its end, a closed case and the caller’s own wish move nothing beyond the day', async () => {
  await using house = await openTestHouse()
  const { people, talk, caseId, promiseId } = await openPractice(house)
  const { teamId } = people.team
  const { sql } = house.house.db
  await people.dee.request(`/api/chat/${talk.contactId}/end`, { method: 'POST', body: { block: false } })
  await people.dee.request(`/api/promises/${promiseId}/kept`, { method: 'POST' })
  await people.dee.request(`/api/cases/${caseId}/close`, { method: 'POST' })
  await closePage(house, talk)
  await house.clock.leap(23 * hour + 31 * minute)
  assert.deepEqual([await rowsWith(house, talk.contactId), await rowsWith(house, caseId)], [[], []])
  assert.equal(await mayGo(sql, house.house, { teamId, objectId: talk.contactId }), true)
})

test('a wish in practice is granted at once: the hour for somebody on the way could reach beyond the day', async () => {
  await using house = await openTestHouse()
  const { people, talk } = await openPractice(house)
  await talk.api.post('/api/contact/leave', { erase: true })
  await house.clock.advance(minute)
  assert.equal(await contactOf(house.house.db.sql, people.team.teamId, talk.contactId), null)
})

test('a real chat beside it stays as long as its line says', async () => {
  await using house = await openTestHouse()
  const { people, talk } = await openPractice(house)
  const real = await startChat(house)
  const { contactId } = real.talk
  await talk.api.post('/api/contact/leave', { erase: true })
  real.talk.write('words')
  await until(() => real.talk.log.rows.some(({ body }) => body?.k === 'text'), 'the words being kept')
  await real.talk.api.post('/api/contact/leave', { erase: false })
  await house.clock.leap(25 * hour)
  assert.ok(await contactOf(house.house.db.sql, people.team.teamId, contactId))
})

test('nobody puts a hold on it', async () => {
  await using house = await openTestHouse()
  const { people, talk } = await openPractice(house)
  assert.equal(await hold(people, house, talk.contactId), 'practice')
  const real = await startChat(house)
  assert.equal(await hold(people, house, real.talk.contactId), 'readers')
})

async function hold({ ruth }: People, house: TestHouse, objectId: string): Promise<string> {
  const until = new Date(house.clock.now().getTime() + 72 * hour).toISOString()
  const wraps = [{ reader: 'circle:stewards:1', sealed: 'AAAA' }]
  const body = {
    kind: 'hold',
    motionId: crypto.randomUUID(),
    objectKind: 'contact',
    objectId,
    until,
    reason: '{}',
    wraps,
  }
  const answer = await ruth.request('/api/motions', { method: 'POST', body })
  return ((await answer.json()) as { refused?: string }).refused ?? 'moved'
}
