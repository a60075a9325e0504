import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { memberJoined } from '#features/keys'
import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { features } from '../../features.ts'
import { newPattern, nights, place, publishAll, seatOf, seen, type Crew } from '../../tests/crew.ts'
import { follow, goTo, message, seenBy, type Change } from '../../tests/change-of-shifts.ts'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam, type Person } from '../../tests/people.ts'
import { wall } from '../../tests/rostered.ts'
import { hear, mailing } from '../../tests/swaps.ts'
import { viewFor } from '../care/acting.ts'
import { makeLine, openCase } from '../promises/acting.ts'
import { aStep, fire, personIn, savePath } from '../training/acting.ts'
import { shiftBegan, shiftEnded, shiftNears } from './server/moments.ts'

/* A shift that ended while the server was away, and one that was made while it ran. The whole house, the clock in hand. */

let change: Change
let heard: () => string[] = () => []
const told: string[] = []
before(async () => {
  const listener: Feature = {
    name: 'listener',
    moments: (house) => {
      // Of each process from its first moment on: what it alarms about as it comes back is heard too.
      if (change) heard = hear({ house } as Crew['house'], change.people)
      return [
        on(shiftNears, async () => void told.push('nears')),
        on(shiftBegan, async () => void told.push('began')),
        on(shiftEnded, async () => void told.push('ended')),
      ]
    },
  }
  // People find it again where it was.
  const config = { ...mailing.config, port: await lastingPort() }
  const house = await openTestHouse({ features: [...features, listener], config })
  const people = await foundTeam(house)
  const lineId = await makeLine(people, { channels: { chat: false, phone: '555 0100', text: null } })
  const caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  change = { house, people, lineId, caseId, alarms: [] }
})
after(() => change?.house.close())

/** None of those that a system gives to whoever connects: while the house is away nobody is given it. */
async function lastingPort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const server = createServer()
  const isFree = await new Promise<boolean>((tell) =>
    server.once('error', () => tell(false)).listen(port, '127.0.0.1', () => tell(true)),
  )
  await new Promise((closed) => server.close(closed))
  return isFree ? port : lastingPort()
}

const as = <Wanted>(): Wanted => ({ ...change, teamId: change.people.team.teamId }) as unknown as Wanted
const once = (date: string, from: string, to: string) => ({ repeats: { kind: 'once', date } as const, from, to })
async function rostered(date: string, [from, to]: [string, string], sits: Person[]): Promise<void> {
  const seat = seatOf({ count: sits.length + 1 })
  const patternId = await newPattern(as<Crew>(), nights([seat], once(date, from, to)))
  const [shift] = await seen(change.people.amara, patternId, date)
  const changes = sits.map((who, slot) => ({ shift: shift!, seat, slot, who }))
  assert.equal((await place(change.people.amara, changes, true)).status, 200)
}
const asked = async (who: Person): Promise<number> =>
  (await viewFor(as<Parameters<typeof viewFor>[0]>(), who)).asked.length
const shadowShifts = async (): Promise<number> => {
  const { amara, sam } = change.people
  return (await personIn(as<Parameters<typeof personIn>[0]>(), amara, sam))!.walk!.steps[0]!.marks.length
}

test('away from Tuesday to Saturday: Friday’s debrief is asked, its shadow shift counts, what was open goes to who is on now', async () => {
  const { people } = change
  const { dee, ines, sam, mateo, amara } = people
  const training = as<Parameters<typeof savePath>[0]>()
  assert.equal(await savePath(training, 0, [aStep('shadow', 1, 60), aStep('sign-off', 1, 90)]), 200)
  await fire(training, memberJoined, sam)
  await rostered('2026-11-27', ['20:00', '02:00'], [dee, ines, sam])
  await rostered('2026-11-28', ['09:00', '15:00'], [mateo])
  await publishAll(amara)
  const promiseId = await follow(change, '28T14:00')
  await goTo(change, '24T12:00')
  assert.deepEqual(told, [], 'too far away to be looked after by the minute')
  change.house = await change.house.restarted({ at: wall('2026-11-28T10:00') })
  for (const person of [dee, ines, sam, mateo, amara, people.ruth]) await person.signIn()
  await change.house.settled()
  assert.deepEqual(
    told.splice(0).toSorted(),
    ['began', 'ended'],
    'Saturday’s began; Friday’s is over, and began not now',
  )
  assert.deepEqual([await asked(dee), await asked(ines), await asked(sam), await shadowShifts()], [1, 1, 1, 1])
  const offered = await seenBy(mateo)
  assert.deepEqual(
    offered.map(({ objectId, side, leaverId, raiseAt }) => [objectId, side, leaverId, raiseAt]),
    [[promiseId, 'offered', dee.memberId, wall('2026-11-28T10:15').toISOString()]],
  )
  assert.ok(
    !heard().some((line) => line.startsWith('alarm') && line.includes('ines')),
    'nobody is missing in what is over',
  )
})

test('a pattern made while its shift runs: a draft is nobody’s; published it has begun, is handed over and asked about', async () => {
  const { people } = change
  const { dee, sam, amara } = people
  await rostered('2026-11-28', ['09:30', '12:00'], [sam])
  await change.house.settled()
  assert.deepEqual(told, [], 'nobody was shown it')
  await publishAll(amara)
  await change.house.settled()
  assert.deepEqual(told.splice(0), ['began'])
  const theirs = await message(change, null, sam)
  await goTo(change, '28T11:40')
  const listed = (await seenBy(sam)).map(({ objectId, side }) => `${side} ${objectId}`)
  assert.deepEqual(listed, [`leaving ${theirs}`], 'twenty minutes before its end')
  await goTo(change, '28T12:00')
  assert.deepEqual(told.splice(0), ['ended'])
  assert.equal(await asked(sam), 2)
  // Nobody published this one.
  await rostered('2026-11-28', ['12:00', '14:00'], [dee])
  await goTo(change, '28T14:00')
  assert.deepEqual([told.splice(0), await asked(dee)], [[], 1])
})
