import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { mustReach, type Account } from '#platform/postgres/account'
import { codeOf, StartProblem } from '#platform/start-problem'

const marker = 'beside.json'
/** Stands in a folder that is being restored, until all of it is there. */
const restoring = 'restoring.json'
const format = 1

/**
 * Makes the data folder, or checks that it is ours: mode 0700, owned by whoever runs PostgreSQL in it, marked by
 * beside.json. Returns its real path. Throws StartProblem, having changed nothing, when it is somebody else's.
 */
export function prepareDataFolder(folder: string, account: Account | null): string {
  const real = prepare(folder, account, mustBeOurs)
  if (!existsSync(join(real, marker))) markAsOurs(real)
  return real
}

/**
 * Makes the data folder for a restore, or checks that it is empty (or that an interrupted restore left it). Nothing starts on
 * it until it is marked as ours. Returns its real path. Throws StartProblem, having changed nothing, when something is in it.
 */
export function prepareRestoreFolder(folder: string, account: Account | null): string {
  const real = prepare(folder, account, mustBeEmpty)
  writeFileSync(join(real, restoring), '{}\n', { mode: 0o600 })
  for (const name of contentsOf(real).filter((one) => one !== restoring))
    rmSync(join(real, name), { recursive: true, force: true })
  return real
}

/** A restore that did not succeed leaves the folder as empty as it was. */
export function emptyRestoreFolder(folder: string): void {
  const inside = contentsOf(folder)
  if (inside.includes(marker) || !inside.includes(restoring)) return
  for (const name of [...inside.filter((one) => one !== restoring), restoring])
    rmSync(join(folder, name), { recursive: true, force: true })
}

/** From now on Beside starts on this folder. */
export function markAsOurs(folder: string): void {
  writeFileSync(join(folder, marker), `${JSON.stringify({ beside: format })}\n`, { mode: 0o600, flush: true })
  rmSync(join(folder, restoring), { force: true })
}

function prepare(folder: string, account: Account | null, check: (folder: string) => void): string {
  try {
    const found = statSync(folder, { throwIfNoEntry: false })
    if (found && !found.isDirectory())
      throw new StartProblem(
        `${folder} is not a folder: set DATA_DIR to one that is, or to one that does not exist yet.`,
      )
    if (!found) {
      mkdirSync(dirname(folder), { recursive: true })
      mustReach(folder, account)
      mkdirSync(folder, { mode: 0o700 })
    }
    mustReach(realpathSync(folder), account)
    check(folder)
    chmodSync(folder, 0o700)
    if (account) chownSync(folder, account.uid, account.gid)
    return realpathSync(folder)
  } catch (error) {
    throw error instanceof StartProblem ? error : folderProblem(folder, error)
  }
}

/** A folder for us alone inside the data folder. Returns its path. */
export function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  return folder
}

/** The sentence for what the disk said about `folder`; an error that says nothing about a disk comes back as it is. */
export function folderProblem(folder: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return fullDisk(folder)
  if (code === 'EACCES' || code === 'EPERM') {
    return new StartProblem(
      `We may not write in ${folder}: give it to the account that starts Beside, or set DATA_DIR to another folder.`,
    )
  }
  if (code === 'EROFS')
    return new StartProblem(`${folder} is on a disk that is read-only: set DATA_DIR to a folder on another one.`)
  if (code === 'ENOTDIR')
    return new StartProblem(`A part of the path ${folder} is not a folder: set DATA_DIR to another path.`)
  return error
}

export function fullDisk(folder: string): StartProblem {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : dirname(folder))
  const free = Math.floor((bavail * bsize) / 2 ** 20)
  return new StartProblem(
    `The disk that holds ${folder} is full (${free} MB free): free some space, at least 200 MB, and start again. What was kept is unharmed.`,
  )
}

const contentsOf = (folder: string): string[] => readdirSync(folder).filter((name) => name !== 'lost+found')

function mustBeEmpty(folder: string): void {
  const inside = contentsOf(folder)
  if (inside.length === 0 || (inside.includes(restoring) && !inside.includes(marker))) return
  throw new StartProblem(
    `${folder} is not empty, and a restore never overwrites anything: move what is in it somewhere else, or set DATA_DIR to a folder that does not exist yet.`,
  )
}

function mustBeOurs(folder: string): void {
  const inside = contentsOf(folder)
  if (inside.length === 0) return
  if (inside.includes(restoring) && !inside.includes(marker)) {
    throw new StartProblem(
      `A restore into ${folder} was interrupted before it was whole: run npm run restore again, it begins anew.`,
    )
  }
  if (!inside.includes(marker)) {
    throw new StartProblem(
      `${folder} holds files that are not Beside's, so we leave it alone: set DATA_DIR to an empty folder, or to one that does not exist yet.`,
    )
  }
  const said = JSON.parse(readFileSync(join(folder, marker), 'utf8')) as { beside?: number }
  if (said.beside !== format) {
    throw new StartProblem(
      `${folder} was written by another version of Beside (format ${said.beside}; this one knows ${format}): start that version, or set DATA_DIR to another folder.`,
    )
  }
}
