import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCrew, type Crew } from '../../tests/cases.ts'
import { openCase } from '../promises/acting.ts'

let crew: Crew
before(async () => {
  crew = await openCrew()
})
after(() => crew?.house.close())

test('at the end of a night twenty cases are closed in one moment, more than the house has connections: all are answered', async () => {
  const { people, lineId } = crew
  const { dee, mateo } = people
  const cases: string[] = []
  for (let count = 0; count < 20; count++) cases.push(await openCase(dee, { lineId, fallback: mateo }))
  const answers = await Promise.all(
    cases.map((caseId) => dee.request(`/api/cases/${caseId}/close`, { method: 'POST', body: {} })),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
})
