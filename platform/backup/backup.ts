import { mkdirSync, rmSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { day, type Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import { brokenOff, copyDatabase, extendLog, measureLog } from '#platform/backup/database'
import { clusterFiles, makeDurable, syncFolder } from '#platform/backup/files'
import { addTombstones, copyKeys, destroyOldKeys } from '#platform/backup/keys'
import {
  backupProblem,
  databaseFolder,
  prepareBackupFolder,
  tombstonesFolder,
  type Places,
} from '#platform/backup/places'
import { layOut, recover } from '#platform/backup/recover'
import { mustFit, rehearsalPlace } from '#platform/backup/rehearsal'
import { draftFolder, removeUnfinished, setNames, stampOf, timeOf, writeManifest } from '#platform/backup/sets'
import { clusterFacts } from '#platform/backup/store'
import { connectOrStart, isOurOwn, mustBeOursToCopy } from '#platform/backup/running'
import { openDatabase, type Database, type Sql } from '#platform/database'
import { openKeyStore } from '#platform/key-store'
import { postgresAccount } from '#platform/postgres/account'
import { findBinaries } from '#platform/postgres/binaries'
import { makeFolder } from '#platform/postgres/data-folder'
import { lockFolder } from '#platform/postgres/processes'

/** What the command says as it goes. `step` is a line; `progress` may be drawn over again. */
export type Telling = { step: (line: string) => void; progress: (line: string, share: number) => void }
export type Backup = { config: Config; places: Places; clock: Clock; tell: Telling }

/**
 * `npm run backup`: tombstones, database, erasure keys, each in a place of its own, checked before they count; then what may
 * not be kept any longer is destroyed. Works beside a running Beside and without one. Throws StartProblem, with the earlier
 * backups unharmed.
 */
export async function makeBackup(backup: Backup): Promise<void> {
  const { config, places } = backup
  mustBeOursToCopy(config.dataDir)
  if (!isOurOwn(config)) return await backUpKeysOnly(backup)
  const server = await connectOrStart(config.dataDir)
  const db = openDatabase({ url: server.url, connections: 1 })
  try {
    const { system } = await clusterFacts(db.sql)
    prepareBackupFolder(places, config.dataDir, system)
    await alone(backup, async () => {
      await finish(backup, await onOneConnection(db, (sql) => backUpDatabase(sql, backup)))
    })
  } catch (error) {
    throw backupProblem(places.folder, brokenOff(error))
  } finally {
    await db.close()
    await server.leave()
  }
}

/**
 * In use for all of it, so that nobody closes it as idle. When it is lost, that is known at once, and the work only when it
 * asks for something again: it is waited for, because it clears away what it began.
 */
async function onOneConnection<Result>(db: Database, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  let working: Promise<Result> | undefined
  try {
    return await db.transact((sql) => (working = work(sql)))
  } catch (error) {
    await working?.catch(() => {})
    throw error
  }
}

async function backUpDatabase(sql: Sql, backup: Backup): Promise<string> {
  const { config, places, clock, tell } = backup
  const cluster = join(config.dataDir, 'postgres')
  const left = removeUnfinished(places)
  if (left > 0) tell.step('An earlier backup was interrupted; what it left was removed.')
  mustFit(places.folder, clusterFiles(cluster).bytes)
  addTombstones(join(config.dataDir, 'keys', 'tombstones'), tombstonesFolder(places))
  const name = stampOf(clock.now())
  const folder = draftFolder(places, name)
  mkdirSync(folder, { mode: 0o700 })
  try {
    const onProgress = (done: number, of: number): void =>
      tell.progress(`Copying the database: ${megabytes(done)} of ${megabytes(of)} MB`, done / of)
    const copying = { folder, label: name, major: findBinaries().major, now: () => clock.now(), onProgress }
    const manifest = await copyDatabase(sql, copying)
    const found = await rehearse({ name, folder, manifest }, backup)
    await extendLog(sql, folder)
    const log = await measureLog(folder)
    await keepKeys(backup)
    writeManifest(folder, { ...manifest, log, ...found })
    await makeDurable(folder)
    await rename(folder, join(databaseFolder(places), name))
    await syncFolder(databaseFolder(places))
    return name
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** A backup is one only once it was restored: into a folder that is thrown away. */
async function rehearse(
  source: Parameters<typeof layOut>[0],
  { config, places, tell }: Backup,
): Promise<{ tables: number; rows: number }> {
  const account = postgresAccount(join(config.dataDir, 'postgres'))
  const place = rehearsalPlace(places, account)
  const of = source.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const onProgress = (bytes: number): void =>
    tell.progress(`Checking the copy: ${megabytes((done += bytes))} of ${megabytes(of)} MB`, done / of)
  try {
    mustFit(place.home, of, 1)
    const target = { home: place.home, account, programs: config.dataDir, onProgress }
    await layOut(source, target)
    const { tables, rows } = await recover(source, target, { rehearsal: true })
    tell.step(`The copy opens: ${tables} tables with ${rows} rows were read, and every index agrees with its table.`)
    return { tables, rows }
  } finally {
    place.remove()
  }
}

/** After the log, so that there is a key for everything the log speaks of. */
async function keepKeys({ config, places, clock, tell }: Backup): Promise<void> {
  const keyStore = openKeyStore(join(config.dataDir, 'keys', 'keys.sqlite'))
  try {
    const keys = await copyKeys(keyStore, places, clock.now())
    tell.step(`The copy of the key store opens: ${keys} keys.`)
  } catch (error) {
    throw backupProblem(places.keys, error)
  } finally {
    keyStore.close()
  }
  addTombstones(join(config.dataDir, 'keys', 'tombstones'), tombstonesFolder(places))
}

async function finish(backup: Backup, name: string | null): Promise<void> {
  const { config, places, clock, tell } = backup
  const destroyed = await destroyOldKeys(places, clock.now())
  if (destroyed > 0) tell.step(`${destroyed} older copies of the key store were overwritten and deleted.`)
  const oldest = clock.now().getTime() - config.backupKeepDays * day
  const old = setNames(places).filter((one) => one !== name && timeOf(one).getTime() < oldest)
  for (const one of old) rmSync(join(databaseFolder(places), one), { recursive: true, force: true })
  if (old.length > 0)
    tell.step(`${old.length} copies of the database older than ${config.backupKeepDays} days were deleted.`)
  if (name) tell.step(`The backup is whole: ${name} in ${places.folder}`)
}

/** The database is in somebody else's PostgreSQL: its own tools copy it, and only the rest is ours to copy. */
async function backUpKeysOnly(backup: Backup): Promise<void> {
  const { config, places, tell } = backup
  prepareBackupFolder(places, config.dataDir, null)
  await alone(backup, async () => {
    addTombstones(join(config.dataDir, 'keys', 'tombstones'), tombstonesFolder(places))
    await keepKeys(backup)
    await finish(backup, null)
  })
  tell.step(
    `The key store and the list of what was erased are backed up in ${places.folder}. The database is not: it is in the PostgreSQL of DATABASE_URL, so back it up with that server's own tools (pg_dump, or pg_basebackup with its archive), each time before this command.`,
  )
}

/** One backup at a time. The lock stands in the data folder: not every disk for backups can hold one. */
async function alone({ config }: Backup, work: () => Promise<void>): Promise<void> {
  const busy = (pid: string): string => `Another backup is being made (process ${pid}): wait until it is done.`
  const unlock = lockFolder(makeFolder(join(config.dataDir, 'backing-up')), busy)
  try {
    await work()
  } finally {
    unlock()
  }
}

export const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20)
