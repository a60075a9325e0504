import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { day, type Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import { megabytes, type Telling } from '#platform/backup/backup'
import { copyFile, makeDurable, syncFolder } from '#platform/backup/files'
import {
  addTombstones,
  checkKeys,
  countKeys,
  keyCopies,
  keyHorizon,
  tombstonesOf,
  type KeyCopy,
} from '#platform/backup/keys'
import { mustHoldBackups, tombstonesFolder, type Places } from '#platform/backup/places'
import { chooseSet, copyHistories, reachedBy } from '#platform/backup/choice'
import { layOut, recover, TooLate, type Found, type Target } from '#platform/backup/recover'
import { mustFit } from '#platform/backup/rehearsal'
import type { BackupSet } from '#platform/backup/sets'
import { openKeyStore } from '#platform/key-store'
import { postgresAccount } from '#platform/postgres/account'
import {
  emptyRestoreFolder,
  folderProblem,
  makeFolder,
  markAsOurs,
  prepareRestoreFolder,
} from '#platform/postgres/data-folder'
import { codeOf, StartProblem } from '#platform/start-problem'

export type Restore = {
  config: Config
  places: Places
  clock: Clock
  tell: Telling
  until?: Date | undefined
  /** The name of one copy of the database; the newest that fits unless said. */
  backup?: string | undefined
  /** More folders with lists of what was erased: the old machine's own, when its disk can still be read. */
  tombstones: string[]
}

/**
 * `npm run restore`: into an empty data folder. The keys come first and everything erased is erased in them, before any of
 * the database is opened. Until all of it is done the folder is not one that Beside starts on. Throws StartProblem, with the
 * backups unharmed.
 */
export async function restore(request: Restore): Promise<void> {
  const { config, places, clock, tell } = request
  mustHoldBackups(places.folder)
  request.tombstones.forEach(mustHoldTombstones)
  const keys = await chooseKeys(places, clock.now())
  const set = config.databaseUrl ? null : chooseSet(places, request)
  const account = set ? postgresAccount(join(config.dataDir, 'postgres')) : null
  const home = prepareRestoreFolder(config.dataDir, account)
  try {
    if (set)
      mustFit(
        home,
        set.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
        1,
      )
    await restoreKeys(request, home, keys)
    if (set) await restoreDatabase(request, set, { home, account, programs: home })
    await makeDurable(home)
    markAsOurs(home)
    await syncFolder(home)
  } catch (error) {
    emptyRestoreFolder(home)
    throw restoreProblem(request, error)
  }
  if (set) return tell.step(`${config.dataDir} is ready: start Beside on it with npm start.`)
  tell.step(
    `The key store and the list of what was erased are restored in ${config.dataDir}. The database is not: it belongs into the PostgreSQL of DATABASE_URL, so restore it there with that server's own tools before you start Beside.`,
  )
}

function restoreProblem({ config, places }: Restore, error: unknown): unknown {
  const { path = '' } = error as { path?: string }
  const isReading = [places.folder, places.keys].some((folder) => path.startsWith(folder))
  if (!isReading) return folderProblem(config.dataDir, error)
  return new StartProblem(
    `The backup could not be read (${codeOf(error)} at ${path}): see that this account may read it and that its disk is sound, or choose another copy.`,
  )
}

function mustHoldTombstones(folder: string): void {
  if (tombstonesOf(folder).length > 0) return
  throw new StartProblem(
    `There is no list of what was erased in ${folder}: name the folder that holds tombstones.log, such as keys/tombstones of the old machine.`,
  )
}

/** The newest has a key for everything that still lives; an older one never has more than it may. */
async function chooseKeys(places: Places, now: Date): Promise<KeyCopy> {
  const newest = keyCopies(places)
    .filter(({ at }) => at.getTime() - now.getTime() < day)
    .at(-1)
  if (!newest)
    throw new StartProblem(
      `There is no copy of the erasure keys in ${places.keys}, and without them nothing that was written opens: set BACKUP_KEYS_DIR to the folder that holds them.`,
    )
  const age = now.getTime() - newest.at.getTime()
  if (age > keyHorizon)
    throw new StartProblem(
      `The newest copy of the erasure keys was made on ${newest.at.toISOString()}, more than seven days ago. Such copies must not be used: what was erased since would come back. Destroy them, and look for a newer one.`,
    )
  await checkKeys(newest.file)
  return newest
}

async function restoreKeys({ places, tombstones, tell }: Restore, home: string, keys: KeyCopy): Promise<void> {
  const folder = makeFolder(join(home, 'keys'))
  const list = makeFolder(join(folder, 'tombstones'))
  for (const from of [tombstonesFolder(places), ...tombstones]) addTombstones(from, list)
  const file = join(folder, 'keys.sqlite')
  await copyFile(keys.file, file)
  const before = countKeys(file)
  // Opening applies the list: keys of what was erased after the copy was made are overwritten here and now.
  openKeyStore(file).close()
  const after = countKeys(file)
  tell.step(`The key store of ${keys.at.toISOString()} is restored: ${after} keys.`)
  if (before > after)
    tell.step(
      `${before - after} of its keys belonged to what was erased after it was copied. They were destroyed again: what they opened stays erased and is refused.`,
    )
  tell.step(`${tombstonesOf(list).length} things were erased for ever and stay so.`)
}

async function restoreDatabase(request: Restore, set: BackupSet, target: Target): Promise<void> {
  const { tell } = request
  tell.step(`Restoring the database of ${set.manifest.stoppedAt}, and what was written after it.`)
  const of = set.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const found = await recoverUntil(request, set, {
    ...target,
    onProgress: (() => {
      let done = 0
      return (bytes: number) =>
        tell.progress(`Copying the database: ${megabytes((done += bytes))} of ${megabytes(of)} MB`, done / of)
    })(),
  })
  tell.step(
    `The database opens: ${found.tables} tables with ${found.rows} rows were read. The last thing written in it is of ${(found.at ?? new Date(set.manifest.stoppedAt)).toISOString()}.`,
  )
}

/** When nothing at all was written between the last thing in the log and that time, PostgreSQL cannot know that it got there. */
async function recoverUntil(request: Restore, set: BackupSet, target: Target): Promise<Found> {
  const { until, places } = request
  const prepare = async (): Promise<void> => {
    rmSync(join(target.home, 'postgres'), { recursive: true, force: true })
    await layOut(set, target)
    await copyHistories(places, join(target.home, 'postgres', 'pg_wal'), target.account)
  }
  await prepare()
  if (!until) return await recover(set, target)
  try {
    return await recover(set, target, { until })
  } catch (error) {
    if (!(error instanceof TooLate)) throw error
    if (reachedBy(set) < until) throw doesNotReach(set, until)
    await prepare()
    return await recover(set, target)
  }
}

const doesNotReach = (set: BackupSet, until: Date): StartProblem =>
  new StartProblem(
    `The backup ${set.name} reaches to ${reachedBy(set).toISOString()} and not to ${until.toISOString()}: choose an earlier time, or leave --until out to restore all there is.`,
  )
