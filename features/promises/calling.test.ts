import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, hour, later, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { on } from '#platform/moments'
import { features } from '../../features.ts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { act, hearAlarms, makeLine, openCase, promise, promiseIn } from './acting.ts'
import { promiseEnded } from './index.ts'
import type { OwedPromise } from './wire.ts'

/* Attempts of a callback: whose they are, how many, how far apart, and what becomes of it. */

let house: TestHouse
let people: People
let lineId: string
let caseId: string
const ended: unknown[] = []

before(async () => {
  const counting = on(promiseEnded, async (_sql, _afterCommit, { kind, was, end, onTime }) => {
    ended.push([kind, was, end, onTime])
  })
  house = await openTestHouse({ features: [...features, { name: 'counting', moments: () => [counting] }] })
  people = await foundTeam(house)
  lineId = await makeLine(people)
  caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
})
after(() => house?.close())

const callback = () =>
  promise(people.dee, {
    kind: 'callback',
    caseId,
    owner: people.dee,
    fallback: people.mateo,
    dueAt: later(house.clock.now(), 2 * hour),
  })
const begin = (by: Person, promiseId: string, attemptId = randomId()) =>
  act(by, promiseId, ['POST', 'attempt', { attemptId }])
const went = (by: Person, promiseId: string, said: { attemptId: string; follows: string }) =>
  act(by, promiseId, ['PUT', 'attempt', said])
const find = async (promiseId: string): Promise<OwedPromise> => (await promiseIn(people, caseId, promiseId))!
const stateOf = async (promiseId: string) => {
  const { state, attempts, ownerId } = await find(promiseId)
  return { state, attempts, isDees: ownerId === people.dee.memberId }
}

test('only its owner calls, one attempt at a time; an answer to another attempt counts for nothing', async () => {
  const promiseId = await callback()
  assert.equal(await begin(people.mateo, promiseId), 'not-yours')
  assert.equal(await begin(people.ruth, promiseId), 'not-yours')
  assert.equal(await begin(people.sam, promiseId), 'not-yours')
  const attemptId = randomId()
  assert.equal(((await begin(people.dee, promiseId, attemptId)) as OwedPromise).attemptId, attemptId)
  assert.equal(await begin(people.dee, promiseId), 'not-open')
  assert.equal(await went(people.dee, promiseId, { attemptId: randomId(), follows: 'reached' }), 'not-now')
  assert.equal(await went(people.mateo, promiseId, { attemptId, follows: 'reached' }), 'not-yours')
  await went(people.dee, promiseId, { attemptId, follows: 'reached' })
  assert.deepEqual(await stateOf(promiseId), { state: 'kept', attempts: 1, isDees: true })
  await act(people.dee, promiseId, ['POST', 'undo'])
  const told = [['trying', 'kept'], ['kept', 'undone']] // prettier-ignore
  assert.deepEqual(ended.splice(0), told.map(([was, end]) => ['callback', was, end, true])) // prettier-ignore
  await act(people.ruth, promiseId, ['POST', 'let-go'])
})

test('the pause and the number of attempts are the line’s; after the last one a steward decides on another round', async () => {
  const set = await people.ruth.request(`/api/callback-policies/${lineId}`, {
    method: 'PUT',
    body: { attempts: 2, apartMinutes: 60 },
  })
  assert.equal(set.status, 200)
  assert.equal(
    (
      await people.dee.request(`/api/callback-policies/${lineId}`, {
        method: 'PUT',
        body: { attempts: 9, apartMinutes: 1 },
      })
    ).status,
    403,
  )
  const promiseId = await callback()
  const attempt = async (): Promise<void> => {
    const attemptId = randomId()
    assert.equal(typeof (await begin(people.dee, promiseId, attemptId)), 'object')
    await went(people.dee, promiseId, { attemptId, follows: 'again' })
  }
  await attempt()
  assert.equal(await begin(people.dee, promiseId), 'too-soon')
  assert.equal((await find(promiseId)).dueAt, later(house.clock.now(), 2 * hour).toISOString())
  await house.clock.advance(hour)
  await attempt()
  const decided = await find(promiseId)
  assert.deepEqual({ state: decided.state, attempts: decided.attempts }, { state: 'deciding', attempts: 2 })
  assert.ok([people.ruth, people.amara, people.noor].some(({ memberId }) => memberId === decided.ownerId))
  assert.equal(await begin(people.dee, promiseId), 'not-yours')
  const round = { to: people.dee.memberId, dueAt: later(house.clock.now(), day).toISOString() }
  assert.equal(await act(people.dee, promiseId, ['POST', 'round', round]), 'not-yours')
  assert.equal(await act(people.ruth, promiseId, ['PUT', 'owner', { to: people.dee.memberId }]), 'not-a-steward')
  assert.equal(typeof (await act(people.ruth, promiseId, ['POST', 'round', round])), 'object')
  assert.deepEqual(await stateOf(promiseId), { state: 'open', attempts: 0, isDees: true })
})

test('an attempt that nobody says the outcome of ends by itself, and the callback goes on', async () => {
  const promiseId = await callback()
  await begin(people.dee, promiseId)
  await house.clock.advance(30 * minute)
  assert.deepEqual(await stateOf(promiseId), { state: 'open', attempts: 1, isDees: true })
})

test('not safe, or a wrong number: nobody tries again before a steward has decided, who is told each day', async () => {
  const promiseId = await callback()
  const attemptId = randomId()
  await begin(people.dee, promiseId, attemptId)
  await went(people.dee, promiseId, { attemptId, follows: 'stopped' })
  const first = await find(promiseId)
  assert.equal(first.state, 'deciding')
  const alarms = hearAlarms(house)
  await house.clock.advance(day)
  const second = await find(promiseId)
  assert.deepEqual({ late: second.late, other: second.ownerId !== first.ownerId }, { late: true, other: true })
  assert.equal(alarms.some((round) => round.includes(second.ownerId)), true) // prettier-ignore
  assert.equal(typeof (await act(people.ruth, promiseId, ['POST', 'let-go'])), 'object')
})

test('what the server keeps of an attempt is that there was one: no outcome, no number, no word', async () => {
  const columns = await house.house.db.sql<{ name: string }[]>`
    select column_name as name from information_schema.columns where table_name = 'promises' order by 1`
  assert.deepEqual(
    columns.map(({ name }) => name),
    [
      'attempt_id',
      'attempts',
      'case_id',
      'changed_at',
      'due_at',
      'fallback_id',
      'kind',
      'late',
      'line_id',
      'next_at',
    ].concat(['owner_id', 'practice_id', 'promise_id', 'state', 'team_id', 'tried_at']),
  )
})
