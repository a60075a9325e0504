import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { acts, caseFor, contents, deesCase, note, notesIn, openCrew, until, type Crew } from '../../tests/cases.ts'
import type { CaseFile } from './browser/case-file.ts'
import { asWritten, unvouched } from './browser/vouching.ts'
import { namedIn } from './rules.ts'

/* The server says who is on a case, and new keys are made for them: what it says is held against what the case itself tells. */

let crew: Crew
before(async () => {
  crew = await openCrew()
})
after(() => crew?.house.close())

const strangers = (file: CaseFile): Promise<string[]> =>
  unvouched(crew.deskFor(crew.people.dee), file.view!, contents.entriesOf(file, crew.people.dee.memberId))

test('whatever the crew does, the case itself tells the same people as the server', async () => {
  const { dee, mateo, ines, sam, ruth } = crew.people
  const hers = await deesCase(crew)
  const same = async (what: string): Promise<void> => {
    const everybody = (): boolean => true
    const written = (): string => JSON.stringify(namedIn(asWritten(contents.entriesOf(hers, dee.memberId), everybody)).sort()) // prettier-ignore
    await until(() => written() === JSON.stringify(namedIn(hers.view!).sort()), what)
    assert.deepEqual(await strangers(hers), [])
  }
  await acts.assign(crew.deskFor(dee), hers, sam.memberId)
  await until(() => hers.view!.assigned.length === 2, 'Sam on it')
  await same('assigned')
  await acts.nameFallback(crew.deskFor(dee), hers, ruth.memberId)
  await until(() => hers.view!.fallbackId === ruth.memberId, 'Ruth its fallback')
  await same('fallback named')
  await acts.offer(crew.deskFor(dee), hers, { to: ines.memberId, note: 'please' })
  await until(() => hers.view!.offer, 'the offer')
  await same('offered')
  await acts.answer(crew.deskFor(dee), hers, 'withdrawn')
  await until(() => !hers.view!.offer, 'the offer taken back')
  await same('withdrawn')
  await acts.takeOff(crew.deskFor(dee), hers, sam.memberId)
  await until(() => hers.view!.assigned.length === 1, 'Sam off it')
  await same('taken off')
  await acts.offer(crew.deskFor(dee), hers, { to: mateo.memberId, note: 'yours?' })
  const his = await caseFor(crew, mateo, hers.caseId)
  await acts.answer(crew.deskFor(mateo), his, 'accepted')
  await until(() => hers.state === 'gone' && his.view!.assigned[0] === mateo.memberId, 'Mateo working it')
  const written = asWritten(contents.entriesOf(his, mateo.memberId), () => true)
  assert.deepEqual(namedIn(written).sort(), [mateo.memberId, ruth.memberId].sort())
})

test('the server puts Sam on a case by itself: he is given no new key, nothing more is written, and it is seen', async () => {
  const { dee, sam, team } = crew.people
  const { sql } = crew.house.house.db
  const hers = await deesCase(crew)
  await note(hers, 'before')
  await until(() => notesIn(hers).length === 1, 'the note')
  await sql`insert into case_people (team_id, case_id, member_id) values (${team.teamId}, ${hers.caseId}, ${sam.memberId})`
  await sql`update cases set key_epoch = 2 where case_id = ${hers.caseId}`
  crew.house.house.live.changed(team.teamId, 'case', hers.caseId)
  await until(() => hers.view!.assigned.length === 2, 'Sam being named')
  const id = hers.put({ k: 'note', text: 'not for Sam', at: hers.time() })
  assert.deepEqual(await strangers(hers), [sam.memberId])
  await new Promise((soon) => setTimeout(soon, 600))
  const wraps = await sql`select 1 from case_keys where case_id = ${hers.caseId} and (epoch > 1 or reader = ${`member:${sam.memberId}`})` // prettier-ignore
  assert.equal(wraps.length, 0)
  assert.ok(
    hers.track.outbox.pending.some((item) => item.id === id && item.state === 'sending'),
    'kept on the page',
  )

  await sql`delete from case_people where case_id = ${hers.caseId} and member_id = ${sam.memberId}`
  crew.house.house.live.changed(team.teamId, 'case', hers.caseId)
  await until(() => notesIn(hers).includes('not for Sam'), 'the note going when the server has come to its senses')
  assert.equal(dee.memberId, hers.view!.assigned[0])
})
