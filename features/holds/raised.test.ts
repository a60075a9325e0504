import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundByRuth, foundTeam, type Person } from '../../tests/people.ts'
import { hearAlarms } from '../promises/acting.ts'

/* A motion is not only to be found: whose word it waits for is told, and a stolen session cannot wait in silence. */

async function asksForEverything(person: Person): Promise<string> {
  const motionId = randomId()
  const answer = await person.request('/api/motions', { method: 'POST', body: { kind: 'export', motionId } })
  assert.equal(answer.status, 200)
  return motionId
}

/** Who was woken since it was last asked, each once. */
function woken(house: TestHouse): () => Promise<string[]> {
  const heard = hearAlarms(house)
  return async () => {
    await house.settled()
    return [...new Set(heard.splice(0).flat())].sort()
  }
}

test('Ruth asks for a copy of everything: the other stewards are woken, daily, until one of them has agreed', async () => {
  await using house = await openTestHouse()
  const { ruth, amara, noor } = await foundTeam(house)
  const others = [amara.memberId, noor.memberId].sort()
  const heard = woken(house)
  const motionId = await asksForEverything(ruth)
  await house.clock.advance(minute)
  assert.deepEqual(await heard(), others)
  await house.clock.advance(22 * hour)
  assert.deepEqual(await heard(), [])
  await house.clock.advance(2 * hour)
  assert.deepEqual(await heard(), others)
  await amara.request(`/api/motions/${motionId}/agreement`, { method: 'POST', body: {} })
  await house.clock.advance(25 * hour)
  assert.deepEqual(await heard(), [])
})

test('with one steward it becomes true by waiting: she herself is woken, on whatever device she has, until it does', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  const heard = woken(house)
  await asksForEverything(ruth)
  await house.clock.advance(minute)
  assert.deepEqual(await heard(), [ruth.memberId])
  for (const quiet of [5, 5, 5]) {
    await house.clock.advance(quiet * hour)
    assert.deepEqual(await heard(), [])
    await house.clock.advance(hour)
    assert.deepEqual(await heard(), [ruth.memberId])
  }
  await house.clock.advance(30 * hour)
  assert.deepEqual(await heard(), [])
})
