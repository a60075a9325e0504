import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import { contactOf } from '#features/contacts'
import { memberRemoved } from '#features/keys'
import { until } from '../chat/acting.ts'
import {
  act,
  askHold,
  consoleOf,
  endedChat,
  goingFor,
  isThere,
  keptFor,
  leave,
  openChat,
  type Ended,
} from '../../tests/keeping.ts'

const at = ({ house }: Ended, milliseconds: number): string =>
  new Date(house.clock.now().getTime() + milliseconds).toISOString()

test('a hold of two stewards keeps a chat beyond its clock, ends by itself, and then the chat goes', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { ruth, amara } = ended.people
  const hold = await askHold(ended, ruth, 20)
  assert.deepEqual(await act(ended, ruth, hold, 'agreement'), { status: 409, code: 'own' })
  assert.equal((await goingFor(ended, ruth))!.why, 'clock', 'asked for, it holds nothing yet')
  assert.deepEqual(await act(ended, amara, hold, 'agreement'), { status: 200, code: 'standing' })
  assert.deepEqual(
    { why: (await goingFor(ended, amara))!.why, at: (await goingFor(ended, amara))!.at },
    { why: 'held', at: at(ended, 20 * day) },
  )
  await house.clock.leap(14 * day + minute)
  assert.equal(await isThere(ended), true)
  await house.clock.leap(6 * day)
  assert.equal(await isThere(ended), false)
  ended.talk.wipe()
})

test('a steward ends a hold: past its own time the chat goes at once, before that it goes at its own time', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { ruth, amara, noor } = ended.people
  const early = await askHold(ended, ruth, 30)
  await act(ended, amara, early, 'agreement')
  assert.deepEqual(await act(ended, noor, early, 'end'), { status: 200, code: 'over' })
  assert.equal((await goingFor(ended, ruth))!.at, at(ended, 14 * day))
  const late = await askHold(ended, ruth, 30)
  await act(ended, amara, late, 'agreement')
  await house.clock.leap(16 * day)
  assert.equal(await isThere(ended), true)
  await act(ended, ruth, late, 'end')
  await house.clock.advance(1)
  assert.equal(await isThere(ended), false)
  ended.talk.wipe()
})

test('a hold that nobody agrees to holds nothing, and is withdrawn by itself after seven days', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const hold = await askHold(ended, ended.people.ruth, 60)
  await house.clock.leap(7 * day + minute)
  assert.deepEqual(await act(ended, ended.people.amara, hold, 'agreement'), { status: 409, code: 'not-now' })
  await house.clock.leap(7 * day)
  assert.equal(await isThere(ended), false)
  ended.talk.wipe()
})

test('the reason is for those who may read the chat; that there is a hold, and until when, for everybody', async () => {
  const ended = await openChat()
  await using house = ended.house
  const { ruth, amara, dee, mateo, sam } = ended.people
  const { db } = house.house
  await db.sql`insert into contact_people (team_id, contact_id, member_id)
    values (${ended.people.team.teamId}, ${ended.contactId}, ${dee.memberId})`
  await leave(ended)
  const hold = await askHold(ended, ruth, 20, 'the family asked for a week')
  await act(ended, amara, hold, 'agreement')
  for (const reader of [ruth, amara, dee]) {
    const { keeping } = consoleOf(ended, reader)
    assert.equal(
      await until(() => keeping.reasons.get(hold), `${reader.name} reading it`),
      'the family asked for a week',
    )
  }
  for (const other of [mateo, sam]) {
    const { keeping } = consoleOf(ended, other)
    const view = await until(() => keeping.view, 'the view')
    const [motion] = view.motions
    assert.equal(motion!.object, null)
    assert.deepEqual(
      [motion!.movedBy, motion!.agreedBy, motion!.until],
      [ruth.memberId, amara.memberId, at(ended, 20 * day)],
    )
    assert.equal(await goingFor(ended, other), null)
    assert.deepEqual(await keptFor(ended, other), [])
  }
  assert.equal((await keptFor(ended, dee))[0]!.why, 'held')
  ended.talk.wipe()
})

test('only stewards move, agree, withdraw and end', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { ruth, dee } = ended.people
  const hold = await askHold(ended, ruth, 20)
  for (const what of ['agreement', 'withdrawal', 'end'] as const)
    assert.equal((await act(ended, dee, hold, what)).status, 403, what)
  const asked = await dee.request('/api/motions', {
    method: 'POST',
    body: { kind: 'export', motionId: crypto.randomUUID() },
  })
  assert.equal(asked.status, 403)
  assert.equal(house.logged.join('').includes(ended.contactId), false)
  ended.talk.wipe()
})

