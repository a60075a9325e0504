import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memberJoined } from '#features/keys'
import { traineesOf } from '#features/training'
import { day } from '#platform/clock'
import {
  canAlways,
  newPattern,
  nights,
  openCrew,
  place,
  publishAll,
  seatOf,
  seen,
  type Crew,
} from '../../tests/crew.ts'
import { aStep, ask, fire, personIn, savePath } from '../training/acting.ts'

/* Sam learns: what they sat beside counts on their path once the shift is over. */
let crew: Crew
before(async () => {
  crew = await openCrew()
  await canAlways([crew.people.dee, crew.people.mateo, crew.people.sam])
})
after(() => crew.house.close())

const training = () => ({ ...crew, teamId: crew.people.team.teamId }) as unknown as Parameters<typeof personIn>[0]
const shadowShifts = async (): Promise<number> =>
  (await personIn(training(), crew.people.amara, crew.people.sam))!.walk!.steps[0]!.marks.length

test('whoever sat beside somebody has done a shadow shift when it ends, and once only; the others have not', async () => {
  const { people, house } = crew
  const { sam, dee, mateo, amara } = people
  assert.equal(await savePath(training(), 0, [aStep('shadow', 2, 60), aStep('sign-off', 1, 90)]), 200)
  await fire(training(), memberJoined, sam)
  assert.deepEqual([...(await traineesOf(house.house.db.sql, people.team.teamId))], [sam.memberId])
  const seat = seatOf({ count: 3 })
  const [first, second] = await seen(amara, await newPattern(crew, nights([seat])))
  const sits = (shift: NonNullable<typeof first>) => [dee, mateo, sam].map((who, slot) => ({ shift, seat, slot, who }))
  assert.equal((await place(amara, [...sits(first!), ...sits(second!)], true)).status, 200)
  await publishAll(amara)
  await house.clock.leap(day)
  assert.equal(await shadowShifts(), 1)
  for (let days = 0; days < 7; days++) await house.clock.leap(day)
  assert.equal(await shadowShifts(), 2)
  assert.equal(await ask(amara, ['PUT', `people/${sam.memberId}/standing`, { standing: 'experienced' }]), 200)
})
