import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  acts,
  bodiesIn,
  caseFor,
  contents,
  deesCase,
  note,
  notesIn,
  openCrew,
  until,
  type Crew,
} from '../../tests/cases.ts'
import { notSafe } from './bodies.ts'

let crew: Crew
before(async () => {
  crew = await openCrew()
})
after(() => crew?.house.close())

test('Dee opens a case with Mateo as its fallback: both read every word, in one order, and see who opened it', async () => {
  const { dee, mateo } = crew.people
  const hers = await deesCase(crew)
  assert.match(hers.view!.code, /^\p{Ll}+ \p{Ll}+ \p{Ll}+$/u)
  assert.deepEqual([hers.view!.assigned, hers.view!.fallbackId], [[dee.memberId], mateo.memberId])
  await note(hers, 'she likes to be called in the morning')
  hers.put({ k: 'card', card: { ...notSafe, call: true, number: '555', when: '9 to 11' }, at: hers.time() })

  const his = await caseFor(crew, mateo, hers.caseId)
  await until(() => contents.cardOf(contents.entriesOf(his, mateo.memberId)).card.call, 'the card at Mateo’s')
  assert.deepEqual(notesIn(his), ['she likes to be called in the morning'])
  await note(his, 'noted')
  await until(() => notesIn(hers).includes('noted'), 'Mateo’s note at Dee’s')
  assert.ok(bodiesIn(hers).every((body) => body !== null))
  const openings = contents.openingsIn(contents.entriesOf(hers, dee.memberId))
  assert.deepEqual(openings.map(({ by }) => by).sort(), [dee.memberId, mateo.memberId].sort())
})

test('a hand-over stays Dee’s until Inés says yes; then Dee reads nothing new', async () => {
  const { dee, ines, mateo } = crew.people
  const hers = await deesCase(crew)
  await acts.offer(crew.deskFor(dee), hers, { to: ines.memberId, note: 'I am away from Monday' })
  await until(() => hers.view?.offer?.to === ines.memberId, 'the offer')
  assert.deepEqual(hers.view!.assigned, [dee.memberId])

  const inesFile = await caseFor(crew, ines, hers.caseId)
  await until(() => contents.offerNote(contents.entriesOf(inesFile, ines.memberId), ines.memberId), 'the note at Inés’')
  await acts.answer(crew.deskFor(ines), inesFile, 'accepted')
  await until(() => hers.state === 'gone', 'Dee being off it')
  await note(inesFile, 'called, she is well')
  assert.deepEqual(inesFile.view!.assigned, [ines.memberId])
  assert.equal(inesFile.view!.fallbackId, mateo.memberId)
  assert.ok(inesFile.view!.epochs.made >= 2)
  assert.equal((await dee.request(`/api/cases/${hers.caseId}`)).status, 404)
  const his = await caseFor(crew, mateo, hers.caseId)
  await until(() => notesIn(his).includes('called, she is well'), 'Mateo reading under the new key')
  const left = await crew.house.house.db.sql`select 1 from case_keys
    where case_id = ${hers.caseId} and reader = ${`member:${dee.memberId}`}`
  assert.equal(left.length, 0)
})

test('declined or withdrawn, it stays whose it is, and who was asked is out again', async () => {
  const { dee, ines, sam } = crew.people
  const hers = await deesCase(crew)
  await acts.offer(crew.deskFor(dee), hers, { to: ines.memberId, note: 'please' })
  const inesFile = await caseFor(crew, ines, hers.caseId)
  await acts.answer(crew.deskFor(ines), inesFile, 'declined')
  await until(() => inesFile.state === 'gone' && hers.view?.offer === null, 'the decline')
  await acts.offer(crew.deskFor(dee), hers, { to: sam.memberId, note: 'please' })
  await acts.answer(crew.deskFor(dee), hers, 'withdrawn')
  await until(() => hers.view?.offer === null, 'the offer taken back')
  assert.equal((await sam.request(`/api/cases/${hers.caseId}`)).status, 404)
  assert.deepEqual(hers.view!.assigned, [dee.memberId])
})

test('Inés, who was off it, is asked again: she reads all of it from its beginning, and writes on', async () => {
  const { dee, ines } = crew.people
  const hers = await deesCase(crew)
  await acts.offer(crew.deskFor(dee), hers, { to: ines.memberId, note: 'please' })
  const inesFile = await caseFor(crew, ines, hers.caseId)
  await acts.answer(crew.deskFor(ines), inesFile, 'declined')
  await until(() => inesFile.state === 'gone' && hers.view?.offer === null, 'the decline')
  await note(hers, 'meanwhile')
  await acts.offer(crew.deskFor(dee), hers, { to: ines.memberId, note: 'now?' })
  inesFile.reopen()
  await until(() => notesIn(inesFile).includes('meanwhile'), 'Inés reading again')
  await note(inesFile, 'yes, now')
  await until(() => notesIn(hers).includes('yes, now'), 'her note at Dee’s')
  for (const file of [hers, inesFile]) assert.ok(bodiesIn(file).every((body) => body !== null))
})

test('Ruth, a steward, opens a case nobody gave her: she can, and everybody on it sees that she did', async () => {
  const { dee, ruth } = crew.people
  const hers = await deesCase(crew)
  await note(hers, 'sealed to the stewards too')
  const ruths = await caseFor(crew, ruth, hers.caseId)
  await until(() => notesIn(ruths).length === 1, 'the note at Ruth’s')
  await until(
    () => contents.openingsIn(contents.entriesOf(hers, dee.memberId)).some(({ by }) => by === ruth.memberId),
    'Ruth’s opening at Dee’s',
  )
  await acts.assign(crew.deskFor(ruth), ruths, crew.people.sam.memberId)
  const sams = await caseFor(crew, crew.people.sam, hers.caseId)
  await until(() => notesIn(sams).length === 1, 'Sam reading what was written before him')
})

test('no two cases of a team have one name, also when the same is drawn', async () => {
  const { dee } = crew.people
  const hers = await deesCase(crew)
  const opening = { caseId: crypto.randomUUID(), lineId: crew.lineId, code: hers.view!.code, fallbackId: null, contactId: null } // prettier-ignore
  const readers = [{ reader: `member:${dee.memberId}` }, { reader: 'circle:stewards' }]
  const wraps = await dee.keyring.makeKey({ object: opening.caseId, kind: 'case', epoch: 1 }, readers)
  const ask = (code: string): Promise<Response> =>
    dee.request('/api/cases', { method: 'POST', body: { ...opening, code, wraps } })
  assert.equal(((await (await ask(opening.code)).json()) as { refused: string }).refused, 'code')
  assert.equal((await ask('another such name')).status, 200)
  assert.equal((await ask('another such name')).status, 200, 'said twice, it is one')
})
