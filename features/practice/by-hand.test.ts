import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { contactOf } from '#features/contacts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type Person } from '../../tests/people.ts'
import { playCaller, startPractice, viewOf } from '../../tests/practice.ts'
import { deskOf, openLine, until } from '../chat/acting.ts'
import { conversationsOf } from '../chat/browser/conversations.ts'
import type { PracticeView } from './wire.ts'

type Given = { contactId?: string; lineId: string; practiceId?: string }

/** Pressed on the practice's card: Amara phones and plays the caller. */
async function byHand(who: Person, given: Given): Promise<{ contactId: string; status: number; said: string }> {
  const body = { contactId: randomId(), channel: 'phone', language: 'en', ...given }
  const answer = await who.request('/api/contacts/by-hand', { method: 'POST', body })
  return { contactId: body.contactId, status: answer.status, said: JSON.stringify(await answer.json()) }
}

async function opened() {
  const house = await openTestHouse()
  const people = await foundTeam(house)
  return { house, people, lineId: await openLine(house, people) }
}

const contactIn = (house: TestHouse, teamId: string, contactId: string) =>
  contactOf(house.house.db.sql, teamId, contactId)

test('Dee opens it by hand: it is practice for the server and on her console, also before the server knows of it', async () => {
  const { house, people, lineId } = await opened()
  await using _ = house
  const { dee, mateo, team } = people
  const { practiceId } = await startPractice(mateo, lineId, [dee, mateo])
  const desk = deskOf(house, people, dee)
  const conversations = conversationsOf(desk)
  const contactId = conversations.begin({ lineId, channel: 'walk-up', language: 'en', practiceId })
  const hers = conversations.of(contactId)
  house.endWith(() => hers.close())
  assert.deepEqual([hers.view?.practice, conversations.list.map((one) => one.practice)], [true, [true]])
  await until(() => hers.state === 'open', 'the server knowing of it')
  await until(() => conversations.list[0]?.openedAt, 'the list')
  assert.deepEqual([hers.view?.practice, conversations.list.map((one) => one.practice)], [true, [true]])
  assert.equal((await contactIn(house, team.teamId, contactId))?.practiceId, practiceId)
  const [shown] = await viewOf<PracticeView[]>(desk, 'practices', '')
  assert.equal(shown?.stage, 'begun')
})

test('it begins one contact: the same one said twice, then neither another one nor the link', async () => {
  const { house, people, lineId } = await opened()
  await using _ = house
  const { dee, mateo, team } = people
  const { practiceId, path } = await startPractice(dee, lineId, [dee, mateo])
  const first = await byHand(dee, { lineId, practiceId })
  assert.deepEqual(
    [first.status, (await byHand(dee, { contactId: first.contactId, lineId, practiceId })).status],
    [201, 201],
  )
  const second = await byHand(mateo, { lineId, practiceId })
  assert.equal(second.status, 409)
  assert.match(second.said, /start another practice/)
  assert.equal(await contactIn(house, team.teamId, second.contactId), null, 'nothing real instead')
  assert.equal((await house.request(path)).status, 410)
  const inTheWayOf = await byHand(dee, { contactId: first.contactId, lineId })
  assert.equal(inTheWayOf.status, 409, 'the same contact is not real as well')

  const other = await startPractice(dee, lineId, [dee])
  await playCaller(house, other.path)
  assert.equal((await byHand(dee, { lineId, practiceId: other.practiceId })).status, 409, 'the link was used')
})

test('only those who take part, on its line, within the hour; nothing is opened instead, and no practice is invented', async () => {
  const { house, people, lineId } = await opened()
  await using _ = house
  const { dee, mateo, ines, team } = people
  const elsewhere = await openLine(house, people, { path: 'elsewhere' })
  const { practiceId } = await startPractice(ines, lineId, [dee])
  const late = async () => (await house.clock.advance(hour + minute), byHand(dee, { lineId, practiceId }))
  const refused = [
    await byHand(mateo, { lineId, practiceId }),
    await byHand(ines, { lineId, practiceId }),
    await byHand(dee, { lineId: elsewhere, practiceId }),
    await byHand(dee, { lineId, practiceId: randomId() }),
    await late(),
  ]
  for (const { status, contactId } of refused)
    assert.deepEqual([status, await contactIn(house, team.teamId, contactId)], [409, null])
})

test('refused, the console says why in the server’s words and forgets it; an id that is taken uses no practice up', async () => {
  const { house, people, lineId } = await opened()
  await using _ = house
  const { dee, mateo } = people
  const { practiceId } = await startPractice(dee, lineId, [dee, mateo])
  const real = await byHand(dee, { lineId })
  assert.equal((await byHand(dee, { contactId: real.contactId, lineId, practiceId })).status, 409)
  const erased = randomId()
  house.house.keyStore.newKey(erased)
  house.house.keyStore.erase(erased)
  assert.equal((await byHand(dee, { contactId: erased, lineId, practiceId })).status, 409)
  assert.equal((await byHand(mateo, { lineId, practiceId })).status, 201)

  const conversations = conversationsOf(deskOf(house, people, dee))
  const hers = conversations.of(conversations.begin({ lineId, channel: 'text', language: 'en', practiceId }))
  house.endWith(() => hers.close())
  await until(() => hers.state === 'gone', 'being refused')
  assert.match(hers.refusal ?? '', /start another practice/)
  await until(() => conversations.list.length === 1, 'only the real one being listed')
})

test('a link nobody used lapses on every card, without anybody asking', async () => {
  const { house, people, lineId } = await opened()
  await using _ = house
  const { dee } = people
  await startPractice(dee, lineId, [dee])
  let stage = ''
  deskOf(house, people, dee).live.follow('practices', '', {
    onView: ([one]: PracticeView[]) => (stage = one!.stage),
  })
  await until(() => stage === 'link', 'the link')
  await house.clock.advance(hour + minute)
  await until(() => stage === 'lapsed', 'being told')
})

test('a real contact stays real, and a practised one is gone a day after the practice was started, key first', async () => {
  const { house, people, lineId } = await opened()
  await using _ = house
  const { dee, team } = people
  const { practiceId } = await startPractice(dee, lineId, [dee])
  const real = await byHand(dee, { lineId })
  await house.clock.advance(30 * minute)
  const played = await byHand(dee, { lineId, practiceId })
  assert.equal((await contactIn(house, team.teamId, real.contactId))?.practiceId, null)
  await house.clock.advance(day - 31 * minute)
  assert.ok(await contactIn(house, team.teamId, played.contactId))
  await house.clock.advance(2 * minute)
  assert.equal(await contactIn(house, team.teamId, played.contactId), null)
  assert.equal(house.house.keyStore.has(played.contactId), false)
  assert.ok(await contactIn(house, team.teamId, real.contactId))
})
