import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circleLeft, memberRemoved } from '#features/keys'
import { on } from '#platform/moments'
import type { Feature } from '#platform/house'
import {
  acts,
  caseFor,
  caseTrackOf,
  contents,
  deesCase,
  note,
  notesIn,
  openCrew,
  until,
  type Crew,
} from '../../tests/cases.ts'
import { openMailServer } from '../../tests/outside.ts'
import type { Person } from '../../tests/people.ts'
import { signToo, teamPage } from '../../tools/founding.ts'
import { change, cosign } from '../keys/browser/stewarding.ts'
import { unvouched } from './browser/vouching.ts'
import { caseHandedOver, caseLeft, caseOf } from './index.ts'
import { keyOf } from './server/keys.ts'

type Told = { handed: { from: string; to: string }[]; left: string[] }

/** A feature above cases, which hears what happens to them. */
const listening = (told: Told): Feature => ({
  name: 'listening',
  moments: () => [
    on(caseHandedOver, async (_sql, _afterCommit, { from, to }) => void told.handed.push({ from, to })),
    on(caseLeft, async (_sql, _afterCommit, { memberId }) => void told.left.push(memberId)),
  ],
})

/** The addresses that were told, once there are so many. */
async function toldBy(mails: readonly string[], count: number): Promise<string[]> {
  await until(() => mails.length >= count, 'the mail')
  return mails.map((mail) => /^To: .*?([\w.]+)@/m.exec(mail)![1]!).sort()
}

/** As the rest of the house hears of a removal, or of stepping down. */
const goes = ({ house, people }: Crew, gone: Person, of: typeof memberRemoved | typeof circleLeft): Promise<void> =>
  house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of, is: { teamId: people.team.teamId, memberId: gone.memberId } }),
  )

const now = async ({ house, people }: Crew, caseId: string) =>
  (await caseOf(house.house.db.sql, people.team.teamId, caseId))!

test('Dee leaves the team: her case is Mateo’s at once, her wraps are gone, and nothing is kept under the old key', async () => {
  const told: Told = { handed: [], left: [] }
  const mail = await openMailServer()
  const crew = await openCrew({ config: { smtpUrl: mail.url, alarmFrom: 'line@example.org' } }, [listening(told)])
  await using house = crew.house
  house.endWith(() => mail.server.close())
  const { dee, mateo, ruth } = crew.people
  for (const name of ['mateo', 'ruth', 'sam'] as const)
    await crew.people[name].request('/api/alarms/email', {
      method: 'PUT',
      body: { email: `${name}@example.org`, language: 'en' },
    })
  const hers = await deesCase(crew)
  await note(hers, 'before')
  const his = await caseFor(crew, mateo, hers.caseId)
  await goes(crew, dee, memberRemoved)

  const of = await now(crew, hers.caseId)
  assert.deepEqual([of.assigned, of.fallbackId, of.keyEpoch], [[mateo.memberId], null, 2])
  assert.deepEqual(told, { handed: [{ from: dee.memberId, to: mateo.memberId }], left: [dee.memberId] })
  assert.deepEqual(await toldBy(mail.mails, 1), ['mateo'], 'loudly, and nobody else')
  const { sql } = house.house.db
  assert.equal((await sql`select 1 from case_keys where reader = ${`member:${dee.memberId}`}`).length, 0)

  await note(his, 'after')
  await until(() => notesIn(his).includes('after'), 'Mateo’s note under the new key')
  const rows = await sql<{ body: string }[]>`select body from stream_rows where stream_id = ${of.streamId} order by seq`
  assert.equal((JSON.parse(rows.at(-1)!.body) as { e: number }).e, 2)
  const opened = await dee.keyring.thread(hers.caseId, 'case').open([[99, 'x', rows.at(-1)!.body]])
  assert.ok('error' in opened[0]!, 'Dee’s keys do not open it')
  await acts.nameFallback(crew.deskFor(mateo), his, ruth.memberId)
  assert.equal((await now(crew, hers.caseId)).fallbackId, ruth.memberId)
})

