import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { randomId } from '#platform/ids'
import { floor, openLine } from '../chat/acting.ts'
import { builtIn } from './built-in.ts'
import type { Form } from './form.ts'
import { records } from './index.ts'

const named = (en: string): Form => ({
  fields: builtIn.fields.map((field) => (field.id === 'help' ? { ...field, label: { en } } : field)),
})

test('two coordinators save at once: one version is made, the other is told; both versions stay to be read', async () => {
  await using house = await openTestHouse({ features: [...floor, records] })
  const { amara, ruth, dee } = await foundTeam(house)
  const save = (person: typeof amara, version: number, form: unknown) =>
    person.request('/api/record/form', { method: 'PUT', body: { version, form } })
  const both = await Promise.all([save(amara, 0, named('Wishes')), save(ruth, 0, named('Hopes'))])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409])
  assert.equal((await save(ruth, 1, named('Needs'))).status, 200)
  assert.equal((await save(ruth, 7, named('Gaps'))).status, 409, 'no version is left out')
  const labelAt = async (version: string): Promise<string | number | undefined> => {
    const answer = await dee.request(`/api/record/forms/${version}`)
    if (!answer.ok) return answer.status
    return ((await answer.json()) as Form).fields.find(({ id }) => id === 'help')?.label.en
  }
  assert.match(String(await labelAt('1')), /Wishes|Hopes/)
  assert.equal(await labelAt('2'), 'Needs')
  for (const none of ['0', '3', '-1', 'x']) assert.equal(await labelAt(none), 404)
})

test('responders and strangers change nothing; what cannot be used is refused with a sentence', async () => {
  await using house = await openTestHouse({ features: [...floor, records] })
  const people = await foundTeam(house)
  const { amara, dee } = people
  const lineId = await openLine(house, people)
  const put = (person: { request: typeof house.request }, path: string, body: object) =>
    person.request(path, { method: 'PUT', body })
  for (const [person, status] of [
    [dee, 403],
    [house, 401],
  ] as const) {
    assert.equal((await put(person, '/api/record/form', { version: 0, form: builtIn })).status, status)
    assert.equal((await put(person, `/api/record/screeners/${lineId}`, { on: true })).status, status)
  }
  assert.equal((await house.request('/api/record/forms/1')).status, 401)
  const refused = await put(amara, '/api/record/form', { version: 0, form: { fields: builtIn.fields.slice(1) } })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /can be hidden/)
  assert.equal((await put(amara, '/api/record/form', { version: 0, form: { fields: [] } })).status, 422)
  assert.equal((await put(amara, `/api/record/screeners/${randomId()}`, { on: true })).status, 404)
  for (const on of [true, true, false])
    assert.equal((await put(amara, `/api/record/screeners/${lineId}`, { on })).status, 200)
})
