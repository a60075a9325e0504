import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestHouse, type TestHouse } from '../../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../../tests/people.ts'
import { orderedId } from '#platform/ids'
import { firstLine } from '../template.ts'
import type { Line, LineDraft } from '../wire.ts'
import { lineByPath, linesOf, rootLine } from './store.ts'

let house: TestHouse
let people: People
before(async () => {
  house = await openTestHouse()
  people = await foundTeam(house)
})
after(() => house?.close())

const sql = () => house.house.db.sql
const draft = (path: string, changes: Partial<LineDraft> = {}): LineDraft => ({
  ...firstLine(['en', 'es']),
  isRoot: false,
  path,
  ...changes,
})
const lineIn = async (path: string): Promise<Line> => (await lineByPath(sql(), path))!

async function make(person: Person, line: LineDraft, lineId = orderedId(), intakeOf = lineId): Promise<Response> {
  const intake = await person.keyring.makeIntake(intakeOf)
  return person.request('/api/lines', { method: 'POST', body: { lineId, line, intake } })
}
const save = (person: Person, { lineId, version }: Line, line: LineDraft): Promise<Response> =>
  person.request(`/api/lines/${lineId}`, { method: 'PUT', body: { version, line } })
const refusal = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { refused: string }).refused,
]

test('Amara makes a line with its keys; everybody in the team can read it, as it was written', async () => {
  const line = draft('night', { name: { en: 'Night <b>', es: 'خط 🌙' } })
  const answer = await make(people.amara, line)
  assert.equal(answer.status, 201)
  const { lineId } = (await answer.json()) as { lineId: string }
  const read = (await (await people.dee.request(`/api/lines/${lineId}`)).json()) as Line
  assert.deepEqual(read, { ...line, teamId: people.team.teamId, lineId, version: 1 })
  assert.deepEqual(
    ((await (await people.dee.request('/api/lines')).json()) as Line[]).map(({ path }) => path),
    ['night'],
  )
})

test('Dee, who only answers, changes nothing; a stranger reads nothing', async () => {
  assert.equal((await make(people.dee, draft('dees'))).status, 403)
  assert.equal((await save(people.dee, await lineIn('night'), draft('night'))).status, 403)
  assert.equal((await house.request('/api/lines')).status, 401)
  assert.equal((await linesOf(sql(), people.team.teamId)).length, 1)
})

test('keys that are not of this line, or not signed, make no line at all', async () => {
  const wrong = await make(people.amara, draft('wrong'), orderedId(), orderedId())
  assert.deepEqual(await refusal(wrong), [422, 'intake'])
  const lineId = orderedId()
  const { statement, wrap } = await people.amara.keyring.makeIntake(lineId)
  const forged = { ...statement, signatures: [{ ...statement.signatures[0]!, sig: 'A'.repeat(86) }] }
  const answer = await people.amara.request('/api/lines', {
    method: 'POST',
    body: { lineId, line: draft('wrong'), intake: { statement: forged, wrap } },
  })
  assert.deepEqual(await refusal(answer), [422, 'intake'])
  assert.equal(await lineByPath(sql(), 'wrong'), null)
})

test('an address belongs to one line; an identifier too', async () => {
  assert.deepEqual(await refusal(await make(people.ruth, draft('night'))), [409, 'path-taken'])
  const { lineId } = await lineIn('night')
  const intake = await people.ruth.keyring.makeIntake(orderedId())
  const again = await people.ruth.request('/api/lines', {
    method: 'POST',
    body: { lineId, line: draft('other'), intake },
  })
  assert.deepEqual(await refusal(again), [409, 'exists'])
})

test('Ruth and Amara save at once: one is told that the line changed, and nothing is overwritten', async () => {
  const line = await lineIn('night')
  const [first, second] = await Promise.all([
    save(people.ruth, line, draft('night', { name: { en: 'By Ruth' } })),
    save(people.amara, line, draft('night', { name: { en: 'By Amara' } })),
  ])
  assert.deepEqual([first.status, second.status].toSorted(), [200, 409])
  const refused = first.status === 409 ? first : second
  const said = (await refused.json()) as { refused: string; words: string }
  assert.equal(said.refused, 'changed')
  assert.match(said.words, /Nothing you wrote is lost/)
  const now = await lineIn('night')
  assert.equal(now.version, line.version + 1)
  assert.equal(now.name.en, first.status === 200 ? 'By Ruth' : 'By Amara')
})

test('what is not fit for the public is refused in the language of the reader, and kept out', async () => {
  const line = await lineIn('night')
  const bare = draft('night', { policePolicy: {} })
  const answer = await people.ruth.request(`/api/lines/${line.lineId}`, {
    method: 'PUT',
    body: { version: line.version, line: bare },
    headers: { 'x-language': 'es' },
  })
  const said = (await answer.json()) as { refused: string; words: string }
  assert.deepEqual([answer.status, said.refused], [422, 'no-police-policy'])
  assert.match(said.words, /política sobre la policía/)
  for (const wrong of [
    { exit: 'javascript:alert(1)' },
    { perPerson: 0 },
    { path: '../api' },
    { name: { en: 'x'.repeat(5000) } },
  ])
    assert.ok(
      [400, 422].includes((await save(people.ruth, line, draft('night', wrong as never))).status),
      JSON.stringify(wrong).slice(0, 60),
    )
  assert.equal((await lineIn('night')).version, line.version)
})

test('one line at most is the front door: taking it tells the editors of the other', async () => {
  const night = await lineIn('night')
  assert.equal((await save(people.ruth, night, draft('night', { isRoot: true }))).status, 200)
  const held = await lineIn('night')
  assert.equal((await make(people.ruth, draft('day', { isRoot: true }))).status, 201)
  assert.equal((await rootLine(sql()))?.path, 'day')
  assert.deepEqual([(await lineIn('night')).isRoot, (await lineIn('night')).version], [false, held.version + 1])
  assert.deepEqual(await refusal(await save(people.amara, held, draft('night'))), [409, 'changed'])
})

test('a line that is not there is not found, whatever stands in its place', async () => {
  for (const lineId of [orderedId(), 'night', "'; drop table lines; --"])
    assert.equal((await people.ruth.request(`/api/lines/${encodeURIComponent(lineId)}`)).status, 404)
  assert.equal(await lineByPath(sql(), "night' or '1'='1"), null)
})