test('the last one leaves and there is no fallback: the case is nobody’s, and a steward puts somebody on it', async () => {
  const crew = await openCrew()
  await using _house = crew.house
  const { dee, ruth, sam } = crew.people
  const hers = await deesCase(crew, { fallback: null })
  await note(hers, 'she counts on us')
  await goes(crew, dee, memberRemoved)
  assert.deepEqual((await now(crew, hers.caseId)).assigned, [])
  const ruths = await caseFor(crew, ruth, hers.caseId)
  await acts.assign(crew.deskFor(ruth), ruths, sam.memberId)
  const sams = await caseFor(crew, sam, hers.caseId)
  await until(() => notesIn(sams).includes('she counts on us'), 'Sam reading it')
})

test('somebody steps down from the stewards, then leaves: every case needs a new key, a closed one too', async () => {
  const crew = await openCrew()
  await using _house = crew.house
  const { dee, noor } = crew.people
  const hers = await deesCase(crew)
  const closed = await deesCase(crew)
  await acts.closeCase(crew.deskFor(dee), closed)
  await closed.track.outbox.done(closed.put({ k: 'note', text: 'on its way when it was closed', at: closed.time() }))
  await goes(crew, noor, circleLeft)
  for (const { caseId } of [hers, closed]) assert.equal((await now(crew, caseId)).keyEpoch, 2)
  await note(hers, 'goes on')
  await until(() => notesIn(hers).includes('goes on'), 'the note under the new key')
  assert.deepEqual(notesIn(closed), ['on its way when it was closed'])
  await goes(crew, noor, memberRemoved)
  assert.equal((await now(crew, hers.caseId)).keyEpoch, 3, 'though she was named nowhere in it')
})

test('Noor, a steward, is removed by two others: what is written next stands under a key that none of hers open', async () => {
  const crew = await openCrew()
  await using _house = crew.house
  const { dee, noor, ruth, amara, mateo } = crew.people
  const hers = await deesCase(crew)
  await note(hers, 'before')
  const noors = await caseFor(crew, noor, hers.caseId)
  await until(() => notesIn(noors).includes('before'), 'Noor reading, as a steward may')
  assert.equal(await change(ruth, { kind: 'remove', member: noor.memberId }), 'open')
  assert.equal(await cosign(amara, (await teamPage(ruth)).proposals[0]!), 'applied')
  for (const person of [ruth, dee, mateo, amara]) await person.learn()
  await note(hers, 'after')
  const ruths = await caseFor(crew, ruth, hers.caseId)
  await until(() => notesIn(ruths).includes('after'), 'Ruth reading under the new key')
  const of = await now(crew, hers.caseId)
  const { sql } = crew.house.house.db
  const rows = await sql<{ body: string }[]>`select body from stream_rows where stream_id = ${of.streamId} order by seq`
  const newest = rows.map(({ body }) => body).findLast((body) => (JSON.parse(body) as { e: number }).e === 2)!
  const stored = await sql<{ epoch: number; reader: string; sealed: Uint8Array }[]>`
    select epoch, reader, sealed from case_keys where case_id = ${hers.caseId}`
  const { keyStore } = crew.house.house
  const wraps = stored.map(({ epoch, reader, sealed }) => {
    const opened = Buffer.from(keyStore.open(keyOf(hers.caseId), sealed)).toString('base64url')
    return { object: hers.caseId, kind: 'case', epoch, reader, sealed: opened }
  })
  await noor.keyring.learn(wraps)
  const [row] = await noor.keyring.thread(hers.caseId, 'case').open([[999, 'x', newest]])
  assert.ok('error' in row!)
  assert.equal(await noor.keyring.newestEpoch(hers.caseId, 'case'), 1, 'what she could always read, and nothing new')
  assert.deepEqual(await unvouched(crew.deskFor(dee), hers.view!, contents.entriesOf(hers, dee.memberId)), [])
})

test('Ruth opens a case before her console has heard that Noor was removed: she opens the key that was made since', async () => {
  const crew = await openCrew()
  await using _house = crew.house
  const { ruth, amara, noor, dee } = crew.people
  const hers = await deesCase(crew)
  assert.equal(await change(ruth, { kind: 'remove', member: noor.memberId }), 'open')
  await signToo(amara)
  await dee.learn()
  await note(hers, 'after')
  const seen = caseTrackOf(crew.deskFor(ruth), hers.caseId)
  await until(() => seen.state !== 'opening', 'an answer on her console')
  assert.equal(seen.state, 'open')
  await until(() => notesIn(seen).includes('after'), 'her reading it')
})
