import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { randomId } from '#platform/ids'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { clockIn, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { noCallback } from './rules.ts'
import type { LeftMessage } from './wire.ts'

/* What a clumsy or hostile person of either side may do, and what must not come of it: nothing kept is ever lost by it. */

let house: TestHouse
let people: People
let lineId: string
before(async () => {
  house = await openTestHouse({ features: floor, clock: 'wall' })
  people = await foundTeam(house)
  lineId = await openLine(house, people)
})
after(() => house?.close())

const form = (fields: Record<string, string>): Promise<Response> =>
  house.request('/en/line/message', { method: 'POST', body: new URLSearchParams(fields) })
const left = () => house.house.db.sql<LeftMessage[]>`
  select contact_id as "contactId", owner_id as "ownerId", state from messages_left where team_id = ${people.team.teamId}`
const ownerOf = async (contactId: string) => (await left()).find((one) => one.contactId === contactId)?.ownerId
const post = (who: Person, path: string, body: object = {}): Promise<Response> =>
  who.request(path, { method: 'POST', body })
const give = (who: Person, contactId: string, memberId: string | null): Promise<Response> =>
  who.request(`/api/messages/${contactId}/owner`, { method: 'PUT', body: { memberId } })

test('a caller who floods is slowed before the disk is full; others are not', async () => {
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  const record = JSON.stringify({
    v: 1, e: 1, s: 'caller:0011223344556677', n: 1, p: null, h: {}, b: 'A'.repeat(50_000),
  }) // prettier-ignore
  const write = (): Promise<string> =>
    talk.line!.say('contact.write', { contactId: talk.contactId, track: 'talk', id: randomId(), record }).then(
      () => 'kept',
      (error: { code: string }) => error.code,
    )
  const answers: string[] = []
  for (let n = 0; n < 100; n++) answers.push(await write())
  assert.ok(answers.includes('slow-down'))
  assert.ok(answers.filter((answer) => answer === 'kept').length >= 30)
  talk.wipe()
})

test('the one who holds a chat hands it over; of two who step out at once, one stays', async () => {
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const { talk } = await startChat(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const path = `/api/chat/${talk.contactId}`
  for (const { memberId } of [people.ines, people.mateo]) await post(people.dee, `${path}/people`, { memberId })
  assert.equal((await post(people.dee, `${path}/step-out`)).status, 409, 'the queue would still count on Dee')
  await Promise.all([people.ines, people.mateo].map((who) => post(who, `${path}/step-out`)))
  const on = await house.house.db.sql`select 1 from contact_people where contact_id = ${talk.contactId}`
  assert.equal(on.length, 1)
  dee.live.close()
  talk.wipe()
})

test('what became a message is no longer read by everybody on duty', async () => {
  const mateo = deskOf(house, people, people.mateo)
  await clockIn(mateo, lineId)
  const { talk } = await startChat(house)
  const path = `/api/chat/${talk.contactId}/waiting`
  assert.ok(((await (await people.mateo.request(path)).json()) as { wraps: unknown[] }).wraps.length > 0)
  await talk.leaveInstead({ k: 'callback', callback: { ...noCallback, text: 'later' }, at: 1 })
  assert.deepEqual(await (await people.mateo.request(path)).json(), { wraps: [] })
  mateo.live.close()
  talk.wipe()
})

test('a form is either kept with its words, or comes back to be set right: never thanked for and lost', async () => {
  const wide = { text: '🌊'.repeat(4000), safe: 'yes', reach: '🌊'.repeat(200), name: '🌊'.repeat(100) }
  const before = (await left()).length
  const answer = await form(wide)
  assert.equal(answer.status, 422)
  assert.equal((await left()).length, before)
  assert.match(await answer.text(), /🌊🌊🌊/, 'nothing of it has to be typed again')
  assert.equal((await form({ text: '🌊'.repeat(4000) })).status, 200)
  const kept = await house.house.db
    .sql`select 1 from stream_rows r join contacts c on c.talk_stream::text = r.stream_id::text
    join messages_left m on m.contact_id = c.contact_id where c.token_hash is null`
  assert.equal(kept.length, 1, 'its words are in the conversation')
})

test('a message is only given to somebody of the team who works messages', async () => {
  await form({ text: 'call me', safe: 'yes', reach: '555' })
  const contactId = (await left()).at(-1)!.contactId
  assert.equal((await give(people.amara, contactId, randomId())).status, 404, 'nobody')
  assert.equal((await give(people.mateo, contactId, people.dee.memberId)).status, 404, 'Mateo may take, not give')
  assert.equal((await give(people.dee, contactId, people.dee.memberId)).status, 200)
  assert.equal((await give(people.mateo, contactId, null)).status, 404, 'what is Dee’s is hers to give back')
  assert.equal((await give(people.dee, contactId, null)).status, 200)
  assert.equal(
    await ownerOf(contactId),
    people.amara.memberId,
    'never nobody’s: whoever would have got it when it is due',
  )
})

test('a removed member owns no message: it is somebody else’s at once', async () => {
  await form({ text: 'to sam', safe: 'yes', reach: '555' })
  const { contactId } = (await left()).at(-1)!
  assert.equal((await give(people.amara, contactId, people.sam.memberId)).status, 200)
  const is = { teamId: people.team.teamId, memberId: people.sam.memberId }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is }),
  )
  assert.equal(await ownerOf(contactId), people.amara.memberId)
})
