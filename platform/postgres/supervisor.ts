import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Binaries } from '#platform/postgres/binaries'
import type { Cluster } from '#platform/postgres/cluster'
import { command } from '#platform/postgres/command'
import { fullDisk } from '#platform/postgres/data-folder'
import { isGone } from '#platform/postgres/processes'
import type { Log } from '#platform/log'
import { StartProblem } from '#platform/start-problem'

/**
 * Keeps one PostgreSQL running: started once by `start`, started again whenever it ends by itself (somebody's kill -9, the
 * kernel short of memory), until `stop`. The database connections find it again on their own.
 */
export class Supervisor {
  #cluster: Cluster
  #binaries: Binaries
  #log: Log
  #child: ChildProcess | undefined
  #said: string[] = []
  #stopping = false
  #restarting: Promise<void> | undefined
  #atExit = (): void => void this.#child?.kill('SIGINT')

  constructor(cluster: Cluster, binaries: Binaries, log: Log) {
    this.#cluster = cluster
    this.#binaries = binaries
    this.#log = log
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Resolves when connections are accepted. Throws StartProblem with what PostgreSQL said when it does not come up. */
  async start(): Promise<void> {
    process.once('exit', this.#atExit)
    await this.#startOnce()
  }

  /** A fast shutdown: transactions are ended, a checkpoint is written. Harder only when that takes over 30 s. */
  async stop(): Promise<void> {
    this.#stopping = true
    process.off('exit', this.#atExit)
    await this.#restarting
    const pid = this.#child?.pid
    if (pid === undefined) return
    for (const [signal, patience] of [
      ['SIGINT', 30_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ] as const) {
      this.#child?.kill(signal)
      if (await isGone(pid, patience)) break
    }
  }

  async #startOnce(): Promise<void> {
    const { program, parameters, options } = command(
      this.#binaries.postgres,
      ['-D', this.#cluster.folder],
      this.#cluster.account,
    )
    // A group of its own: Ctrl-C in a terminal is for us, and we stop it last.
    const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    this.#child = child
    this.#said = []
    child.stderr?.on('data', (part: Buffer) => this.#hear(part.toString()))
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve())
      child.once('close', () => resolve())
    })
    const ready = await Promise.race([this.#becomesReady(child), ended.then(() => false)])
    if (!ready) {
      this.#child = undefined
      throw this.#problem()
    }
    void ended.then(() => this.#ended())
  }

  async #becomesReady(child: ChildProcess): Promise<boolean> {
    const file = join(this.#cluster.folder, 'postmaster.pid')
    while (child.exitCode === null && child.signalCode === null) {
      const lines = readLines(file)
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true
      await wait(5)
    }
    return false
  }

  #ended(): void {
    this.#child = undefined
    if (this.#stopping) return
    this.#log.error('postgres-ended')
    this.#restarting = this.#restart()
  }

  /** Its remaining processes may need a moment to notice and leave, so the first tries may fail. */
  async #restart(): Promise<void> {
    for (let attempt = 0; !this.#stopping; attempt++) {
      await wait(Math.min(100 * 2 ** attempt, 5_000))
      if (this.#stopping) return
      try {
        await this.#startOnce()
        return this.#log.warn('postgres-restarted', { attempt })
      } catch {
        this.#log.error('postgres-not-restarted', undefined, { attempt })
      }
    }
  }

  /** Kept in memory only, to say why it did not start. */
  #hear(text: string): void {
    this.#said.push(...text.split('\n').filter(Boolean))
    this.#said.splice(0, Math.max(0, this.#said.length - 50))
  }

  #problem(): StartProblem {
    const said = this.#said.join('\n')
    if (/No space left on device|Disk quota exceeded/.test(said)) return fullDisk(this.#cluster.folder)
    const last = this.#said.filter((line) => /FATAL|PANIC|error while loading|setpriv/.test(line)).at(-1)
    return new StartProblem(`PostgreSQL did not start in ${this.#cluster.folder}; it said: ${last ?? 'nothing'}`)
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