test('a reason sealed to anybody else than the chat’s readers is refused', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { ruth, sam } = ended.people
  const { keeping } = consoleOf(ended, ruth)
  const { readers } = (await goingFor(ended, ruth))!
  const object = { kind: 'contact' as const, objectId: ended.contactId }
  const day20 = new Date(at(ended, 20 * day))
  for (const wrong of [[...readers, `member:${sam.memberId}`], readers.slice(1)])
    await assert.rejects(keeping.hold({ ...object, readers: wrong }, day20, 'why'), { code: 'readers' })
  await assert.rejects(keeping.hold({ ...object, readers }, new Date(at(ended, 91 * day)), 'why'), { code: 'too-long' })
  await assert.rejects(keeping.hold({ ...object, readers }, new Date(at(ended, 0)), 'why'), { code: 'too-short' })
  assert.equal(house.house.keyStore.has(ended.contactId), true)
  ended.talk.wipe()
})

test('the caller’s own wish beats a hold: it ends, and the chat is gone in an hour', async () => {
  const ended = await openChat()
  await using house = ended.house
  const { ruth, amara, noor } = ended.people
  const standing = await askHold(ended, ruth, 20)
  await act(ended, amara, standing, 'agreement')
  const asked = await askHold(ended, ruth, 20)
  await leave(ended, true)
  assert.equal((await goingFor(ended, ruth))!.why, 'wish')
  assert.deepEqual(await act(ended, noor, asked, 'agreement'), { status: 409, code: 'not-now' })
  assert.deepEqual(await act(ended, noor, standing, 'end'), { status: 409, code: 'not-now' })
  await house.clock.leap(hour + minute)
  assert.equal(await isThere(ended), false)
  ended.talk.wipe()
})

test('“now”: the key is gone before the answer, with its time; the rows follow; a hold stands in the way until a steward ends it', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { ruth, amara, dee, sam } = ended.people
  const erase = (person: typeof dee): Promise<Response> =>
    person.request(`/api/kept/contact/${ended.contactId}/erase`, { method: 'POST', body: {} })
  assert.equal((await erase(sam)).status, 404, 'not on it')
  await house.house.db.sql`insert into contact_people (team_id, contact_id, member_id)
    values (${ended.people.team.teamId}, ${ended.contactId}, ${dee.memberId})`
  const hold = await askHold(ended, ruth, 20)
  await act(ended, amara, hold, 'agreement')
  const held = await erase(dee)
  assert.deepEqual([held.status, ((await held.json()) as { refused: string }).refused], [409, 'held'])
  assert.equal(house.house.keyStore.has(ended.contactId), true)
  await act(ended, ruth, hold, 'end')
  const done = await erase(dee)
  assert.deepEqual([done.status, await done.json()], [200, { erasedAt: house.clock.now().toISOString() }])
  assert.equal(house.house.keyStore.has(ended.contactId), false)
  await house.clock.advance(1)
  assert.equal(await isThere(ended), false)
  assert.equal((await erase(dee)).status, 404)
  const { keeping } = consoleOf(ended, amara)
  const view = await until(() => keeping.view, 'the view')
  assert.deepEqual(
    view.motions.map(({ state, object }) => [state, object]),
    [['over', null]],
  )
  ended.talk.wipe()
})

test('“now” in the middle of a chat: it ends, its caller’s page is shut out, it is gone', async () => {
  const open = await openChat()
  await using house = open.house
  const done = await open.people.amara.request(`/api/kept/contact/${open.contactId}/erase`, {
    method: 'POST',
    body: {},
  })
  assert.equal(done.status, 200)
  await house.clock.advance(1)
  assert.equal(await contactOf(house.house.db.sql, open.people.team.teamId, open.contactId), null)
  await assert.rejects(open.talk.api.get('/api/contact'), { status: 401 })
  open.talk.wipe()
})

test('a steward who leaves the team asks for nothing any more', async () => {
  const ended = await endedChat()
  await using house = ended.house
  const { ruth, amara, team } = ended.people
  const hold = await askHold(ended, ruth, 20)
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, {
      of: memberRemoved,
      is: { teamId: team.teamId, memberId: ruth.memberId },
    }),
  )
  assert.deepEqual(await act(ended, amara, hold, 'agreement'), { status: 409, code: 'not-now' })
  await house.clock.leap(31 * day)
  const rows = await house.house.db.sql`select 1 from motions`
  assert.equal(rows.length, 0, 'after 30 days nothing says that there was one')
  ended.talk.wipe()
})
