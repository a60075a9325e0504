import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import type { Database } from '#platform/database'
import type { Log } from '#platform/log'
import { channel, listen, notify } from '#platform/notices/store'

/**
 * Wake-ups between the server processes of one installation, through PostgreSQL's LISTEN and NOTIFY.
 * Invariants:
 * - a notice carries identifiers only and is sent after the commit it speaks of; many leave together in one statement;
 * - a notice may be lost (a reconnect, a restart): nobody may depend on one. After every (re-)LISTEN each `missed` runs,
 *   and everything that hears notices looks at the rows then, and in a slow sweep of its own as well;
 * - a process does not hear its own notices: it acts at once, from memory.
 */
export type Notice = (string | number)[]
type Hearer = { hear: (notices: Notice[]) => void; missed: () => void }
type Envelope = { from: string; kind: string; notices: Notice[] }

/** PostgreSQL takes 7,999 bytes at most. */
const largestPayload = 7000
const firstPause = 50
const longestPause = 2000

export class Notices {
  readonly processId: string = randomUUID()
  #db: Database
  #log: Log
  #hearers = new Map<string, Hearer>()
  #waiting = new Map<string, Map<string, Notice>>()
  #sending: Promise<void> | null = null
  #listening: postgres.Sql | null = null
  #stopped = false
  /** What fails while PostgreSQL is away is told once, and once that it works again. */
  #failing = new Set<string>()

  constructor({ db, log }: { db: Database; log: Log }) {
    this.#db = db
    this.#log = log
  }

  /** One hearer for each kind. `missed` runs whenever notices may have been lost. */
  on(kind: string, hearer: Hearer): void {
    this.#hearers.set(kind, hearer)
  }

  /** Tells the other processes, soon. Call it after commit. The same notice said twice before it leaves is sent once. */
  tell(kind: string, notice: Notice): void {
    if (this.#stopped) return
    const of = this.#waiting.get(kind) ?? new Map<string, Notice>()
    this.#waiting.set(kind, of.set(notice.join('\n'), notice))
    this.#sending ??= Promise.resolve().then(() => this.#sendAll())
  }

  /** Resolves once the channel is heard; from then on it is heard again after every loss. */
  async start(): Promise<void> {
    await this.#listen(firstPause)
  }

  async stop(): Promise<void> {
    await this.#sending
    this.#stopped = true
    await this.#listening?.end({ timeout: 1 })
  }

  /** Resolves when everything said so far has left. */
  async settled(): Promise<void> {
    while (this.#sending) await this.#sending
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const payloads = [...this.#waiting].flatMap(([kind, notices]) => this.#pack(kind, [...notices.values()]))
      this.#waiting.clear()
      await notify(this.#db.sql, payloads).then(
        () => this.#works('notices lost'),
        (error: unknown) => this.#fails('notices lost', error),
      )
    }
    this.#sending = null
  }

  #pack(kind: string, notices: Notice[]): string[] {
    const packs: Notice[][] = [[]]
    let size = 0
    for (const notice of notices) {
      const length = Buffer.byteLength(JSON.stringify(notice)) + 1
      if (size + length > largestPayload) {
        packs.push([])
        size = 0
      }
      packs.at(-1)!.push(notice)
      size += length
    }
    return packs.map((pack) => JSON.stringify({ from: this.processId, kind, notices: pack } satisfies Envelope))
  }

  /** Own supervision: postgres.js gives up listening when one attempt to reconnect fails. */
  async #listen(pause: number): Promise<void> {
    while (!this.#stopped) {
      let heard = false
      const connection = this.#connection(() => heard && this.#lost(connection))
      try {
        await listen(connection)
        heard = true
        this.#listening = connection
        this.#works('listening failed')
        if (this.#stopped) return await connection.end({ timeout: 1 })
        for (const hearer of this.#hearers.values()) hearer.missed()
        return
      } catch (error) {
        this.#fails('listening failed', error)
        void connection.end({ timeout: 0 }).catch(() => {})
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
      pause = Math.min(pause * 2, longestPause)
    }
  }

  #fails(event: string, error: unknown): void {
    if (!this.#failing.has(event)) this.#log.warn(event, kindOf(error))
    this.#failing.add(event)
  }

  #works(event: string): void {
    if (this.#failing.delete(event)) this.#log.info(`${event}: it works again`)
  }

  #lost(connection: postgres.Sql): void {
    if (this.#stopped || this.#listening !== connection) return
    this.#listening = null
    this.#log.warn('listening lost')
    void connection.end({ timeout: 0 }).catch(() => {})
    setTimeout(() => void this.#listen(firstPause), firstPause).unref()
  }

  /** The same place as the pool, on one connection that is never closed for idleness or age. */
  #connection(lost: () => unknown): postgres.Sql {
    const options = (this.#db.sql as postgres.Sql).options as unknown as postgres.Options<{}>
    return postgres({
      ...options,
      max: 1,
      idle_timeout: null,
      max_lifetime: null,
      onclose: lost,
      onnotify: (heard: string, payload: string) => heard === channel && this.#heard(payload),
    } as unknown as postgres.Options<{}>)
  }

  #heard(payload: string): void {
    try {
      const { from, kind, notices } = JSON.parse(payload) as Envelope
      if (from !== this.processId) this.#hearers.get(kind)?.hear(notices)
    } catch (error) {
      this.#log.warn('notice not understood', kindOf(error))
    }
  }
}

const kindOf = (error: unknown): { kind: string; code?: string } => ({
  kind: error instanceof Error ? error.name : typeof error,
  ...(error instanceof Error && 'code' in error ? { code: String(error.code) } : {}),
})
