import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '#platform/clock'
import { until } from '../chat/acting.ts'
import { act, askHold, chatOf, isThere, leave, openChat, type Ended } from '../../tests/keeping.ts'
import { happens } from './server/motions.ts'

test('a hold is agreed to in the very moment in which the chat goes: it is held, or it is gone, never both', async () => {
  const first = await openChat()
  await using house = first.house
  const chats: Ended[] = [first]
  for (let more = 0; more < 2; more++) chats.push({ ...first, ...(await chatOf(house, 'words')) })
  for (const chat of chats) await leave(chat)
  await house.clock.leap(13 * day)
  const { ruth, amara, team } = first.people
  await ruth.signIn()
  const holds: string[] = []
  for (const chat of chats) holds.push(await askHold(chat, ruth, 20))
  const agree = (motionId: string) =>
    house.house.db.transact((sql, afterCommit) =>
      happens(
        { sql, afterCommit, house: house.house },
        { teamId: team.teamId, motionId },
        { event: 'agree', by: amara.memberId },
      ),
    )
  // The first at once; the others as soon as the key is gone, while the erasing transaction is still under way.
  const keyGone = (at: number) =>
    until(() => !house.house.keyStore.has(chats[at]!.contactId), 'its key being destroyed')
  const agreeing = holds.map((motionId, at) => (at === 0 ? agree(motionId) : keyGone(at).then(() => agree(motionId))))
  const [, ...agreed] = await Promise.all([house.clock.leap(day + minute), ...agreeing])
  await house.settled()
  for (const [at, chat] of chats.entries()) {
    const isHeld = 'state' in agreed[at]! && agreed[at].state === 'standing'
    if (at > 0) assert.deepEqual(agreed[at], { refused: 'not-now' })
    assert.equal(await isThere(chat), isHeld, `${at}`)
    assert.equal(house.house.keyStore.has(chat.contactId), isHeld)
    chat.talk.wipe()
  }
})

test('the key of a chat is destroyed, and its rows could not be: nobody holds what nobody can open, and it goes', async () => {
  const chat = await openChat()
  await using house = chat.house
  await leave(chat)
  await house.clock.leap(13 * day)
  const { ruth, amara } = chat.people
  await ruth.signIn()
  const motionId = await askHold(chat, ruth, 20)
  const { streams, keyStore } = house.house
  const { drop } = streams
  streams.drop = () => Promise.reject(new Error('PostgreSQL ends this transaction'))
  await house.clock.leap(day + minute)
  assert.deepEqual([keyStore.has(chat.contactId), await isThere(chat)], [false, true])
  await amara.signIn()
  assert.deepEqual(await act(chat, amara, motionId, 'agreement'), { status: 409, code: 'not-now' })
  streams.drop = drop
  await house.clock.advance(minute)
  assert.equal(await isThere(chat), false)
})
