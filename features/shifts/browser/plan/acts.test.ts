import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderedId } from '#platform/ids'
import { openTestHouse } from '../../../../tests/house.ts'
import { foundTeam, type Person } from '../../../../tests/people.ts'
import { openLine } from '../../../chat/acting.ts'
import { placesOf } from './board.ts'
import { addDays, dateAt } from './clock.ts'
import { draftOf, faultsOf, startFrom } from './drafts.ts'
import { addClosure, closeAgain, endPattern, savePattern, takeClosureBack, wasNever } from './pattern-acts.ts'
import { Planning } from './planning.ts'
import type { Sealer } from './sealing.ts'

/* What the screen of whoever plans does, on the real server: by Amara's console, while Ruth's does the same. */
const named = { en: 'Night', es: 'Noche' }
const kinds = { line: { en: 'Line', es: 'Línea' }, pair: named, 'back-up': named }

type Console = { doors: { api: Person['api']; keyring: Sealer }; planning: Planning }
async function consoleOf({ api, keyring }: Person, timeZone: string, at: number): Promise<Console> {
  const doors = { api, keyring: keyring as unknown as Sealer }
  const live = { follow: () => () => {} }
  const planning = new Planning({ ...doors, live: live as never, team: { timeZone } }, at)
  await planning.read()
  return { doors, planning }
}

const nightsIn = ({ planning }: Console) => planning.now.view!.shifts.filter(({ state }) => state === 'on')

/** Ruth saves first: Amara's version is old then, and is saved only over the new one. */
async function bothSave(amara: Console, ruth: Console, patternId: string): Promise<void> {
  const known = () => amara.planning.now.view!.patterns.find((one) => one.patternId === patternId)!
  const [mine, theirs] = [draftOf(known(), amara.planning.now.words.get(patternId)), draftOf(known(), undefined)]
  theirs.pattern.seats[0]!.count = 3
  mine.pattern.seats[0]!.count = 4
  assert.equal(await savePattern(ruth.doors, ruth.planning, theirs), 'saved')
  assert.equal(await savePattern(amara.doors, amara.planning, mine), 'conflict')
  mine.version = known().version
  assert.equal(await savePattern(amara.doors, amara.planning, mine), 'saved')
}

async function closesAndOpens(amara: Console, night: string): Promise<void> {
  const { doors, planning } = amara
  const dates = { closureId: orderedId(), lineId: null, firstDate: night, lastDate: addDays(night, 1) }
  const before = nightsIn(amara).length
  assert.equal(await addClosure(doors, planning, { ...dates, reason: 'A party' }), 'saved')
  assert.equal(planning.now.reasons.get(dates.closureId), 'A party')
  assert.ok(nightsIn(amara).length < before)
  const closure = planning.now.view!.closures[0]!
  assert.equal(await takeClosureBack(doors, planning, dates.closureId), 'saved')
  assert.equal(nightsIn(amara).length, before)
  assert.equal(await closeAgain(doors, planning, closure), 'saved')
  assert.equal(await takeClosureBack(doors, planning, dates.closureId), 'saved')
}

test('patterns, closures and seats: made, changed over a colleague’s change, ended and taken back', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { timeZone } = people.team
  const lineId = await openLine(house, people)
  const now = house.clock.now().getTime()
  const today = dateAt(now, timeZone)
  const [amara, ruth] = [await consoleOf(people.amara, timeZone, now), await consoleOf(people.ruth, timeZone, now)]
  const { planning, doors } = amara

  const made = startFrom('weekendNights', { lineId, today, names: kinds }, () => named)
  for (const draft of made)
    assert.deepEqual([faultsOf(draft), await savePattern(doors, planning, draft)], [[], 'saved'])
  const { patternId } = made[0]!
  assert.equal(planning.now.words.get(patternId)?.name.es, 'Noche')
  await bothSave(amara, ruth, patternId)
  const first = nightsIn(amara).find((one) => one.patternId === patternId)!
  assert.equal(first.seats[0]!.count, 4)
  await closesAndOpens(amara, first.night)

  // Two who change places within one shift are saved at once; nobody has said when they can, so it is meant anyway.
  const [one, two] = placesOf(first)
  planning.board.put({ ...one!, memberId: people.dee.memberId })
  const refused = await planning.save()
  assert.ok(typeof refused === 'object' && !refused.against!.final)
  assert.deepEqual(
    refused.against!.changes.map(({ slot, memberId, why }) => [slot, memberId, why[0]?.kind]),
    [[0, people.dee.memberId, 'unavailable']],
  )
  planning.board.put({ ...one!, memberId: null })
  planning.board.put({ ...one!, memberId: people.dee.memberId, anyway: true })
  planning.board.put({ ...two!, memberId: people.sam.memberId, anyway: true })
  assert.equal(await planning.save(), 'saved')
  planning.board.move(one!, two!, true)
  assert.deepEqual([await planning.save(), planning.board.at(one!)], ['saved', people.sam.memberId])

  for (const draft of made) assert.equal(await endPattern(doors, planning, draft.patternId, today), 'saved')
  assert.deepEqual([nightsIn(amara).length, planning.now.view!.patterns.every(wasNever)], [0, true])
  assert.equal(await endPattern(doors, planning, patternId, null), 'saved')
  assert.ok(nightsIn(amara).length > 0)
})
