import { execFileSync } from 'node:child_process'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf, StartProblem } from '#platform/start-problem'

/**
 * Takes the folder for this process, so that two of us never run one PostgreSQL. Returns how to give it back.
 * The lock of a process that is gone (also after a power cut, when its number may be somebody else's) is taken over.
 * Throws StartProblem when another Beside holds it.
 */
export function lockFolder(folder: string): () => void {
  const lock = join(folder, 'beside.lock')
  const mine = `${process.pid} ${startOf(process.pid)}\n`
  const draft = `${lock}.${process.pid}`
  try {
    writeFileSync(draft, mine, { mode: 0o600 })
    linkSync(draft, lock)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    takeOver(folder, { lock, draft })
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (readOrEmpty(lock) === mine) rmSync(lock)
  }
}

function takeOver(folder: string, { lock, draft }: { lock: string; draft: string }): void {
  const [pid = '', start = ''] = readOrEmpty(lock).trim().split(' ')
  if (pid && start && isAlive(Number(pid)) && startOf(Number(pid)) === start) {
    throw new StartProblem(
      `Another Beside (process ${pid}) is running on ${folder}: stop that one first, or give this one a DATA_DIR of its own.`,
    )
  }
  renameSync(draft, lock)
}

/**
 * Deals with the postmaster.pid of an earlier run. A PostgreSQL that outlived its Beside is stopped in order; a file left
 * behind, whose process is gone or is something else by now, is removed.
 */
export async function clearOrphan(cluster: string): Promise<'none' | 'stale' | 'stopped'> {
  const file = join(cluster, 'postmaster.pid')
  const pid = Number(readOrEmpty(file).split('\n')[0])
  if (!pid) return 'none'
  if (!isAlive(pid) || !isPostgresOf(pid, cluster)) {
    rmSync(file, { force: true })
    return 'stale'
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (isAlive(pid)) process.kill(pid, signal)
    if (await isGone(pid, 10_000)) return 'stopped'
  }
  throw new StartProblem(`A PostgreSQL of an earlier run (process ${pid}) does not stop: end it, then start again.`)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return stateOf(pid) !== 'Z'
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

export async function isGone(pid: number, within: number): Promise<boolean> {
  for (const end = Date.now() + within; Date.now() < end; await wait(10)) {
    if (!isAlive(pid)) return true
  }
  return !isAlive(pid)
}

function isPostgresOf(pid: number, cluster: string): boolean {
  const command =
    process.platform === 'linux' ? readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') : askPs(pid, 'command=')
  return command.includes('postgres') && command.includes(cluster)
}

/** When a process started, as text that stays the same while it lives: tells it from a later one with the same number. */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return askPs(pid, 'lstart=').replaceAll(' ', '_')
  return fieldsOf(pid)[19] ?? ''
}

const stateOf = (pid: number): string => (process.platform === 'linux' ? (fieldsOf(pid)[0] ?? '') : '')

/** The fields of /proc/PID/stat after the name, which may itself hold spaces and brackets. */
const fieldsOf = (pid: number): string[] => (readOrEmpty(`/proc/${pid}/stat`).split(') ').at(-1) ?? '').split(' ')

function askPs(pid: number, what: string): string {
  try {
    return execFileSync('ps', ['-o', what, '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
