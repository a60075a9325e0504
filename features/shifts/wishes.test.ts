import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { minute } from '#platform/clock'
import type { Person } from '../../tests/people.ts'
import { does, newPattern, nights, openCrew, publishAll, seatOf, seen, sitting, type Crew } from '../../tests/crew.ts'
import { usualShiftRules } from './rules.ts'
import type { ShiftView } from './views.ts'
import type { Seat } from './wire.ts'

/* A team in which whoever plans says yes first: a seat that is signed up for is a wish until then. */
let crew: Crew
before(async () => {
  crew = await openCrew()
  const rules = { ...usualShiftRules, signUp: 'after a yes' }
  await does(crew.people.ruth, 'PUT /api/shifts/rules', { version: 0, rules })
})
after(() => crew.house.close())

let date = Temporal.PlainDate.from('2026-11-28')
async function aNight(seat: Seat): Promise<ShiftView> {
  date = date.add({ days: 2 })
  const patternId = await newPattern(crew, nights([seat], { repeats: { kind: 'once', date: date.toString() } }))
  await publishAll(crew.people.amara)
  return (await seen(crew.people.amara, patternId))[0]!
}
const again = async ({ patternId }: ShiftView, by = crew.people.amara): Promise<ShiftView | undefined> =>
  (await seen(by, patternId))[0]
const signUp = (by: Person, { shiftId }: ShiftView, { seatId }: Seat) =>
  does(by, 'POST /api/shifts/sign-up', { shiftId, seatId })
const takeBack = (by: Person, { shiftId }: ShiftView, { seatId }: Seat) =>
  does(by, 'DELETE /api/shifts/sign-up', { shiftId, seatId })

test('after a yes: a wish waits for whoever plans, and is answered once', async () => {
  const { dee, amara, mateo } = crew.people
  const seat = seatOf()
  const shift = await aNight(seat)
  for (const one of [dee, mateo]) assert.equal((await signUp(one, shift, seat)).state, 'wished')
  assert.deepEqual((await again(shift))!.wishes.length, 2)
  assert.deepEqual(
    (await again(shift, dee))!.wishes.map(({ memberId }) => memberId),
    [dee.memberId],
  )
  const answer = (who: Person, yes: boolean) =>
    does(amara, 'POST /api/shifts/wishes', { shiftId: shift.shiftId, memberId: who.memberId, yes, anyway: false })
  assert.equal((await answer(dee, true)).status, 200)
  assert.equal((await answer(mateo, false)).status, 200)
  assert.equal((await answer(mateo, true)).refused, 'no-wish')
  assert.deepEqual([sitting(crew, (await again(shift))!), (await again(shift))!.wishes], [['dee'], []])
})

test('a no to a wish is taken back for ten minutes; whoever asks again begins anew', async () => {
  const { dee, amara, mateo } = crew.people
  const seat = seatOf()
  const shift = await aNight(seat)
  const wish = { shiftId: shift.shiftId, memberId: mateo.memberId }
  const wishes = async (): Promise<string[]> => (await again(shift))!.wishes.map(({ memberId }) => memberId)
  const no = () => does(amara, 'POST /api/shifts/wishes', { ...wish, yes: false, anyway: false })
  const back = (by = amara) => does(by, 'DELETE /api/shifts/wishes', wish)
  await signUp(mateo, shift, seat)
  await no()
  assert.deepEqual(await wishes(), [])
  assert.equal((await back(dee)).status, 403)
  await crew.house.clock.advance(9 * minute)
  assert.deepEqual([(await back()).status, await wishes()], [200, [mateo.memberId]])
  assert.equal((await back()).status, 200, 'said twice, it is the same')
  await no()
  await crew.house.clock.advance(11 * minute)
  const late = await back()
  assert.deepEqual([late.status, late.refused, await wishes()], [409, 'no-late', []])
  assert.equal((await signUp(mateo, shift, seat)).state, 'wished')
  assert.deepEqual(await wishes(), [mateo.memberId])
  await no()
  await takeBack(mateo, shift, seat)
  assert.equal((await back()).refused, 'no-late', 'he does not want it any more')
})
