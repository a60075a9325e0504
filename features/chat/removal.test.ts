import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { contactOf } from '#features/contacts'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { Conversation } from './browser/conversation.ts'

test('Sam is removed: the open chat takes nothing under the old key, Dee’s console makes the new one, and the talk goes on', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const { teamId } = people.team
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const { talk } = await startChat(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const conversation = new Conversation(dee, talk.contactId)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  conversation.police('called')
  await until(() => conversation.crew.log.rows.length === 1, 'police kept')

  const is = { teamId, memberId: people.sam.memberId }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is }),
  )
  const now = await contactOf(house.house.db.sql, teamId, talk.contactId)
  assert.deepEqual([now?.talkEpoch, now?.crewEpoch], [2, 2])

  conversation.write('also after')
  conversation.police('there')
  const has = (text: string) => (row: { body: { k: string; text?: string } | null }) =>
    row.body?.k === 'text' && row.body.text === text
  await until(() => talk.log.rows.find(has('also after')), 'Dee’s words under the new key')
  talk.write('after')
  await until(() => conversation.talk.log.rows.find(has('after')), 'the caller’s words under the new key')
  await until(() => conversation.crew.log.rows.length === 2, 'the crew’s words under the new key')
  const rows = await house.house.db.sql<
    { body: string }[]
  >`select body from stream_rows where team_id = ${teamId} and stream_id = ${now!.talkStream} order by seq`
  const epochs = rows.map(({ body }) => (JSON.parse(body) as { e: number }).e)
  assert.deepEqual(epochs.slice(-2), [2, 2])
  const wraps = await house.house.db
    .sql`select 1 from content_keys where team_id = ${teamId} and reader = ${`member:${people.sam.memberId}`}`
  assert.equal(wraps.length, 0)
  conversation.close()
  dee.live.close()
  talk.wipe()
})
