import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, hour, later } from '#platform/clock'
import { randomId } from '#platform/ids'
import { setRoles } from '#features/members'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { makeLine, openCase, owedTo, promise } from './acting.ts'

/* Need to know: being in the team, or coordinating it, lets nobody into a case or change what is promised in it. */

let house: TestHouse
let people: People
let caseId: string
let promiseId: string

before(async () => {
  house = await openTestHouse()
  people = await foundTeam(house)
  const lineId = await makeLine(people)
  caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  const dueAt = later(house.clock.now(), hour)
  promiseId = await promise(people.dee, { kind: 'callback', caseId, owner: people.dee, fallback: people.mateo, dueAt })
  await setRoles(house.house.db.sql, people.team.teamId, people.sam.memberId, ['coordinator'])
})
after(() => house?.close())

const body = (): Record<string, object> => ({
  attempt: { attemptId: randomId() },
  owner: { to: people.sam.memberId },
  due: { dueAt: later(house.clock.now(), day).toISOString() },
  round: { to: people.sam.memberId, dueAt: later(house.clock.now(), day).toISOString() },
})
const doors: [method: string, path: string, body?: string][] = [
  ['POST', 'attempt', 'attempt'],
  ['POST', 'kept'],
  ['POST', 'steward'],
  ['POST', 'let-go'],
  ['POST', 'undo'],
  ['PUT', 'owner', 'owner'],
  ['PUT', 'due', 'due'],
  ['POST', 'round', 'round'],
]

test('whoever cannot open the case is told at every door that there is no such promise, and so is nobody at all', async () => {
  for (const [method, path, kind] of doors) {
    const said = { method, ...(kind ? { body: body()[kind] } : {}) }
    for (const by of [people.ines, people.sam])
      assert.equal((await by.request(`/api/promises/${promiseId}/${path}`, said)).status, 404, `${by.name}: ${path}`)
    assert.equal((await people.ruth.request(`/api/promises/${randomId()}/${path}`, said)).status, 404, path)
    assert.equal((await people.ruth.request(`/api/promises/none/${path}`, said)).status, 404, path)
    assert.ok([401, 403].includes((await house.request(`/api/promises/${promiseId}/${path}`, said)).status), path)
  }
  assert.equal((await people.ines.request(`/api/promises/of/${caseId}`)).status, 404)
  assert.equal((await people.sam.request(`/api/promises/of/${caseId}`)).status, 404)
  assert.ok([401, 403].includes((await house.request('/api/owed?filter=all&limit=10')).status))
})

test('a coordinator sees that something is owed, by whom and until when, and no way into the case; others see nothing', async () => {
  const [seen] = (await owedTo(people.sam)).promises
  assert.deepEqual([seen?.promiseId, seen?.ownerId, seen?.opens], [promiseId, people.dee.memberId, false])
  assert.deepEqual((await owedTo(people.ines)).promises, [])
  assert.equal((await owedTo(people.mateo)).promises[0]?.opens, true)
  assert.deepEqual((await owedTo(people.mateo, 'mine')).promises, [])
})

test('what is not understood changes nothing: a wrong filter shows what is mine, a wrong body is refused', async () => {
  const wrong = await people.sam.request('/api/owed?filter=everything&limit=-1')
  assert.equal(((await wrong.json()) as { total: number }).total, 0)
  const far = { dueAt: 'tomorrow' }
  assert.equal((await people.dee.request(`/api/promises/${promiseId}/due`, { method: 'PUT', body: far })).status, 422)
  const more = { method: 'PUT', body: { attempts: 0, apartMinutes: 5 } }
  assert.equal((await people.ruth.request(`/api/callback-policies/${randomId()}`, more)).status, 422)
  const none = { method: 'PUT', body: { attempts: 1, apartMinutes: 5 } }
  assert.equal((await people.ruth.request(`/api/callback-policies/${randomId()}`, none)).status, 409)
})
