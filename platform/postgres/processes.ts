import { execFileSync } from 'node:child_process'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf, StartProblem } from '#platform/start-problem'

/**
 * Takes the folder for this process, so that two of us never run one PostgreSQL. Returns how to give it back.
 * The lock of a process that is gone (also after a power cut, when its number may be somebody else's) is taken over.
 * Throws StartProblem with the sentence of `busy` when another Beside holds it.
 */
export function lockFolder(folder: string, busy: Sentence = isRunning(folder)): () => void {
  const lock = join(folder, 'beside.lock')
  const mine = `${process.pid} ${startOf(process.pid)}\n`
  const draft = `${lock}.${process.pid}`
  try {
    writeFileSync(draft, mine, { mode: 0o600 })
    linkSync(draft, lock)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const holder = aliveIn(lock)
    if (holder) throw new StartProblem(busy(holder))
    renameSync(draft, lock)
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (readOrEmpty(lock) === mine) rmSync(lock)
  }
}

type Sentence = (pid: string) => string

const isRunning =
  (folder: string): Sentence =>
  (pid) =>
    `Another Beside (process ${pid}) is running on ${folder}: stop that one first, or give this one a DATA_DIR of its own.`

/** The process that works on the folder just now; null when there is none. */
export const holderOf = (folder: string): string | null => aliveIn(join(folder, 'beside.lock'))

function aliveIn(lock: string): string | null {
  const [pid = '', start = ''] = readOrEmpty(lock).trim().split(' ')
  return pid && start && isAlive(Number(pid)) && startOf(Number(pid)) === start ? pid : null
}

/**
 * Deals with the postmaster.pid of an earlier run. A PostgreSQL that outlived its Beside is stopped in order. A file whose
 * process is gone is left to PostgreSQL, which knows from the shared memory it names whether others of that run still work
 * on the folder. Only where that number belongs to somebody else by now, PostgreSQL would refuse: then we look at the shared
 * memory ourselves and remove the file.
 */
export async function clearOrphan(cluster: string): Promise<'none' | 'stale' | 'stopped'> {
  const file = join(cluster, 'postmaster.pid')
  const lines = readOrEmpty(file).split('\n')
  const pid = Number(lines[0])
  if (!pid || !isAlive(pid)) return 'none'
  if (!isPostgresOf(pid, cluster)) {
    await mustBeUnused(lines[6] ?? '')
    rmSync(file, { force: true })
    return 'stale'
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (isAlive(pid)) process.kill(pid, signal)
    if (await isGone(pid, 10_000)) return 'stopped'
  }
  throw new StartProblem(`A PostgreSQL of an earlier run (process ${pid}) does not stop: end it, then start again.`)
}

/** `line` is "key id" of the shared memory. Waits for processes that still have it; they end by themselves in a moment. */
async function mustBeUnused(line: string): Promise<void> {
  const id = line.trim().split(/\s+/)[1]
  const isUsed = (): boolean =>
    readOrEmpty('/proc/sysvipc/shm')
      .split('\n')
      .some((row) => {
        const [, shared, , , , , attached] = row.trim().split(/\s+/)
        return id !== undefined && shared === id && Number(attached) > 0
      })
  for (const end = Date.now() + 10_000; isUsed(); await wait(50)) {
    if (Date.now() > end)
      throw new StartProblem(
        'Parts of an earlier PostgreSQL still work on this folder: end them (or restart the machine), then start again.',
      )
  }
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
