import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeBackup, type Telling } from '#platform/backup/backup'
import { placesIn } from '#platform/backup/places'
import { restore } from '#platform/backup/restore'
import { setNames } from '#platform/backup/sets'
import { day, hour, minute } from '#platform/clock'
import { readConfig } from '#platform/config'
import type { Sql } from '#platform/database'
import { makeLog } from '#platform/log'
import { startPostgres } from '#platform/postgres/index'
import type { Wrap } from '../features/contacts/wire.ts'
import { floor, openLine, startChat, until } from '../features/chat/acting.ts'
import { connectTo, filesWith, keysOf, rawKey } from './backups.ts'
import { passableFolder, startChild } from './child-house.ts'
import { ownPostgres } from './faults/own-postgres.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { foundTeam, type People } from './people.ts'

const sentinel = `orilla-${crypto.randomUUID()}`
const tell: Telling = { step: () => {}, progress: () => {} }

type Told = { people: People; contactId: string; eraseIt: () => Promise<void> }

/** A caller tells something; it is kept; they leave and ask that it be erased. */
async function tellSomething(house: TestHouse): Promise<Told> {
  const people = await foundTeam(house)
  await openLine(house, people)
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  talk.write(sentinel)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the message being kept')
  const eraseIt = async (): Promise<void> => {
    await talk.api.post('/api/contact/leave', { erase: true })
    await house.settled()
    await house.clock.leap(hour + minute)
    talk.wipe()
  }
  return { people, contactId: talk.contactId, eraseIt }
}

type Kept = { wraps: (Omit<Wrap, 'sealed' | 'object'> & { sealed: Uint8Array })[]; rows: [number, string, string][] }

/** What a database holds of a conversation, for whoever has the whole of it. */
async function keptIn(sql: Sql, contactId: string): Promise<Kept> {
  const wraps = await sql<Kept['wraps']>`
    select kind, epoch, reader, sealed from content_keys where contact_id = ${contactId} and kind = 'talk'`
  const rows = await sql<{ seq: number; id: string; body: string }[]>`
    select r.seq, r.id, r.body from stream_rows r join contacts c on c.talk_stream::text = r.stream_id
    where c.contact_id = ${contactId} order by r.seq`
  return { wraps, rows: rows.map(({ seq, id, body }) => [seq, id, body]) }
}

/** Who of these people reads what was told, with the keys they hold and these wraps. */
async function readersOf(people: People, contactId: string, { wraps, rows }: Kept): Promise<string[]> {
  const given = wraps.map((wrap) => ({
    ...wrap,
    object: contactId,
    sealed: Buffer.from(wrap.sealed).toString('base64url'),
  }))
  const readers: string[] = []
  for (const { name, keyring } of [people.ruth, people.amara, people.noor, people.dee, people.mateo, people.ines]) {
    await keyring.learn(given).catch(() => {})
    const opened = await keyring.thread(contactId, 'talk').open(rows)
    if (JSON.stringify(opened).includes(sentinel)) readers.push(name)
  }
  return readers
}

test('after an erasure and seven days, its key and its words are in no byte of the house or of any backup, and no backup brings it back', async () => {
  using folder = passableFolder()
  const [dataDir, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  await using postgres = await ownPostgres(dataDir)
  await using house = await openTestHouse({ features: floor, database: postgres })
  symlinkSync(house.folder, join(dataDir, 'keys'))
  const places = placesIn(copies, undefined)
  const backUp = (): Promise<void> =>
    makeBackup({ config: readConfig({ DATA_DIR: dataDir }), places, clock: house.clock, tell })
  const { people, contactId, eraseIt } = await tellSomething(house)
  await backUp()
  const kept = await keptIn(house.house.db.sql, contactId)
  const open = (sealed: Uint8Array): Uint8Array => house.house.keyStore.open(contactId, sealed)
  const alive = { ...kept, wraps: kept.wraps.map((wrap) => ({ ...wrap, sealed: open(wrap.sealed) })) }
  const key = rawKey(join(house.folder, 'keys.sqlite'), contactId)
  await eraseIt()
  assert.equal(house.house.keyStore.has(contactId), false)
  assert.deepEqual(filesWith(key, dataDir, house.folder), [], 'gone from the house at once')
  assert.deepEqual(
    filesWith(key, copies).map((file) => file.startsWith(places.keys)),
    [true],
    'for seven days one copy of the keys may still have it, and the copy of the database never does',
  )
  await house.clock.leap(7 * day)
  await backUp()
  for (const marked of [
    key,
    Buffer.from(sentinel),
    Buffer.from(key.toString('hex')),
    Buffer.from(key.toString('base64url')),
  ])
    assert.deepEqual(filesWith(marked, dataDir, house.folder, copies), [])
  const found = await bringBackOldest({ copies, elsewhere: join(folder.path, 'elsewhere'), contactId, house })
  assert.deepEqual(found.rows, kept.rows, 'the copy from before has every sealed word')
  assert.deepEqual(await readersOf(people, contactId, found), [], 'and nobody reads one, with all keys there are')
  assert.ok((await readersOf(people, contactId, alive)).includes('Amara'), 'who could, while it lived')
})

type Back = { copies: string; elsewhere: string; contactId: string; house: TestHouse }

/** The copy of the database from before the erasure still has its rows; they go again before anybody can ask for them. */
async function bringBackOldest({ copies, elsewhere, contactId, house }: Back): Promise<Kept> {
  const places = placesIn(copies, undefined)
  const config = readConfig({ DATA_DIR: elsewhere })
  await restore({ config, places, clock: house.clock, tell, tombstones: [], backup: setNames(places)[0] })
  const found = await lookInto(elsewhere, (sql) => keptIn(sql, contactId))
  {
    using keys = keysOf(elsewhere)
    assert.throws(() => keys.open(contactId, new Uint8Array(60)), { code: 'erased' })
  }
  const restored = await startChild({ DATA_DIR: elsewhere })
  const left = await connected(elsewhere, (sql) => sql`select 1 from contacts where contact_id = ${contactId}`)
  await restored.stop()
  assert.equal(left.length, 0)
  assert.deepEqual(filesWith(Buffer.from(sentinel), elsewhere), [])
  return found
}

/** With PostgreSQL alone: as somebody would who has the disk and does not start Beside. */
async function lookInto<Result>(dataDir: string, look: (sql: Sql) => Promise<Result>): Promise<Result> {
  const server = await startPostgres(dataDir, { log: makeLog('error', () => {}) })
  return await connected(dataDir, look).finally(() => server.stop())
}

async function connected<Result>(dataDir: string, look: (sql: Sql) => Promise<Result>): Promise<Result> {
  const db = connectTo(dataDir)
  return await look(db.sql).finally(() => db.close())
}
