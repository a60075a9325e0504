import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartProblem } from '#platform/start-problem'

/** Whom PostgreSQL runs as when we are root (it refuses to be root). */
export type Account = { name: string; uid: number; gid: number }

/** The account for `folder`, or null: we are not root, so PostgreSQL runs as we do. Throws StartProblem when there is none. */
export function postgresAccount(folder: string): Account | null {
  if (process.getuid?.() !== 0) return null
  const accounts = readAccounts()
  const owner = ownerOf(folder)
  const account =
    accounts.find(({ uid }) => uid === owner && uid !== 0) ??
    accounts.find(({ name }) => name === 'postgres') ??
    accounts.find(({ name }) => name === 'nobody')
  if (account) return account
  throw new StartProblem(
    'PostgreSQL does not run as root, and this machine has no account named postgres or nobody: make one (useradd --system postgres), or start Beside as somebody who is not root.',
  )
}

/** Throws StartProblem, naming the folder, when `account` may not pass through one of the folders above `path`. */
export function mustReach(path: string, account: Account | null): void {
  if (!account) return
  for (const folder of foldersAbove(path)) {
    if (mayEnter(folder, account)) continue
    throw new StartProblem(
      `We were started as root, so PostgreSQL runs as ${account.name}, and ${account.name} cannot enter ${folder}: use a folder elsewhere (such as /srv or /opt), start Beside as somebody who is not root, or run chmod o+x ${folder}.`,
    )
  }
}

/** Whether `account` may pass through every folder above `path`. */
export const mayReach = (path: string, account: Account | null): boolean =>
  !account || foldersAbove(path).every((folder) => mayEnter(folder, account))

/** Our own name as PostgreSQL's peer check sees it. */
export function ourName(): string {
  const uid = process.getuid?.() ?? 0
  return (
    readAccounts().find((account) => account.uid === uid)?.name ??
    execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()
  )
}

function readAccounts(): Account[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const fields = lines.map((line) => line.split(':')).filter((field) => field.length >= 4)
  return fields.map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }))
}

function ownerOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.uid
}

function foldersAbove(path: string): string[] {
  const above: string[] = []
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    above.unshift(folder)
    if (folder === dirname(folder)) return above
  }
}

function mayEnter(folder: string, account: Account): boolean {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (!found) return true
  if (found.uid === account.uid) return (found.mode & 0o100) !== 0
  if (found.gid === account.gid) return (found.mode & 0o010) !== 0
  return (found.mode & 0o001) !== 0
}
