import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { acts, deesCase, note, openCrew, until, type Crew } from '../../tests/cases.ts'
import { TestClock } from '../../tests/clock.ts'
import { act } from '../../tests/keeping.ts'
import type { Person } from '../../tests/people.ts'
import { keepingOf } from './browser/keeping.ts'

/* A case is held, and kept for a time, as a contact is; who may read why is who may read the case. */

async function closedCase(): Promise<{ crew: Crew; caseId: string }> {
  const crew = await openCrew({ clock: new TestClock() })
  const file = await deesCase(crew)
  await note(file, 'remember')
  await acts.closeCase(crew.deskFor(crew.people.dee), file)
  await crew.house.settled()
  return { crew, caseId: file.caseId }
}

const isThere = async ({ house, people }: Crew, caseId: string): Promise<boolean> =>
  (await house.house.db.sql`select 1 from cases where team_id = ${people.team.teamId} and case_id = ${caseId}`).length >
  0

const motions = async ({ house }: Crew): Promise<{ id: string; kind: string }[]> =>
  house.house.db.sql<{ id: string; kind: string }[]>`select motion_id as id, kind from motions`

test('a closed case is held beyond its time; why is for those on it and the stewards, coordinators too are told only that', async () => {
  const { crew, caseId } = await closedCase()
  await using house = crew.house
  const { ruth, amara, dee, mateo, sam } = crew.people
  const readers = ['circle:stewards', `member:${dee.memberId}`, `member:${mateo.memberId}`]
  const until60 = new Date(house.clock.now().getTime() + 60 * day)
  await keepingOf(crew.deskFor(ruth)).hold({ kind: 'case', objectId: caseId, readers }, until60, 'her lawyer asked')
  const [hold] = await motions(crew)
  assert.equal((await act(crew, amara, hold!.id, 'agreement')).code, 'standing')
  const reads = async (person: Person): Promise<string | null | undefined> => {
    const keeping = keepingOf(crew.deskFor(person))
    const [motion] = await until(() => (keeping.view?.motions[0] ? keeping.view.motions : null), 'the motion')
    if (motion!.object === null) return null
    return until(() => keeping.reasons.get(hold!.id), 'the reason')
  }
  for (const person of [dee, mateo, ruth]) assert.equal(await reads(person), 'her lawyer asked')
  assert.equal(await reads(sam), null)
  await house.clock.leap(31 * day)
  assert.equal(await isThere(crew, caseId), true)
  await house.clock.leap(29 * day + minute)
  assert.equal(await isThere(crew, caseId), false)
  assert.equal(house.house.keyStore.has(`case ${caseId}`), false)
})

test('a line that keeps cases for 60 days keeps those that were closed before too', async () => {
  const { crew, caseId } = await closedCase()
  await using house = crew.house
  const { ruth, amara } = crew.people
  const body = { kind: 'periods', motionId: randomId(), lineId: crew.lineId, contactDays: 14, caseDays: 60 }
  assert.equal((await ruth.request('/api/motions', { method: 'POST', body })).status, 200)
  assert.equal((await act(crew, amara, body.motionId, 'agreement')).code, 'over')
  await house.clock.leap(60 * day - minute)
  assert.equal(await isThere(crew, caseId), true)
  await house.clock.leap(2 * minute)
  assert.equal(await isThere(crew, caseId), false)
})
