import { createHash } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, realpathSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rehearsalFolder, type Places } from '#platform/backup/places'
import { mayReach, type Account } from '#platform/postgres/account'
import { StartProblem } from '#platform/start-problem'

/** What a copy's log and PostgreSQL's own working need on top, at most. Bytes. */
const spare = 96 * 2 ** 20

/** Throws StartProblem when `folder`'s disk has no room for a copy and for opening it once. */
export function mustFit(folder: string, bytes: number, times = 2): void {
  const { bavail, bsize } = statfsSync(folder)
  const [free, needed] = [bavail * bsize, times * bytes + spare].map((size) => Math.ceil(size / 2 ** 20))
  if (free! >= needed!) return
  throw new StartProblem(
    `The disk that holds ${folder} has ${free} MB free, and ${needed} MB are needed: free some space, or name a folder on another disk. Nothing was changed.`,
  )
}

/**
 * An empty folder in which PostgreSQL can open a copy: beside the copies, or, where that disk knows no owners and modes (most
 * sticks) or PostgreSQL's account cannot get there, in the temporary folder.
 */
export function rehearsalPlace(places: Places, account: Account | null): { home: string; remove: () => void } {
  const beside = rehearsalFolder(places)
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside, { mode: 0o700 })
  let home = beside
  if (!isFit(beside, account)) {
    rmSync(beside, { recursive: true, force: true })
    // Always the same one, so that what a killed run left there goes with the next.
    home = join(tmpdir(), `beside-rehearsal-${createHash('sha256').update(places.folder).digest('hex').slice(0, 16)}`)
    rmSync(home, { recursive: true, force: true })
    mkdirSync(home, { mode: 0o700 })
    if (account) chownSync(home, account.uid, account.gid)
  }
  return { home: realpathSync(home), remove: () => rmSync(home, { recursive: true, force: true }) }
}

function isFit(folder: string, account: Account | null): boolean {
  try {
    chmodSync(folder, 0o700)
    if (account) chownSync(folder, account.uid, account.gid)
    const { mode, uid } = statSync(folder)
    return (mode & 0o777) === 0o700 && (!account || uid === account.uid) && mayReach(realpathSync(folder), account)
  } catch {
    return false
  }
}
