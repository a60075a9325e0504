import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contactOf } from '#features/contacts'
import type { CaseView } from '../cases/wire.ts'
import type { ContactView, MyContact } from '../contacts/wire.ts'
import type { LeftMessage } from '../chat/wire.ts'
import { noCallback } from '../chat/rules.ts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { consoleOf, playCaller, startPractice, viewOf } from '../../tests/practice.ts'
import { openLine, startChat, until } from '../chat/acting.ts'
import { hearAlarms, joinCase, makeLine, owedTo, promise } from '../promises/acting.ts'
import { caseFrom } from './acting.ts'

/** Dee answers somebody of the team who plays the caller; Mateo takes part. */
async function deesPractice(house: TestHouse, lineOf = openLine) {
  const people = await foundTeam(house)
  const lineId = await lineOf(house, people)
  const dee = await consoleOf(house, people, people.dee)
  const { path } = await startPractice(people.dee, lineId, [people.dee, people.mateo])
  const { talk } = await playCaller(house, path)
  await dee.rings(talk.contactId)
  await dee.desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  return { people, lineId, dee, talk, contactId: talk.contactId }
}

test('the conversation, the list of mine, the case made from it and what is promised in it all say practice', async () => {
  await using house = await openTestHouse()
  const { people, lineId, dee, talk, contactId } = await deesPractice(house)
  await until(() => talk.view?.practice, 'the caller’s page knowing it')
  assert.equal((await viewOf<ContactView>(dee.desk, 'contact', contactId)).practice, true)
  assert.deepEqual(
    (await viewOf<MyContact[]>(dee.desk, 'mine', people.dee.memberId)).map(({ practice }) => practice),
    [true],
  )
  const caseId = await caseFrom(people.dee, { lineId, fallback: people.mateo, contactId })
  assert.deepEqual(
    (await viewOf<CaseView[]>(dee.desk, 'cases', '')).map(({ practice }) => practice),
    [true],
  )
  const dueAt = new Date(house.clock.now().getTime() + 3_600_000)
  await promise(people.dee, { kind: 'follow-up', caseId, owner: people.dee, fallback: people.mateo, dueAt })
  assert.deepEqual(
    (await owedTo(people.ruth)).promises.map(({ practice }) => practice),
    [true],
  )
})

test('a message left in practice belongs to those who take part; late, it alarms nobody else', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people, { callbackWithinHours: 1 })
  const heard = hearAlarms(house)
  const dee = await consoleOf(house, people, people.dee)
  const { path } = await startPractice(people.dee, lineId, [people.dee, people.mateo])
  const { talk } = await playCaller(house, path)
  await dee.rings(talk.contactId)
  const callback = { ...noCallback, text: 'later' }
  assert.ok(await talk.leaveInstead({ k: 'callback', callback, at: talk.time() }))
  const [message] = await viewOf<LeftMessage[]>(dee.desk, 'messages', '')
  assert.deepEqual(
    [message?.practice, message?.ownerId, message?.fallbackId],
    [true, people.dee.memberId, people.mateo.memberId],
  )
  await house.clock.advance(2 * 3_600_000)
  const [late] = await viewOf<LeftMessage[]>(dee.desk, 'messages', '')
  assert.deepEqual([late?.late, late?.ownerId], [true, people.mateo.memberId])
  const takePart = [people.dee.memberId, people.mateo.memberId]
  assert.deepEqual(
    heard.flat().filter((memberId) => !takePart.includes(memberId)),
    [],
  )
})

/** To whom an alarm would go by mail. */
function hearMails({ house: { rates } }: TestHouse): string[] {
  const mailed: string[] = []
  const take = rates.take.bind(rates)
  rates.take = (kind, who, rate) => {
    if (kind === 'alarm mail') mailed.push(who)
    return take(kind, who, rate)
  }
  return mailed
}

test('an overdue promise in practice alarms those who take part and nobody else', async () => {
  await using house = await openTestHouse({ config: { smtpUrl: 'smtp://127.0.0.1:9', alarmFrom: 'line@example.org' } })
  const { people, lineId, contactId } = await deesPractice(house, (_house, team) => makeLine(team))
  const caseId = await caseFrom(people.dee, { lineId, fallback: people.mateo, contactId })
  const dueAt = new Date(house.clock.now().getTime() + 3_600_000)
  await promise(people.dee, { kind: 'follow-up', caseId, owner: people.dee, fallback: people.mateo, dueAt })
  const heard = hearAlarms(house)
  const mailed = hearMails(house)
  await house.clock.advance(2 * 3_600_000)
  assert.deepEqual(mailed, [], 'a mail of it would keep a real one back')
  assert.deepEqual(new Set(heard.flat()), new Set([people.dee.memberId, people.mateo.memberId]))
})

test('practice and what is real are never put together, in either direction', async () => {
  await using house = await openTestHouse()
  const { people, lineId, contactId } = await deesPractice(house)
  const { dee, mateo, ruth } = people
  const real = await startChat(house)
  const { teamId } = people.team
  assert.ok(await contactOf(house.house.db.sql, teamId, real.talk.contactId))
  const [practised, ours] = [
    await caseFrom(ruth, { lineId, fallback: mateo, contactId }),
    await caseFrom(ruth, { lineId, fallback: mateo, contactId: real.talk.contactId }),
  ]
  await joinCase(ruth, practised, dee)
  const link = async (caseId: string, id: string): Promise<string> => {
    const body = { contactId: id, agreed: true }
    const answer = await ruth.request(`/api/cases/${caseId}/contacts`, { method: 'POST', body })
    return ((await answer.json()) as { refused?: string }).refused ?? 'linked'
  }
  assert.equal(await link(practised, real.talk.contactId), 'practice')
  assert.equal(await link(ours, contactId), 'practice')
  assert.equal(await link(practised, contactId), 'linked')
})
