import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour } from '#platform/clock'
import { randomId } from '#platform/ids'
import { memberRemoved } from '#features/keys'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { deskOf, floor, openLine, until } from './acting.ts'
import { policeBefore, policeOf } from './browser/beside.ts'
import { Conversation } from './browser/conversation.ts'
import { conversationsOf } from './browser/conversations.ts'

type Acting = { house: TestHouse; people: People; lineId: string }

async function night(clock?: 'wall'): Promise<Acting> {
  const house = await openTestHouse({ features: floor, ...(clock ? { clock } : {}) })
  const people = await foundTeam(house)
  return { house, people, lineId: await openLine(house, people) }
}

/** Dee's phone rings; she presses the one button. */
function begin({ house, people, lineId }: Acting): Conversation {
  const conversations = conversationsOf(deskOf(house, people, people.dee))
  const conversation = conversations.of(conversations.begin({ lineId, channel: 'phone', language: 'en' }))
  house.endWith(() => conversation.close())
  return conversation
}

const rowsOf = async ({ house, people }: Acting, contactId: string) =>
  house.house.db.sql<{ state: string; channel: string }[]>`select state, channel from contacts
    where team_id = ${people.team.teamId} and contact_id = ${contactId}`

test('Dee opens a contact by hand and writes before the server knows of it; the coordinator can read it', async () => {
  const acting = await night('wall')
  await using house = acting.house
  const hers = begin(acting)
  hers.police('called')
  hers.police('there')
  assert.equal(policeOf(hers)?.state, 'there')
  await until(() => hers.state === 'open', 'being open')
  await until(() => hers.crew.log.rows.length === 2, 'the police field being kept')
  assert.deepEqual(
    policeBefore(hers).map(({ state, by }) => [state, by]),
    [['called', acting.people.dee.memberId]],
  )
  const amaras = new Conversation(deskOf(house, acting.people, acting.people.amara), hers.contactId)
  house.endWith(() => amaras.close())
  await until(() => policeOf(amaras)?.state === 'there', 'Amara reading it')
  assert.equal((await acting.people.mateo.request(`/api/contacts/${hers.contactId}`)).status, 404, 'not for Mateo')
})

test('nothing typed is lost to a press of "end": it is kept first; the erasing clock runs like after a chat', async () => {
  const acting = await night('wall')
  await using house = acting.house
  const hers = begin(acting)
  await until(() => hers.state === 'open', 'being open')
  hers.notes('brother in the hallway')
  await hers.end(false)
  await until(() => hers.crew.log.rows.some(({ body }) => body?.k === 'notes'), 'the notes being kept')
  const [due] = await house.house.db.sql<{ dueAt: Date }[]>`select due_at as "dueAt" from deadlines
    where kind = 'contact.erase' and key = ${hers.contactId}`
  const inDays = (due!.dueAt.getTime() - Date.now()) / day
  assert.ok(inDays > 13.9 && inDays <= 14, `${inDays}`)
})

test('said twice it is one contact; somebody else’s id, a stranger, and a steward without duty are refused', async () => {
  const acting = await night()
  await using house = acting.house
  const { people, lineId } = acting
  const body = { contactId: randomId(), lineId, channel: 'walk-up', language: 'es' }
  const open = (person: { request: TestHouse['request'] }, given: object = body) =>
    person.request('/api/contacts/by-hand', { method: 'POST', body: given })
  assert.deepEqual([(await open(people.dee)).status, (await open(people.dee)).status], [201, 201])
  assert.equal((await open(people.mateo)).status, 409)
  assert.equal((await open(people.dee, { ...body, contactId: randomId(), lineId: randomId() })).status, 404)
  assert.equal((await open(people.dee, { ...body, contactId: randomId(), channel: 'chat' })).status, 422)
  assert.equal((await open(house)).status, 401)
  assert.equal((await open(people.noor, { ...body, contactId: randomId() })).status, 403, 'a steward who takes no duty')
})

test('forgotten open for a day, or left by the only one on it: it ends by itself, and goes when its time is up', async () => {
  const acting = await night()
  await using house = acting.house
  const { people, lineId } = acting
  const [left, forgotten] = [randomId(), randomId()]
  for (const [person, contactId] of [
    [people.mateo, left],
    [people.dee, forgotten],
  ] as const)
    await person.request('/api/contacts/by-hand', {
      method: 'POST',
      body: { contactId, lineId, channel: 'text', language: 'en' },
    })
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, {
      of: memberRemoved,
      is: { teamId: people.team.teamId, memberId: people.mateo.memberId },
    }),
  )
  assert.equal((await rowsOf(acting, left))[0]?.state, 'ended')
  await house.clock.advance(24 * hour + 1000)
  await house.settled()
  assert.equal((await rowsOf(acting, forgotten))[0]?.state, 'ended')
  await house.clock.advance(14 * day)
  await house.settled()
  assert.equal((await rowsOf(acting, left)).length + (await rowsOf(acting, forgotten)).length, 0)
})
