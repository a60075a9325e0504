import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '#platform/clock'
import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { contactOf } from '#features/contacts'
import { acts, deesCase, note, openCrew, startChat, until, type Crew } from '../../tests/cases.ts'
import { TestClock } from '../../tests/clock.ts'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { caseCloses, caseErased, caseOf } from './index.ts'
import { keyOf } from './server/keys.ts'

const find = ({ house, people }: Crew, caseId: string) => caseOf(house.house.db.sql, people.team.teamId, caseId)

/** A feature above cases that keeps promises of them, and hears what becomes of them. */
type Owing = { owes: boolean; erased: string[] }
const owing = (told: Owing): Feature => ({
  name: 'owing',
  moments: () => [
    on(caseCloses, async (_sql, _afterCommit, { refuse }) => void (told.owes && refuse())),
    on(caseErased, async (_sql, _afterCommit, { caseId }) => void told.erased.push(caseId)),
  ],
})

test('closed, it is kept 30 days; opened again, the clock stops; then the key goes, and with it everything', async () => {
  const told: Owing = { owes: false, erased: [] }
  const crew = await openCrew({ clock: new TestClock() }, [owing(told)])
  await using house = crew.house
  const dee = crew.deskFor(crew.people.dee)
  const sentinel = `piedra-${crypto.randomUUID()}`
  const file = await deesCase(crew)
  await note(file, sentinel)
  const { caseId } = file
  await acts.closeCase(dee, file)
  await acts.reopenCase(dee, file)
  await house.clock.leap(day)
  await acts.closeCase(dee, file)
  await house.settled()
  await house.clock.leap(30 * day - minute)
  assert.equal((await find(crew, caseId))?.state, 'closed')
  assert.equal(house.house.keyStore.has(keyOf(caseId)), true)
  await house.clock.leap(2 * minute)
  assert.equal(await find(crew, caseId), null)
  assert.equal(house.house.keyStore.has(keyOf(caseId)), false)
  assert.deepEqual(told.erased, [caseId])
  for (const table of ['case_keys', 'case_key_epochs', 'case_people', 'case_contacts', 'cases'])
    assert.equal((await house.house.db.sql`select 1 from ${house.house.db.sql(table)}`).length, 0, table)
  assert.deepEqual(await filesHolding(house, sentinel), [])
})

test('its person wishes it gone: the key is destroyed at once, whatever is owed, and nobody opens it any more', async () => {
  const told: Owing = { owes: true, erased: [] }
  const crew = await openCrew({}, [owing(told)])
  await using house = crew.house
  const { dee, mateo, ruth } = crew.people
  const file = await deesCase(crew)
  const wish = (person: typeof dee): Promise<Response> =>
    person.request(`/api/kept/case/${file.caseId}/erase`, { method: 'POST' })
  assert.equal((await wish(crew.people.sam)).status, 404)
  assert.equal((await wish(mateo)).status, 404, 'who works it says so, or a steward')
  assert.equal((await wish(dee)).status, 200)
  assert.equal(house.house.keyStore.has(keyOf(file.caseId)), false)
  for (const person of [dee, ruth]) assert.equal((await person.request(`/api/cases/${file.caseId}`)).status, 404)
  await until(() => told.erased.length === 1 && file.state === 'gone', 'the rows going')
  await house.settled()
  assert.equal(await find(crew, file.caseId), null)
})

test('a database from before an erasure: the rows go again when the server starts, and nothing opened meanwhile', async () => {
  const crew = await openCrew()
  const file = await deesCase(crew)
  const kept = await deesCase(crew)
  file.close()
  kept.close()
  crew.house.house.keyStore.erase(keyOf(file.caseId))
  await using house = await crew.house.restarted()
  const left = await house.house.db.sql<{ caseId: string }[]>`select case_id as "caseId" from cases`
  assert.deepEqual(left.map(({ caseId }) => caseId), [kept.caseId]) // prettier-ignore
})

test('while something is owed in it, it is not closed, and says so', async () => {
  const told: Owing = { owes: true, erased: [] }
  const crew = await openCrew({}, [owing(told)])
  await using _house = crew.house
  const dee = crew.deskFor(crew.people.dee)
  const file = await deesCase(crew)
  await assert.rejects(acts.closeCase(dee, file), { code: 'promises', words: /open promises/ })
  assert.equal((await find(crew, file.caseId))?.state, 'open')
  told.owes = false
  await acts.closeCase(dee, file)
  assert.equal((await find(crew, file.caseId))?.state, 'closed')
})

test('a conversation in an open case waits; from the closing on its own clock runs; a second one needs a yes', async () => {
  const crew = await openCrew({ clock: new TestClock() })
  await using house = crew.house
  const amara = crew.deskFor(crew.people.amara)
  const talks = [await startChat(house), await startChat(house)].map(({ talk }) => talk)
  for (const talk of talks) {
    await until(() => talk.view, 'the chat being open')
    talk.write('something to remember')
    await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the message being kept')
  }
  const [first, second] = talks.map(({ contactId }) => contactId) as [string, string]
  const fallbackId = crew.people.mateo.memberId
  const file = await acts.openNewCase(amara, { lineId: crew.lineId, fallbackId, contactId: first })
  house.endWith(() => file.close())
  await until(() => file.state === 'open', 'the case being open')
  await assert.rejects(acts.link(amara, file, { contactId: second, agreed: ' ' }), { code: 'agreement' })
  await acts.link(amara, file, { contactId: second, agreed: 'she said yes, on the phone' })
  for (const talk of talks) await talk.api.post('/api/contact/leave', { erase: false })
  await house.settled()
  await house.clock.leap(20 * day)
  const there = async (contactId: string): Promise<boolean> =>
    (await contactOf(house.house.db.sql, crew.people.team.teamId, contactId)) !== null
  assert.deepEqual([await there(first), await there(second)], [true, true])
  await closeOnServer(crew, file.caseId)
  await house.clock.leap(14 * day + minute)
  assert.deepEqual([await there(first), await there(second)], [false, false])
  assert.deepEqual((await find(crew, file.caseId))?.contactIds, [])
  for (const talk of talks) talk.wipe()
})

/** Twenty days later nobody’s session is the same: the steward signs in again. */
async function closeOnServer({ people }: Crew, caseId: string): Promise<void> {
  await people.ruth.signIn()
  assert.equal((await people.ruth.request(`/api/cases/${caseId}/close`, { method: 'POST' })).status, 200)
}
