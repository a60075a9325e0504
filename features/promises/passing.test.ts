import assert from 'node:assert/strict'
import { before, after, test } from 'node:test'
import { day, hour, later, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import {
  act,
  bodyOf,
  hearAlarms,
  joinCase,
  makeLine,
  openCase,
  owedTo,
  promise,
  promiseIn,
  type Promising,
} from './acting.ts'

/* Whose a promise is, whatever happens to people: against a whole house, the clock in hand. */

let house: TestHouse
let people: People
let lineId: string
let caseId: string
let alarms: string[][]

before(async () => {
  house = await openTestHouse()
  people = await foundTeam(house)
  lineId = await makeLine(people)
  caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  alarms = hearAlarms(house)
})
after(() => house?.close())

const soon = (): Promising => ({
  kind: 'follow-up',
  caseId,
  owner: people.dee,
  fallback: people.mateo,
  dueAt: later(house.clock.now(), hour),
})
const find = (promiseId: string) => promiseIn(people, caseId, promiseId)
const whose = async (promiseId: string): Promise<string[]> => {
  const found = (await find(promiseId))!
  const nameOf = (memberId: string | null): string =>
    Object.entries(people).find(([, person]) => 'memberId' in person && person.memberId === memberId)?.[0] ?? '-'
  return [found.state, found.late ? 'late' : '', nameOf(found.ownerId), nameOf(found.fallbackId)]
}
const heardBy = (...names: ('ruth' | 'amara' | 'noor' | 'dee' | 'mateo' | 'sam')[]) =>
  alarms.splice(0).map((round) => names.every((name) => round.includes(people[name].memberId)))

test('overdue, it goes to its fallback; both and the stewards are alarmed, and again each day', async () => {
  const promiseId = await promise(people.dee, soon())
  assert.deepEqual(await whose(promiseId), ['open', '', 'dee', 'mateo'])
  alarms.splice(0)
  await house.clock.advance(hour)
  assert.deepEqual(await whose(promiseId), ['open', 'late', 'mateo', '-'])
  assert.deepEqual(heardBy('dee', 'mateo', 'ruth', 'amara'), [true])
  await house.clock.leap(day)
  assert.deepEqual(heardBy('mateo', 'ruth'), [true])
  assert.equal((await act(people.mateo, promiseId, ['POST', 'kept'])) instanceof Object, true)
  await house.clock.leap(2 * day)
  assert.deepEqual(alarms, [])
})

test('an owner or a fallback who cannot open the case, or is away, is refused; so is one person for both', async () => {
  const refusalOf = async (changes: Partial<Promising>, by = people.dee): Promise<string> => {
    const body = bodyOf(randomId(), { ...soon(), ...changes })
    const answer = await by.request('/api/promises', { method: 'POST', body })
    return ((await answer.json()) as { refused: string }).refused
  }
  assert.equal(await refusalOf({ owner: people.sam }), 'not-a-reader')
  assert.equal(await refusalOf({ fallback: people.sam }), 'not-a-reader')
  assert.equal(await refusalOf({ fallback: people.dee }), 'same-person')
  assert.equal(await refusalOf({ dueAt: later(house.clock.now(), 91 * day) }), 'due')
  assert.equal(await refusalOf({}, people.sam), 'not-yours')
  await people.noor.request('/api/away', {
    method: 'PUT',
    body: { until: later(house.clock.now(), day).toISOString() },
  })
  assert.equal(await refusalOf({ fallback: people.noor }), 'away')
  await people.noor.request('/api/away', { method: 'PUT', body: { until: null } })
  assert.equal(await refusalOf({ fallback: people.noor }), undefined)
})

test('away: what they owe passes on at once, loudly, and nothing is theirs until they are back', async () => {
  const promiseId = await promise(people.dee, { ...soon(), dueAt: later(house.clock.now(), day) })
  alarms.splice(0)
  const until = later(house.clock.now(), 2 * hour).toISOString()
  assert.equal((await people.dee.request('/api/away', { method: 'PUT', body: { until } })).status, 200)
  await house.settled()
  assert.equal((await whose(promiseId))[2], 'mateo')
  assert.ok(heardBy('dee', 'mateo', 'ruth').includes(true))
  assert.equal(await act(people.mateo, promiseId, ['PUT', 'owner', { to: people.dee.memberId }]), 'away')
  assert.deepEqual((await owedTo(people.ruth)).aways, [{ memberId: people.dee.memberId, until }])
  await house.clock.advance(2 * hour)
  assert.deepEqual((await owedTo(people.ruth)).aways, [])
  assert.equal(typeof (await act(people.mateo, promiseId, ['PUT', 'owner', { to: people.dee.memberId }])), 'object')
  assert.equal((await whose(promiseId))[2], 'dee')
  const wrong = { until: later(house.clock.now(), -minute).toISOString() }
  assert.equal((await people.dee.request('/api/away', { method: 'PUT', body: wrong })).status, 409)
})

test('a case cannot be closed with an unkept promise, and is with a kept one', async () => {
  const mine = await openCase(people.dee, { lineId, fallback: people.mateo })
  const promiseId = await promise(people.dee, { ...soon(), caseId: mine })
  const close = () => people.dee.request(`/api/cases/${mine}/close`, { method: 'POST' })
  const refused = await close()
  assert.equal(refused.status, 409, await refused.text())
  assert.equal(typeof (await act(people.dee, promiseId, ['POST', 'kept'])), 'object')
  assert.equal((await close()).status, 200)
  assert.equal(await act(people.dee, promiseId, ['POST', 'undo']), 'closed')
})

test('an end can be taken back for ten minutes; letting go is a steward’s', async () => {
  const promiseId = await promise(people.dee, { ...soon(), dueAt: later(house.clock.now(), day) })
  assert.equal(await act(people.dee, promiseId, ['POST', 'let-go']), 'not-yours')
  assert.equal(((await act(people.ruth, promiseId, ['POST', 'let-go'])) as { state: string }).state, 'let go')
  assert.equal(((await act(people.dee, promiseId, ['POST', 'undo'])) as { state: string }).state, 'open')
  await act(people.dee, promiseId, ['POST', 'kept'])
  await house.clock.advance(11 * minute)
  assert.equal(await act(people.dee, promiseId, ['POST', 'undo']), 'not-now')
})

test('whoever is taken off the case keeps nothing of it: it passes to the fallback', async () => {
  await joinCase(people.dee, caseId, people.ines)
  const promiseId = await promise(people.dee, { ...soon(), owner: people.ines, dueAt: later(house.clock.now(), day) })
  const gone = await people.ruth.request(`/api/cases/${caseId}/people/${people.ines.memberId}`, { method: 'DELETE' })
  assert.equal(gone.status, 200)
  assert.equal((await whose(promiseId))[2], 'mateo')
  assert.equal(await act(people.ines, promiseId, ['POST', 'kept']), 'not-yours')
})

test('erased with its case: no row, no deadline and nothing that kept the case is left', async () => {
  const mine = await openCase(people.dee, { lineId, fallback: people.mateo })
  const promiseId = await promise(people.dee, { ...soon(), caseId: mine })
  const { sql } = house.house.db
  const left = async () => [
    (await sql`select 1 from promises where promise_id = ${promiseId}`).length,
    (await sql`select 1 from deadlines where key = ${promiseId}`).length,
    (await sql`select 1 from object_promises where promise_id = ${promiseId}`).length,
  ]
  assert.deepEqual(await left(), [1, 1, 1])
  await act(people.dee, promiseId, ['POST', 'kept'])
  assert.deepEqual(await left(), [1, 0, 0])
  assert.equal((await people.dee.request(`/api/cases/${mine}/close`, { method: 'POST' })).status, 200)
  await house.clock.leap(31 * day)
  assert.deepEqual(await left(), [0, 0, 0])
})
