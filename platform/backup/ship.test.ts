import assert from 'node:assert/strict'
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeBackup } from '#platform/backup/backup'
import { keyCopies, tombstonesOf } from '#platform/backup/keys'
import { placesIn, type Places } from '#platform/backup/places'
import { setNames } from '#platform/backup/sets'
import { Shipping, stopHolding } from '#platform/backup/ship'
import { endOf, lsnFrom, segmentName, textOf } from '#platform/backup/wal'
import { day, wallClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openDatabase, type Database } from '#platform/database'
import type { KeyStore } from '#platform/key-store'
import { makeLog } from '#platform/log'
import { startPostgres } from '#platform/postgres/index'
import { keysOf, madeHouse } from '../../tests/backups.ts'
import { TestClock } from '../../tests/clock.ts'
import { passableFolder } from '../../tests/child-house.ts'

type Ship = {
  places: Places
  db: Database
  keys: KeyStore
  clock: TestClock
  logged: string[]
  backUp: () => Promise<void>
}

/** A PostgreSQL with a backup, and the shipping of a house beside it whose turns the test takes. */
async function withShipping(work: (shipping: Shipping, ship: Ship) => Promise<void>): Promise<void> {
  using folder = passableFolder()
  const [dataDir, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  await madeHouse(dataDir)
  const config = readConfig({ DATA_DIR: dataDir })
  const places = placesIn(copies, undefined)
  const logged: string[] = []
  const log = makeLog('info', (line) => void logged.push((JSON.parse(line) as { event: string }).event))
  const server = await startPostgres(dataDir, { log })
  const db = openDatabase({ url: server.url, connections: 1 })
  using keys = keysOf(dataDir)
  const clock = new TestClock(new Date())
  const tell = { step: () => {}, progress: () => {} }
  const backUp = (): Promise<void> => makeBackup({ config, places, clock: wallClock, tell })
  const shipping = new Shipping({ dataDir, places, sql: db.sql, keyStore: keys, clock, log })
  try {
    await work(shipping, { places, db, keys, clock, logged, backUp })
  } finally {
    await db.close()
    await server.stop()
  }
}

const logIn = (places: Places): string => join(places.folder, 'database', setNames(places).at(-1)!, 'log')
const bytesIn = (places: Places): number =>
  readdirSync(logIn(places)).reduce((sum, name) => sum + statSync(join(logIn(places), name)).size, 0)

test('each turn copies what was erased, the keys and the new part of the log, and says once what is in the way', async () => {
  await withShipping(async (shipping, { places, db, keys, clock, logged, backUp }) => {
    await shipping.turn()
    await shipping.turn()
    assert.deepEqual(logged, ['backup-folder-has-no-backup-yet'])
    await backUp()
    await shipping.turn()
    assert.deepEqual(logged.slice(1), ['backup-goes-on'])
    const [bytes, copies] = [bytesIn(places), keyCopies(places).length]
    await shipping.turn()
    assert.equal(bytesIn(places), bytes, 'nothing new, nothing copied')
    keys.newKey('one')
    keys.erase('two')
    await db.sql`create table fresh as select repeat('sea', 100) as word from generate_series(1, 1000)`
    await shipping.turn()
    assert.ok(bytesIn(places) > bytes + 100_000)
    assert.equal(tombstonesOf(join(places.folder, 'tombstones')).length, 1)
    assert.ok(keyCopies(places).length >= copies)
    await clock.leap(8 * day)
    await shipping.turn()
    assert.equal(keyCopies(places).length, 1, 'old ones go, also when nobody makes a backup')
    renameSync(places.folder, `${places.folder}-away`)
    await shipping.turn()
    assert.equal(logged.at(-1), 'backup-folder-has-no-backup-yet')
    renameSync(`${places.folder}-away`, places.folder)
    await shipping.turn()
    assert.equal(logged.at(-1), 'backup-goes-on')
  })
})

test('what cannot be gone on with is left as it is until the next backup: another way taken, a gap, a spoilt end', async () => {
  await withShipping(async (shipping, { places, db, logged, backUp }) => {
    await backUp()
    const last = join(
      logIn(places),
      readdirSync(logIn(places))
        .filter((name) => !name.includes('.'))
        .sort()
        .at(-1)!,
    )
    const whole = readFileSync(last)
    writeFileSync(last, Buffer.concat([whole.subarray(0, 100), Buffer.from('spoilt'), whole.subarray(106)]))
    await shipping.turn()
    assert.equal(logged.at(-1), 'backup-needed')
    const slots = () => db.sql`select 1 from pg_replication_slots`
    assert.equal((await slots()).length, 0, 'nothing is held for a copy that cannot be gone on with')
    writeFileSync(last, whole)
    await shipping.turn()
    assert.equal(logged.at(-1), 'backup-goes-on')
    await db.sql`select pg_switch_wal()`
    await db.sql`create table fresh (word text)`
    await shipping.turn()
    truncateSync(last, 1000)
    await shipping.turn()
    assert.equal(logged.at(-1), 'backup-has-a-gap')
    rmSync(last)
    await backUp()
    await shipping.turn()
    assert.equal(logged.at(-1), 'backup-goes-on')
    assert.equal((await slots()).length, 1)
    await stopHolding(db.sql)
    assert.equal((await slots()).length, 0, 'without BACKUP_DIR nothing is held')
  })
})

test('places of the log are counted as PostgreSQL counts them', () => {
  const wal = { timeline: 2, segmentBytes: 2 ** 24 }
  assert.equal(segmentName(wal, lsnFrom('0/3000028')), '000000020000000000000003')
  assert.equal(segmentName(wal, lsnFrom('16/B374D848')), '0000000200000016000000B3')
  assert.equal(textOf(lsnFrom('16/B374D848')), '16/B374D848')
  using folder = passableFolder()
  assert.equal(endOf(folder.path, wal), null)
  for (const [name, bytes] of [
    ['0000000200000016000000FF', 2 ** 24],
    ['000000020000001700000000', 40],
  ] as const) {
    appendFileSync(join(folder.path, name), '')
    truncateSync(join(folder.path, name), bytes)
  }
  assert.equal(textOf(endOf(folder.path, wal)!), '17/28')
  rmSync(join(folder.path, '000000020000001700000000'))
  appendFileSync(join(folder.path, '000000020000001700000002'), 'x')
  assert.throws(() => endOf(folder.path, wal))
})
