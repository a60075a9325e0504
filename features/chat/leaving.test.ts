import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '#platform/ids'
import { contactOf } from '#features/contacts'
import { memberRemoved } from '#features/keys'
import { removeMember } from '#features/members'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { untilCommit } from '../../tests/meeting.ts'
import { deesNight, deskOf, floor, until } from './acting.ts'

/*
 * Sam is being removed, and in the same moment is put where a member is put. Whoever stays somewhere after they left can make
 * nobody a key: the conversation would be unreadable for everybody on it.
 */

type Night = Awaited<ReturnType<typeof opened>>

async function opened(house: TestHouse) {
  const night = await deesNight(house)
  await night.dee.live.say('queue.claim', { contactId: night.talk.contactId, locked: false })
  const sam = deskOf(house, night.people, night.people.sam)
  await until(() => sam.live.state.get() === 'open', 'Sam’s console connecting')
  return { ...night, sam }
}

/** Asks when everything of the removal is done but its commit: it has looked where Sam is. */
async function whileSamLeaves<Answer>(
  house: TestHouse,
  { people }: Night,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const is = { teamId: people.team.teamId, memberId: people.sam.memberId }
  let answer: Promise<Answer> | undefined
  await untilCommit(house, () => (answer = ask()))
  await house.house.db.transact(async (sql, afterCommit) => {
    await removeMember(sql, is.teamId, is.memberId, { house: house.house, afterCommit })
    await house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is })
  })
  return answer!
}

test('Dee asks Sam to join her in the moment Sam is removed: Sam is not on it, and Dee is told', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await opened(house)
  const { team, dee, sam } = night.people
  const { contactId } = night.talk
  const invite = { method: 'POST', body: { memberId: sam.memberId } }
  const answer = await whileSamLeaves(house, night, () => dee.request(`/api/chat/${contactId}/people`, invite))
  assert.deepEqual((await contactOf(house.house.db.sql, team.teamId, contactId))?.people, [dee.memberId])
  assert.equal(answer.status, 404)
})

test('Sam clocks in in the moment they are removed: nobody counts on them', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await opened(house)
  const { live } = night.sam
  const ringId = randomId()
  await live.say('duty.test', { ringId })
  await live.say('duty.heard', { ringId })
  const on = { lineIds: [night.lineId], languages: ['en'] }
  const answer = await whileSamLeaves(house, night, () =>
    live.say('duty.in', on).catch((error: { code: string }) => error.code),
  )
  const duties = await house.house.db.sql`select 1 from duties where member_id = ${night.people.sam.memberId}`
  assert.equal(duties.length, 0)
  assert.equal(typeof answer, 'string', 'and they are told, or their console is closed already')
})
