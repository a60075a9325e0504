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
import { floor, openLine, startChat, until } from '../features/chat/acting.ts'
import { connectTo, filesWith, keysOf, rawKey } from './backups.ts'
import { passableFolder, startChild } from './child-house.ts'
import { ownPostgres } from './faults/own-postgres.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { foundTeam } from './people.ts'

const sentinel = `orilla-${crypto.randomUUID()}`
const tell: Telling = { step: () => {}, progress: () => {} }

/** A caller tells something; it is kept; they leave and ask that it be erased. */
async function tellSomething(house: TestHouse): Promise<{ contactId: string; eraseIt: () => Promise<void> }> {
  await openLine(house, await foundTeam(house))
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
  return { contactId: talk.contactId, eraseIt }
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
  const { contactId, eraseIt } = await tellSomething(house)
  await backUp()
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
  await bringBackOldest({ copies, elsewhere: join(folder.path, 'elsewhere'), contactId, house })
})

type Back = { copies: string; elsewhere: string; contactId: string; house: TestHouse }

/** The copy of the database from before the erasure still has its rows; they go again before anybody can ask for them. */
async function bringBackOldest({ copies, elsewhere, contactId, house }: Back): Promise<void> {
  const places = placesIn(copies, undefined)
  const config = readConfig({ DATA_DIR: elsewhere })
  await restore({ config, places, clock: house.clock, tell, tombstones: [], backup: setNames(places)[0] })
  const row = Buffer.from(contactId.replaceAll('-', ''), 'hex')
  assert.ok(filesWith(row, join(elsewhere, 'postgres', 'base')).length > 0, 'its row came back')
  {
    using keys = keysOf(elsewhere)
    assert.throws(() => keys.open(contactId, new Uint8Array(60)), { code: 'erased' })
  }
  const restored = await startChild({ DATA_DIR: elsewhere })
  const db = connectTo(elsewhere)
  const rows = await db.sql`select 1 from contacts where contact_id = ${contactId}`
  await db.close()
  await restored.stop()
  assert.equal(rows.length, 0)
  assert.deepEqual(filesWith(Buffer.from(sentinel), elsewhere), [])
}
