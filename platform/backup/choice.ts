import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { copyFile } from '#platform/backup/files'
import { databaseFolder, type Places } from '#platform/backup/places'
import { logOf, readSet, setNames, type BackupSet } from '#platform/backup/sets'
import { findBinaries } from '#platform/postgres/binaries'
import type { Account } from '#platform/postgres/account'
import { StartProblem } from '#platform/start-problem'

/** The copy named, or the newest that was finished by `until`. Throws StartProblem when there is none that can be used. */
export function chooseSet(
  places: Places,
  { backup, until }: { backup?: string | undefined; until?: Date | undefined },
): BackupSet {
  const names = setNames(places)
  const last = names.at(-1)
  if (!last)
    throw new StartProblem(
      `There is no whole backup of the database in ${databaseFolder(places)}: name another folder.`,
    )
  const known = `There are: ${names.join(', ')}.`
  if (backup !== undefined) {
    if (!names.includes(backup))
      throw new StartProblem(`There is no whole backup ${backup} in ${places.folder}. ${known}`)
    return usable(readSet(places, backup))
  }
  if (!until) return usable(readSet(places, last))
  const fits = names.map((name) => readSet(places, name)).filter((set) => new Date(set.manifest.stoppedAt) <= until)
  const newest = fits.at(-1)
  if (!newest) throw new StartProblem(`No backup reaches back to ${until.toISOString()}: choose a later time. ${known}`)
  return usable(newest)
}

function usable(set: BackupSet): BackupSet {
  const { major } = findBinaries()
  if (set.manifest.major === major) return set
  throw new StartProblem(
    `The backup ${set.name} was made with PostgreSQL ${set.manifest.major} and this Beside brings ${major}: restore it with the Beside that made it, or choose another one with --backup NAME. Nothing was changed.`,
  )
}

const reachedShape = z.object({ at: z.coerce.date() })

/** Notes that everything written until `at` is in this copy. */
export function noteReached(set: { folder: string }, at: Date): void {
  writeFileSync(join(set.folder, 'reached.json'), `${JSON.stringify({ at })}\n`, { mode: 0o600 })
}

/** Until when everything written is in this copy for certain. */
export function reachedBy(set: BackupSet): Date {
  try {
    return reachedShape.parse(JSON.parse(readFileSync(join(set.folder, 'reached.json'), 'utf8'))).at
  } catch {
    return new Date(set.manifest.stoppedAt)
  }
}

/** Every timeline any copy knows, so that the restored PostgreSQL takes a number that none of them has. */
export async function copyHistories(places: Places, to: string, account: Account | null): Promise<void> {
  for (const name of setNames(places)) {
    const log = logOf({ folder: join(databaseFolder(places), name) })
    const histories = existsSync(log) ? readdirSync(log).filter((file) => file.endsWith('.history')) : []
    for (const file of histories.filter((one) => !existsSync(join(to, one)))) {
      await copyFile(join(log, file), join(to, file))
      if (account) chownSync(join(to, file), account.uid, account.gid)
    }
  }
}
