import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { folderProblem } from '#platform/postgres/data-folder'
import { codeOf, StartProblem } from '#platform/start-problem'

/** Where copies are kept. The keys may stand on another disk than the database, and should. */
export type Places = { folder: string; keys: string }

const marker = 'beside-backups.json'
const format = 1
const markerShape = z.object({ besideBackups: z.number(), system: z.string().nullable() })

export const databaseFolder = (places: Places): string => join(places.folder, 'database')
export const tombstonesFolder = (places: Places): string => join(places.folder, 'tombstones')
/** Where a copy is opened to see whether it is whole. */
export const rehearsalFolder = (places: Places): string => join(places.folder, 'rehearsal')

/** BACKUP_DIR (or the folder somebody named) and BACKUP_KEYS_DIR, as absolute paths. */
export const placesIn = (folder: string, keys: string | undefined): Places => ({
  folder: resolve(folder),
  keys: resolve(keys ?? join(folder, 'keys')),
})

/**
 * Makes the folder for copies, or checks that it is ours and of this installation (`system`: its PostgreSQL's identifier, or
 * null when that is somebody else's). Throws StartProblem, having changed nothing, when it is not.
 */
export function prepareBackupFolder(places: Places, dataDir: string, system: string | null): void {
  mustBeApart(places, dataDir)
  try {
    const found = statSync(places.folder, { throwIfNoEntry: false })
    if (found && !found.isDirectory())
      throw new StartProblem(`${places.folder} is not a folder: name one that is, or one that does not exist yet.`)
    if (found) mustBeOurs(places.folder, system)
    for (const folder of [places.folder, databaseFolder(places), tombstonesFolder(places), places.keys]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      tryPrivate(folder)
    }
    const file = join(places.folder, marker)
    if (!existsSync(file))
      writeFileSync(file, `${JSON.stringify({ besideBackups: format, system })}\n`, { mode: 0o600 })
  } catch (error) {
    throw backupProblem(places.folder, error)
  }
}

/** Whether copies of ours are kept there: false for a disk that is not mounted just now. Throws nothing. */
export function holdsBackups(folder: string): boolean {
  return existsSync(join(folder, marker))
}

/** Throws StartProblem when there are no copies of ours to restore from. */
export function mustHoldBackups(folder: string): void {
  if (!existsSync(folder))
    throw new StartProblem(`There is no folder ${folder}: name the one with your backups: npm run restore -- FOLDER`)
  if (!holdsBackups(folder))
    throw new StartProblem(
      `${folder} holds no backups of Beside (${marker} is missing): name the folder that npm run backup wrote into.`,
    )
}

function mustBeOurs(folder: string, system: string | null): void {
  const inside = readdirSync(folder).filter((name) => !/^(lost\+found|\..*|System Volume Information)$/.test(name))
  if (inside.length === 0) return
  if (!inside.includes(marker))
    throw new StartProblem(
      `${folder} holds files that are not backups of Beside, so we leave it alone: name an empty folder, or one that does not exist yet.`,
    )
  const said = readMarker(folder)
  if (said?.besideBackups !== format)
    throw new StartProblem(
      `${folder} holds backups of another version of Beside: name an empty folder, or one that does not exist yet.`,
    )
  if (said.system !== system)
    throw new StartProblem(
      `${folder} holds the backups of another installation of Beside: name a folder of its own for this one.`,
    )
}

function readMarker(folder: string): z.infer<typeof markerShape> | undefined {
  try {
    return markerShape.parse(JSON.parse(readFileSync(join(folder, marker), 'utf8')))
  } catch {
    return undefined
  }
}

/** A copy inside of what is copied would die with it, and copy itself. */
function mustBeApart(places: Places, dataDir: string): void {
  for (const folder of [places.folder, places.keys]) {
    if (isInside(realOf(folder), realOf(dataDir)) || isInside(realOf(dataDir), realOf(folder)))
      throw new StartProblem(
        `${folder} and the data folder ${dataDir} lie in each other: keep backups somewhere else, best on another disk.`,
      )
  }
}

function isInside(folder: string, outer: string): boolean {
  const way = relative(outer, folder)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

const realOf = (folder: string): string => (existsSync(folder) ? realpathSync(folder) : resolve(folder))

/** Sticks and shares without owners and modes keep whatever they keep. */
function tryPrivate(folder: string): void {
  try {
    chmodSync(folder, 0o700)
  } catch (error) {
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP') throw error
  }
}

/** The sentence for what a disk said about copies in `folder`; anything else comes back as it is. */
export function backupProblem(folder: string, error: unknown): unknown {
  if (error instanceof StartProblem) return error
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StartProblem(
      `The disk that holds ${folder} is full: free some space, or name a folder on another disk. The running Beside and the earlier backups are unharmed.`,
    )
  if (code === 'EACCES' || code === 'EPERM')
    return new StartProblem(
      `We may not write in ${folder}: give it to the account that runs Beside, or name another folder.`,
    )
  if (code === 'EROFS')
    return new StartProblem(`${folder} is on a disk that is read-only: name a folder on another one.`)
  if (code === 'ENOTDIR') return new StartProblem(`A part of the path ${folder} is not a folder: name another path.`)
  if (code === 'EIO')
    return new StartProblem(
      `The disk that holds ${folder} does not work as it should (EIO): use another one. The running Beside and its data were not touched.`,
    )
  return folderProblem(folder, error)
}
