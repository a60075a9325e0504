import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { canAlways, newPattern, nights, openCrew, place, seatOf, seen, type Crew } from '../../tests/crew.ts'
import { deskOf, until } from '../chat/acting.ts'
import type { ShiftsPulse } from './views.ts'

let crew: Crew
before(async () => {
  crew = await openCrew()
  await canAlways([crew.people.dee, crew.people.mateo])
})
after(() => crew?.house.close())

test('two changes of one moment, and one after the clock went back: who looks at the plan hears of each', async () => {
  const { house, people } = crew
  const { amara, dee, mateo, ruth } = people
  const seat = seatOf()
  const [first, second, third] = await seen(amara, await newPattern(crew, nights([seat])))
  // What follows by itself from a new pattern is no change of theirs.
  await house.settled()
  const { live } = deskOf(house, people, ruth)
  const heard: (string | null)[] = []
  house.endWith(() => live.close())
  live.follow('shifts', '', { onView: (pulse: ShiftsPulse) => heard.push(pulse.changedAt) })
  const hears = async (count: number): Promise<void> => {
    await until(() => heard.length >= count, `what comes as number ${count}`)
    await house.settled()
    assert.equal(heard.length, count)
  }
  await hears(1)
  await place(amara, [{ shift: first!, seat, who: dee }])
  await hears(2)
  await place(amara, [{ shift: second!, seat, who: mateo }])
  await hears(3)
  house.clock.jumpTo(new Date(house.clock.now().getTime() - 60_000))
  await place(amara, [{ shift: third!, seat, who: dee }])
  await hears(4)
  assert.deepEqual(heard, heard.toSorted())
})
