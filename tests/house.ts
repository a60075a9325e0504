import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { WebSocket } from 'ws'
import { wallClock, type Clock } from '#platform/clock'
import { readConfig, type Config } from '#platform/config'
import { openDatabase, type Database } from '#platform/database'
import type { Feature, House } from '#platform/house'
import { openKeyStore, type KeyStore } from '#platform/key-store'
import { makeLog, type Log } from '#platform/log'
import { openHouse, type OpenHouse } from '#platform/server/open'
import { serve, type Serving } from '#platform/server/serve'
import { features as allFeatures, floorPlan } from '../features.ts'
import { TestClock } from './clock.ts'
import { cloneDatabase, type TestDatabase } from './postgres.ts'
import { noteStatement, noteTransactions, statementsSent, sentAndOpen } from './statements.ts'

export type TestHouseOptions = {
  /** All of features.ts unless said. Tables are those of the features named in the floor plan (and of `tables`). */
  features?: Feature[]
  /** Whose tables exist, when it is not every feature of the floor plan. */
  tables?: readonly string[]
  publicUrl?: string
  trustProxy?: boolean
  demo?: boolean
  /** 'wall' when a browser takes part: its own clock cannot be turned. */
  clock?: 'wall' | TestClock
  /** What was built; the folder named by BESIDE_DIST, else `dist` of this checkout, unless said. */
  dist?: string
  config?: Partial<Config>
  /** A database of the test's own, when it breaks more than a clone of the shared one may be broken. */
  database?: TestDatabase
}

type Process = { house: House; open: OpenHouse; serving: Serving; db: Database }
type Shared = {
  database: TestDatabase
  folder: string
  keyStore: KeyStore
  clock: Clock
  options: TestHouseOptions
  endings: (() => void)[]
}

/**
 * A whole server on 127.0.0.1 with a database of its own, and the time in the test's hand:
 * `await using house = await openTestHouse()`.
 */
export class TestHouse {
  readonly house: House
  /** Everything logged, as lines. */
  readonly logged: string[]
  /** Everything announced to whoever started the server: one-time links and the like. */
  readonly announced: string[]
  readonly url: string
  /** The data folder: the key store and whatever else the house writes. */
  readonly folder: string
  readonly databaseUrl: string
  #shared: Shared
  #process: Process
  #others: TestHouse[] = []
  #isSecond: boolean
  #sockets = new Set<WebSocket>()

  constructor(shared: Shared, { process, logged, announced, isSecond }: Opened & { isSecond: boolean }) {
    this.#shared = shared
    this.#process = process
    this.#isSecond = isSecond
    this.house = process.house
    this.logged = logged
    this.announced = announced
    this.folder = shared.folder
    this.databaseUrl = shared.database.url
    this.url = `http://localhost:${process.serving.port}`
  }

