import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import type { Sql } from '#platform/database'
import { appendRows, type NewRow, type Placed } from '#platform/streams/store'

/**
 * Micro-batched appends. Invariants: what is said while two flushes are on their way leaves together in the next one, and
 * there is no timer; a promise resolves only after the commit; a batch that met another process is run again as it was;
 * two waiting appends of one id and body are one row; a row
 * that cannot be kept does not take its neighbours with it; while PostgreSQL restarts, appends wait for it.
 */
export type Written = NewRow & { seq: number }
type Waiter = { resolve: (placed: Placed) => void; reject: (error: unknown) => void }
type Waiting = { row: NewRow; waiters: Waiter[] }

const flushesAtOnce = 2
const largestBatch = 500
const largestBytes = 4 * 1024 * 1024
const triesWhenMet = 8
/** Half a minute: PostgreSQL may have much to recover. */
const triesWhenAway = 34

export class Batch {
  #sql: Sql
  #written: (rows: Written[]) => void
  #waiting: Waiting[] = []
  #flushing = new Set<Promise<void>>()
  /** Ids on their way: the same id waits until its first append is settled. */
  #names = new Set<string>()

  /** `written` is told the new rows of each batch just before their promises resolve. */
  constructor(sql: Sql, written: (rows: Written[]) => void) {
    this.#sql = sql
    this.#written = written
  }

  append(row: NewRow): Promise<Placed> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, waiters: [{ resolve, reject }] })
      if (this.#waiting.length === 1) queueMicrotask(() => this.#flush())
    })
  }

  async settled(): Promise<void> {
    while (this.#flushing.size > 0) await Promise.all(this.#flushing)
  }

  #flush(): void {
    while (this.#flushing.size < flushesAtOnce) {
      const batch = this.#take()
      if (batch.size === 0) return
      const flushing: Promise<void> = this.#write([...batch.values()]).finally(() => {
        for (const name of batch.keys()) this.#names.delete(name)
        this.#flushing.delete(flushing)
        this.#flush()
      })
      this.#flushing.add(flushing)
    }
  }

  #take(): Map<string, Waiting> {
    const taken = new Map<string, Waiting>()
    const left: Waiting[] = []
    let bytes = 0
    for (const waiting of this.#waiting) {
      const { row } = waiting
      const name = `${row.teamId} ${row.id} ${row.streamId}`
      const same = taken.get(name)
      if (same && same.row.body === row.body) same.waiters.push(...waiting.waiters)
      else if (this.#names.has(name) || taken.size >= largestBatch || bytes > largestBytes) left.push(waiting)
      else {
        bytes += row.body.length
        this.#names.add(name)
        taken.set(name, waiting)
      }
    }
    this.#waiting = left
    return taken
  }

  async #write(batch: Waiting[]): Promise<void> {
    try {
      const rows = batch.map((waiting) => waiting.row)
      const placed = await this.#again(rows)
      // One that stood there before is told again: whoever wrote it may have died before anybody heard of it.
      const written = placed.filter((one) => one.same && one.seq !== null)
      this.#written(written.map((one) => ({ ...rows[one.n - 1]!, seq: one.seq! })))
      for (const one of placed) for (const waiter of batch[one.n - 1]!.waiters) waiter.resolve(one)
    } catch (error) {
      if (batch.length > 1 && isAboutTheRow(error)) return await this.#halve(batch)
      for (const waiting of batch) for (const waiter of waiting.waiters) waiter.reject(error)
    }
  }

  async #halve(batch: Waiting[]): Promise<void> {
    const half = Math.ceil(batch.length / 2)
    await this.#write(batch.slice(0, half))
    await this.#write(batch.slice(half))
  }

  async #again(rows: NewRow[]): Promise<Placed[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await appendRows(this.#sql, rows)
      } catch (error) {
        if (attempt >= triesAfter(error)) throw error
        await wait(met(error) ? Math.random() * 2 ** attempt : Math.min(25 * 2 ** attempt, 1000))
      }
    }
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

/** Another process wrote the same id, or two transactions met: nothing was done, and doing it again is right. */
const met = (error: unknown): boolean => ['23505', '40001', '40P01'].includes(codeOf(error))

/** PostgreSQL is gone or starting. Whether the rows were kept is unknown, and their ids make it harmless to ask again. */
const isAway = (error: unknown): boolean => /^(57P0[123]|08.{3}|CONNECT.*|ECONN.*|ENOENT|EPIPE)$/.test(codeOf(error))

const triesAfter = (error: unknown): number => (met(error) ? triesWhenMet : isAway(error) ? triesWhenAway : 0)

/** Something inside one of the rows that a column cannot hold. */
const isAboutTheRow = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && /^(22|23514)/.test(error.code)
