import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { caseFor, contents, deesCase, note, notesIn, openCrew, until } from '../../tests/cases.ts'
import { TestClock } from '../../tests/clock.ts'
import type { Entry } from './browser/contents.ts'

test('where nobody looks any more it rests: no entry is left until somebody does', async () => {
  const crew = await openCrew({ clock: new TestClock() })
  await using house = crew.house
  const hers = await deesCase(crew, { looks: false })
  await note(hers, 'once')
  await until(() => notesIn(hers).length === 1 && hers.track.outbox.pending.length === 0, 'all of it being kept')
  await house.clock.leap(13 * hour)
  house.house.live.changed(crew.people.team.teamId, 'case', hers.caseId)
  await until(() => hers.state === 'resting', 'resting')
  const stop = hers.subscribe(() => {})
  await until(() => hers.state === 'open', 'being open again')
  await note(hers, 'twice')
  await until(() => notesIn(hers).length === 2, 'going on where it was')
  assert.equal(hers.track.log.rows.filter(({ body }) => body?.k === 'opened').length, 2)
  stop()
})

test('after twelve hours the console leaves another entry by itself, and goes on where it was', async () => {
  const crew = await openCrew({ clock: new TestClock() })
  await using house = crew.house
  const { dee, mateo, team } = crew.people
  const hers = await deesCase(crew)
  const entriesOf = (by: string): number =>
    hers.track.log.rows.filter(({ body, slot }) => body?.k === 'opened' && slot.includes(by)).length
  await note(hers, 'in the evening')
  assert.equal(entriesOf(dee.memberId), 1)
  await house.clock.leap(13 * hour)
  house.house.live.changed(team.teamId, 'case', hers.caseId)
  await until(() => entriesOf(dee.memberId) === 2, 'the second entry')
  const his = await caseFor(crew, mateo, hers.caseId)
  await note(his, 'in the morning')
  await until(() => notesIn(hers).includes('in the morning'), 'Mateo’s note at Dee’s')
  assert.deepEqual(notesIn(hers), ['in the evening', 'in the morning'])
})

test('entries of one member within an hour are one opening; the newest stands first', () => {
  const opened = (by: string, at: number): Entry => ({ id: `${by} ${at}`, by, kept: true, body: { k: 'opened', at } })
  const entries = [
    opened('dee', 0),
    opened('mateo', 10 * minute),
    opened('dee', 20 * minute),
    opened('dee', 50 * minute),
    opened('dee', 3 * hour),
  ]
  assert.deepEqual(contents.openingsIn(entries), [
    { by: 'dee', at: 3 * hour },
    { by: 'mateo', at: 10 * minute },
    { by: 'dee', at: 0 },
  ])
})
