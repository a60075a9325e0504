import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#platform/clock'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam, type Person } from '../../tests/people.ts'
import { consoleOf, playCaller, startPractice } from '../../tests/practice.ts'
import { startChat } from '../chat/acting.ts'
import type { OwedView } from '../promises/wire.ts'
import { act, hearAlarms, makeLine, openCase, promise } from '../promises/acting.ts'
import { caseFrom } from './acting.ts'

test('no digest, no count of what is owed, no figure of callbacks and no copy of the team’s data holds practice', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { dee, mateo, ruth, amara } = people
  const { sql } = house.house.db
  const lineId = await makeLine(people)
  const console = await consoleOf(house, people, dee)
  const { talk } = await playCaller(house, (await startPractice(dee, lineId, [dee, mateo])).path)
  await console.rings(talk.contactId)
  await console.desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const practised = await caseFrom(dee, { lineId, fallback: mateo, contactId: talk.contactId })
  const dueAt = new Date(house.clock.now().getTime() + 12 * hour)
  const callback = { kind: 'callback', caseId: practised, owner: dee, fallback: mateo, dueAt } as const
  const kept = await promise(dee, callback)
  await promise(dee, callback)
  await act(dee, kept, ['POST', 'kept'])
  const figures = async (): Promise<number> => (await sql`select * from tally_rings`).length
  assert.equal(await figures(), 0)
  const { promises, ...counted } = await owedTo(dee)
  assert.deepEqual([promises.length, counted.total, counted.late, counted.practice], [1, 0, 0, 1], 'shown, not counted')

  const copied = await copyOf(ruth, amara)
  assert.deepEqual(copied, { contactIds: [], caseIds: [] })

  // Friday, 20:00: the shift begins, and nothing real is owed.
  const heard = hearAlarms(house)
  await house.clock.advance(9 * hour)
  assert.deepEqual(
    heard.flat().filter((one) => one === dee.memberId || one === mateo.memberId),
    [],
  )

  const ours = await openCase(dee, { lineId, fallback: mateo })
  const real = await promise(dee, { ...callback, caseId: ours })
  await act(dee, real, ['POST', 'kept'])
  assert.equal(await figures(), 1)
})

async function owedTo(one: Person): Promise<OwedView> {
  return (await (await one.request('/api/owed?filter=mine&limit=100')).json()) as OwedView
}

/** What a steward's copy of the whole team would hold, agreed to by a second one. */
async function copyOf(
  one: Awaited<ReturnType<typeof foundTeam>>['ruth'],
  second: typeof one,
): Promise<{ contactIds: string[]; caseIds: string[] }> {
  const motionId = crypto.randomUUID()
  await one.request('/api/motions', { method: 'POST', body: { kind: 'export', motionId } })
  await second.request(`/api/motions/${motionId}/agreement`, { method: 'POST' })
  const answer = await one.request(`/api/copies/${motionId}`)
  assert.equal(answer.status, 200)
  const { contactIds, caseIds } = (await answer.json()) as { contactIds: string[]; caseIds: string[] }
  return { contactIds, caseIds }
}

test('a real chat is in the copy of the team’s data', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people, { hours: { weekly: always, exceptions: [] } })
  assert.ok(lineId)
  const { talk } = await startChat(house)
  assert.deepEqual((await copyOf(people.ruth, people.amara)).contactIds, [talk.contactId])
})

const day = [{ from: '00:00', to: '24:00' }]
const always = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }
