import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { act, coming, givenAlways, hear, lineSeat, mailing, makeNight, offer, offersSeen, placeIn, sitting } from '../../tests/swaps.ts' // prettier-ignore
import { nextReminder, remind, type Sits } from './reminding.ts'

let house: TestHouse
let people: People
let heard: () => string[]
before(async () => {
  house = await openTestHouse(mailing)
  people = await foundTeam(house)
  const { dee, mateo, ines, sam } = people
  await givenAlways(house, people, [dee, mateo, ines, sam])
  heard = hear(house, people)
})
after(() => house.close())

test('who sits there is asked a day before and reminded two hours before; no answer is raised while there is time', async () => {
  const { dee, mateo } = people
  const night = await makeNight(house, people, { inHours: 30, sit: [[dee, mateo]] })
  await house.clock.advance(6 * hour - minute)
  assert.deepEqual(heard(), [])
  assert.equal(await coming(dee, night, true), 'not-asked-yet')
  await house.clock.advance(minute)
  assert.deepEqual(heard(), ['notice: dee, mateo'])
  assert.deepEqual(await sitting(house, people, night), ['dee: asked', 'mateo: asked'])
  assert.equal(await coming(dee, night, true), null)
  await house.clock.advance(18 * hour)
  assert.deepEqual(heard(), ['notice: amara, mateo, noor, ruth'], 'Mateo did not answer')
  await house.clock.advance(4 * hour - minute)
  assert.deepEqual(heard(), [])
  await house.clock.advance(minute)
  assert.deepEqual(heard(), ['alarm: amara, noor, ruth', 'notice: dee, mateo'])
  assert.deepEqual(await sitting(house, people, night), ['dee: yes', 'mateo: asked'])
  await house.clock.advance(2 * hour + minute)
  assert.deepEqual(heard(), [])
  assert.equal(await coming(mateo, night, true), 'begun')
})

test('no opens a drop at once and the seat is still theirs; yes takes it back; whoever takes it has said yes', async () => {
  const { dee, sam } = people
  const night = await makeNight(house, people, { inHours: 20, sit: [[dee, null]] })
  await house.settled()
  heard()
  assert.equal(await coming(dee, night, false), null)
  assert.equal(await coming(dee, night, false), null)
  const mine = async () => (await offersSeen(dee)).offers.filter(({ shiftId }) => shiftId === night.shiftId)
  assert.deepEqual((await mine()).map(({ kind, stage }) => [kind, stage]), [['drop', 'everybody']]) // prettier-ignore
  assert.deepEqual(await sitting(house, people, night), ['dee: no'])
  assert.equal(await coming(dee, night, true), null)
  assert.deepEqual(await mine(), [])
  assert.deepEqual(await sitting(house, people, night), ['dee: yes'])
  assert.equal(await coming(dee, night, null), null)
  assert.deepEqual(await sitting(house, people, night), ['dee: asked'], 'the answer was a slip')
  await coming(dee, night, false)
  const [drop] = await mine()
  assert.deepEqual(await act(sam, drop!.offerId, 'take'), {})
  assert.deepEqual(await sitting(house, people, night), ['sam: yes'])
  assert.equal(await coming(dee, night, true), 'no-seat')
  heard()
  await house.clock.advance(18 * hour)
  assert.deepEqual(heard(), ['notice: sam'])
})

test('a seat that changes hands is asked anew; a plan published late asks at once and leaves time to answer', async () => {
  const { dee, mateo, ines } = people
  await house.clock.leap(40 * hour)
  const night = await makeNight(house, people, { inHours: 40, sit: [[dee, null]] })
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'swap', asked: [mateo] })
  await act(mateo, offerId, 'take')
  heard()
  await house.clock.advance(16 * hour)
  assert.deepEqual(heard(), ['notice: mateo'])
  await coming(mateo, night, true)
  const late = await makeNight(house, people, { inHours: 4, hours: 3, sit: [[ines, null]] })
  await house.settled()
  assert.deepEqual(heard(), ['notice: ines'])
  await house.clock.advance(hour)
  assert.deepEqual(heard(), ['notice: amara, ines, noor, ruth'])
  await coming(ines, late, true)
  await house.clock.advance(hour)
  assert.deepEqual(heard(), ['notice: ines'])
})

test('a back-up who does not answer alarms nobody; what is off or not published asks nobody', async () => {
  const { dee, mateo, ines, team } = people
  await house.clock.leap(60 * hour)
  const seats = [lineSeat(), lineSeat({ kind: 'back-up' })]
  const night = await makeNight(house, people, { inHours: 20, seats, sit: [[dee], [ines]] })
  const off = await makeNight(house, people, { inHours: 50, seats: [lineSeat()], sit: [[mateo]] })
  await house.settled()
  await coming(dee, night, true)
  await house.house.db.sql`
    update shifts set state = 'off' where team_id = ${team.teamId} and shift_id = ${off.shiftId}`
  heard()
  await house.clock.advance(15 * hour)
  assert.deepEqual(heard(), ['notice: amara, ines, noor, ruth'])
  await house.clock.advance(4 * hour)
  assert.deepEqual(heard(), ['notice: dee, ines'])
  await house.clock.advance(30 * hour)
  assert.deepEqual(heard(), [])
})

test('however late somebody is asked, the steps that follow keep their order and come before the shift', () => {
  const startsAt = Date.parse('2026-11-21T04:00:00Z')
  for (let left = 1; left < 30 * 60; left += 7) {
    let sits: Sits = { coming: 'not asked', askedAt: null, reminded: 'none' }
    const asked = Math.max(startsAt - left * minute, startsAt - 24 * hour)
    sits = remind(sits, 'day', { now: asked, isSeat: true }).sits
    const raised = nextReminder(sits, startsAt)!
    sits = remind(sits, 'raised', { now: raised.at, isSeat: true }).sits
    const last = nextReminder(sits, startsAt)!
    assert.deepEqual([raised.step, last.step], ['raised', 'hours'])
    assert.ok(asked < raised.at && raised.at < last.at && last.at < startsAt, `${left} minutes`)
  }
})