  /** The clock in the test's hand. Throws with `clock: 'wall'`. */
  get clock(): TestClock {
    if (this.#shared.clock instanceof TestClock) return this.#shared.clock
    throw new Error('this house runs on the wall clock')
  }

  /** A request as one of our own pages makes it (with Origin; redirects are not followed). An object as body is sent as JSON. */
  request = (path: string, init: Omit<RequestInit, 'body'> & { body?: unknown } = {}): Promise<Response> => {
    const { body, ...rest } = init
    const isText =
      body === undefined || typeof body === 'string' || body instanceof URLSearchParams || ArrayBuffer.isView(body)
    // Packing and unpacking answers that travel no further than this process would cost a tenth of the tests' time.
    const headers = new Headers({ origin: this.url, 'accept-encoding': 'identity' })
    if (!isText) headers.set('content-type', 'application/json')
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    const sent = (isText ? body : JSON.stringify(body)) as BodyInit | undefined
    return fetch(this.url + path, {
      redirect: 'manual',
      ...rest,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    })
  }

  /** Opens `/live` as a page of ours does, with the cookie of a session when there is one. Resolves once it is open. */
  async socket(cookie?: string, headers: Record<string, string> = {}): Promise<WebSocket> {
    const given = { origin: this.url, ...(cookie === undefined ? {} : { cookie }), ...headers }
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/live`, { headers: given })
    this.#sockets.add(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return socket
  }

  /** Resolves when everything that was begun has come to rest, on every process of this house. */
  async settled(): Promise<void> {
    let rounds = 0
    const patience = Date.now() + 10_000
    for (let quiet = 0; quiet < 2;) {
      if (++rounds > 500)
        throw new Error('the house does not come to rest: something goes on and on without time passing')
      const before = statementsSent()
      for (const one of [this, ...this.#others]) await one.#process.open.settled()
      await new Promise((resolve) => setImmediate(resolve))
      quiet = statementsSent() === before ? quiet + 1 : 0
      // What was sent and is not answered sends nothing meanwhile: on a busy machine, for longer than two rounds.
      for (; sentAndOpen() > 0 && Date.now() < patience; quiet = 0)
        await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  /** Another server process (as far as two can differ within one) on the same database, key store and clock. */
  async openSecondProcess(): Promise<TestHouse> {
    const second = new TestHouse(this.#shared, { ...(await openProcess(this.#shared)), isSecond: true })
    this.#others.push(second)
    return second
  }

  /** Stops and starts this server on the same database: a restart, or an update. The port changes. `at`: it was away until then. */
  async restarted({ at }: { at?: Date } = {}): Promise<TestHouse> {
    await this.close({ keepDatabase: true })
    if (at) this.clock.jumpTo(at)
    return startTestHouse(this.#shared)
  }

  /** Ends a page or console of the test's together with the house, also when the test fails: it would try again for ever. */
  endWith(end: () => void): void {
    this.#shared.endings.push(end)
  }

  async close({ keepDatabase = false } = {}): Promise<void> {
    if (!keepDatabase && !this.#isSecond) for (const end of this.#shared.endings.splice(0)) end()
    for (const other of this.#others.splice(0)) await other.close()
    for (const socket of this.#sockets) socket.terminate()
    await this.#process.serving.close()
    await this.#process.open.close()
    await this.#process.db.close()
    if (keepDatabase || this.#isSecond) return
    this.#shared.keyStore.close()
    await this.#shared.database.drop()
    rmSync(this.#shared.folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

export async function openTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const clock = options.clock === 'wall' ? wallClock : (options.clock ?? new TestClock())
  const database = options.database ?? (await cloneDatabase(options.tables ?? floorPlan))
  const folder = mkdtempSync(join(tmpdir(), 'beside-house-'))
  const keyStore = await openKeyStore(join(folder, 'keys.sqlite'))
  return await startTestHouse({ database, folder, keyStore, clock, options, endings: [] })
}

async function startTestHouse(shared: Shared): Promise<TestHouse> {
  const house = new TestHouse(shared, { ...(await openProcess(shared)), isSecond: false })
  if (shared.clock instanceof TestClock) shared.clock.settleWith(() => house.settled())
  return house
}

type Opened = { process: Process; logged: string[]; announced: string[] }

async function openProcess({ database, folder, keyStore, clock, options }: Shared): Promise<Opened> {
  const logged: string[] = []
  const announced: string[] = []
  const log: Log = makeLog('debug', (line) => void logged.push(line))
  const db = noteTransactions(openDatabase({ url: database.url, connections: 6, onStatement: noteStatement }))
  const { publicUrl, trustProxy = false, demo = false } = options
  const dist = resolve(options.dist ?? process.env['BESIDE_DIST'] ?? join(import.meta.dirname, '..', 'dist'))
  const plain = readConfig({ PORT: '0', DATA_DIR: folder })
  const config: Config = { ...plain, demo, trustProxy, publicUrl, dist, ...options.config }
  const features = options.features ?? allFeatures
  const announce = (line: string): void => void announced.push(line)
  const open = await openHouse({ config, clock, db, keyStore, log, announce }, features)
  const serving = await serve(open.house, features)
  return { process: { house: open.house, open, serving, db }, logged, announced }
}
