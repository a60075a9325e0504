import { randomUUID } from 'node:crypto'
import { later, second, type Clock } from '#platform/clock'
import { onceKept, type Database, type Sql } from '#platform/database'
import {
  clearDeadline,
  failingKinds,
  nextRun,
  postpone,
  removeTaken,
  setDeadline,
  takeDue,
  type DeadlineName,
  type DeadlineRow,
} from '#platform/deadlines/store'
import type { DeadlineHandler } from '#platform/house'
import type { Log } from '#platform/log'
import type { Notices } from '#platform/notices'

type Parts = { db: Database; clock: Clock; notices: Notices; log: Log }

/** A row taken by a process that dies is taken again after this long. */
const lease = 3 * second
const atOnce = 4
const sweepEvery = 2 * second
const longestPause = 5 * 60 * second
const takenPause = 25
/** From this many failed tries on, a deadline counts as failing. */
const manyTries = 5

/**
 * Everything that must happen at a time, as rows.
 * Invariants:
 * - set and clear are part of the caller's transaction; the row is the promise, timers only make it punctual;
 * - a handler's effect and the removal of its row commit together, so nothing happens twice and nothing is lost, on any
 *   number of processes; while it runs, its row is locked, which is how its lease is kept;
 * - a taken row whose process died runs again when the lease ends (3 s); a handler that throws is tried again later and
 *   later (1 s to 5 minutes), for ever: an escalation is never given up, only reported (`failing`).
 */
export class Deadlines {
  #parts: Parts
  #handlers = new Map<string, DeadlineHandler>()
  #sweep: NodeJS.Timeout | null = null
  #armed: { at: number; cancel: () => void } | null = null
  #working: Promise<void> | null = null
  #running = new Set<Promise<void>>()
  /** What is just being set, also by whoever does not wait for it. */
  #setting = new Set<Promise<unknown>>()
  #again = false
  #started = false
  /** That looking fails, as while PostgreSQL is away, is told once, and once that it works again. */
  #failing = false

  constructor(parts: Parts) {
    this.#parts = parts
    parts.notices.on('due', {
      hear: (notices) => this.#arm(Math.min(...notices.map(([at]) => Number(at))) + 250),
      missed: () => this.#wake(),
    })
  }

  /** Adds handlers; one for each kind. Before `start`. */
  handle(handlers: DeadlineHandler[]): void {
    for (const handler of handlers) {
      if (this.#handlers.has(handler.kind)) throw new Error(`two handlers for deadlines of kind ${handler.kind}`)
      this.#handlers.set(handler.kind, handler)
    }
  }

  /** Sets the deadline of this name, or moves it. In your transaction. */
  async set(sql: Sql, { dueAt, ...name }: DeadlineName & { dueAt: Date }): Promise<void> {
    const setting = Promise.resolve(setDeadline(sql, name, dueAt))
    this.#setting.add(setting)
    await setting.finally(() => this.#setting.delete(setting))
    onceKept(sql, () => this.#expect(dueAt))
  }

  /** In your transaction. Nothing happens when there is no such deadline. */
  async clear(sql: Sql, name: DeadlineName): Promise<void> {
    await clearDeadline(sql, name)
  }

  /** How many deadlines failed five times or more, by kind: for /readyz and alarms. */
  async failing(): Promise<{ kind: string; count: number }[]> {
    return [...(await failingKinds(this.#parts.db.sql, manyTries))]
  }

  start(): void {
    this.#started = true
    this.#sweep ??= setInterval(() => this.#wake(), sweepEvery).unref()
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#started = false
    if (this.#sweep) clearInterval(this.#sweep)
    this.#armed?.cancel()
    await this.#working
    await Promise.all(this.#running)
  }

  /** Resolves when everything due now (by the clock) has been tried once. For tests, after the clock was moved. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#setting)
    this.#wake()
    while (this.#working ?? this.#running.size > 0) await Promise.all([this.#working, ...this.#running])
  }

  /** The timer here is exact; the other processes look a little later, in case we are gone by then. */
  #expect(dueAt: Date): void {
    const at = dueAt.getTime()
    this.#arm(at)
    this.#parts.notices.tell('due', [at])
  }

  #arm(at: number): void {
    if (!this.#started || at === Infinity || (this.#armed && this.#armed.at <= at)) return
    this.#armed?.cancel()
    const run = (): void => {
      this.#armed = null
      this.#wake()
    }
    this.#armed = { at, cancel: this.#parts.clock.at(new Date(at), run) }
  }

  #wake(): void {
    if (!this.#started) return
    this.#again = true
    this.#working ??= this.#work()
  }

  async #work(): Promise<void> {
    while (this.#again && this.#started) {
      this.#again = false
      try {
        await this.#look()
      } catch (error) {
        if (!this.#failing) this.#parts.log.error('looking for deadlines failed', error)
        this.#failing = true
      }
    }
    // In the same turn in which nobody had woken it again: who wakes it later starts it.
    this.#working = null
  }

  async #look(): Promise<void> {
    if (this.#running.size >= atOnce) return
    const { clock, db } = this.#parts
    const [next] = await nextRun(db.sql, [...this.#handlers.keys()])
    const now = clock.now().getTime()
    const at = next?.run_at?.getTime() ?? Infinity
    if (at > now) this.#arm(at)
    else if ((await this.#runDue()) > 0) this.#again = true
    // It was not ours to take: it is being run elsewhere. Looked for again, but not all the time.
    else this.#arm(now + takenPause)
    if (this.#failing) this.#parts.log.info('looking for deadlines again')
    this.#failing = false
  }

  /** Takes what there is room for; a handler that is slow keeps its own place only. The number begun. */
  async #runDue(): Promise<number> {
    const { clock, db } = this.#parts
    const room = atOnce - this.#running.size
    const now = clock.now()
    const mine = randomUUID()
    const kinds = [...this.#handlers.keys()]
    const due = await takeDue(db.sql, { kinds, now, until: later(now, lease), lease: mine, limit: room })
    for (const row of due) {
      const running: Promise<void> = this.#run(row, mine).finally(() => {
        this.#running.delete(running)
        this.#wake()
      })
      this.#running.add(running)
    }
    return due.length
  }

  async #run(row: DeadlineRow, mine: string): Promise<void> {
    const { db, log } = this.#parts
    const name = { teamId: row.team_id, kind: row.kind, key: row.key }
    try {
      await db.transact(async (sql, afterCommit) => {
        if ((await removeTaken(sql, name, mine)).length === 0) return
        const deadline = { ...name, dueAt: row.due_at, attempts: row.attempts }
        await this.#handlers.get(row.kind)!.handle(sql, afterCommit, deadline)
      })
    } catch (error) {
      log.error('deadline failed', error, { deadline: row.kind, attempts: row.attempts })
      await this.#postpone(name, mine, row.attempts)
    }
  }

  async #postpone(name: DeadlineName, mine: string, attempts: number): Promise<void> {
    const { clock, db, log } = this.#parts
    const pause = Math.min(second * 2 ** (attempts - 1), longestPause)
    await postpone(db.sql, name, mine, later(clock.now(), pause)).catch((error: unknown) =>
      log.error('postponing a deadline failed', error),
    )
  }
}
