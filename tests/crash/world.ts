import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase, type Database } from '#platform/database'
import { makeLog } from '#platform/log'
import { startPostgres, type Postgres } from '#platform/postgres/index'
import type { ReadyPerson } from '../../tools/ready-team.ts'
import { passableFolder, until } from '../child-house.ts'
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../faults/small-disk.ts'
import { Proxy } from '../proxy.ts'
import type { Chance } from './chance.ts'
import type { Founding } from './founding.ts'
import { Network } from './network.ts'
import { ServerPlace } from './servers.ts'

/* What is broken, and by whom: a house of two server processes, a PostgreSQL and a network of its own. */

const megabytes = 900

/** `program`: main.ts as one file, see bundle.ts. */
export type WorldOptions = { chance: Chance; program: string; founding: Founding }

export class World {
  readonly people: readonly ReadyPerson[]
  readonly teamId: string
  readonly network: Network
  readonly lines: Proxy
  readonly places: readonly ServerPlace[]
  /** For looking at what is kept, past everything that is broken. */
  readonly db: Database
  /** Null where no disk can be mounted. */
  readonly disk: SmallDisk | null
  #postgres: Postgres
  /** The clock went back, so that what happened is not in the order of its times. */
  wentBack = false
  #ahead = 0
  #endings: (() => unknown)[]

  private constructor(parts: Parts, endings: (() => unknown)[]) {
    this.people = parts.people
    this.teamId = parts.teamId
    this.db = parts.db
    this.disk = parts.disk
    this.lines = parts.lines
    this.network = parts.network
    this.places = parts.places
    this.#postgres = parts.postgres
    this.#endings = endings
  }

  /** Everything that was started is stopped again by `close`, also when starting the rest of it fails. */
  static async open({ chance, program, founding }: WorldOptions): Promise<World> {
    const endings: (() => unknown)[] = []
    try {
      const folder = passableFolder()
      endings.push(() => folder[Symbol.dispose]())
      const disk = noSmallDisk() ? null : mountSmallDisk(folder.path, megabytes)
      if (disk) endings.push(() => disk[Symbol.dispose]())
      const place = disk?.path ?? folder.path
      founding.copyTo(join(place, 'postgres'))
      const postgres = await startPostgres(join(place, 'postgres'), { log: makeLog('error', () => {}), durable: true })
      endings.push(() => postgres.stop())
      const db = openDatabase({ url: postgres.url, connections: 2 })
      endings.push(() => db.close())
      const lines = await Proxy.open(postgres.url)
      endings.push(() => lines.close())
      const places: ServerPlace[] = []
      const network = await Network.open(() => portsOf(places), chance.fork('network'))
      endings.push(() => network.close())
      const environment = () => ({
        DATABASE_URL: lines.url,
        DATA_DIR: join(place, 'data'),
        TRUST_PROXY: 'yes',
      })
      for (const _ of [1, 2]) places.push(new ServerPlace(program, environment))
      for (const one of places) endings.push(() => one.stop())
      const world = new World(
        { people: founding.people, teamId: founding.teamId, db, disk, lines, network, places, postgres },
        endings,
      )
      await world.whole()
      return world
    } catch (error) {
      await endAll(endings)
      throw error
    }
  }

  get url(): string {
    return `http://localhost:${this.network.port}`
  }

  /** Milliseconds since 1970 by the clock of the servers. */
  now(): number {
    return Date.now() + this.#ahead
  }

  /** Turns the clock of both server processes. */
  move(milliseconds: number): void {
    this.#ahead += milliseconds
    this.wentBack ||= milliseconds < 0
    for (const place of this.places) place.turn(this.#ahead)
  }

  /** `kill -9`. Resolves once it is gone; it is there again by itself. */
  async killPostgres(): Promise<void> {
    const pid = this.#postgres.pid()
    if (pid === undefined) return
    process.kill(pid, 'SIGKILL')
    await until(() => this.#postgres.pid() !== pid, 20_000)
  }

  /** Nothing fits on the disk any more that PostgreSQL and the key store stand on, for a while. */
  async fillDisk(milliseconds: number): Promise<boolean> {
    if (!this.disk || !shrink(this.disk.path)) return false
    await wait(milliseconds)
    this.disk.grow(megabytes)
    return true
  }

  /** Everything is as it should be: both processes answer, and so does PostgreSQL. */
  async whole(): Promise<void> {
    this.network.mood = 'serve'
    this.lines.mood = 'serve'
    this.disk?.grow(megabytes)
    await until(() => portsOf(this.places).length === this.places.length, 90_000)
    await until(() => this.isKeeping(), 60_000)
  }

  isKeeping = (): Promise<boolean> =>
    this.db.sql`select 1 from deadlines limit 1`.then(
      () => true,
      () => false,
    )

  /** Stops all of it, the last first. Throws what went wrong on the way at the end of it. */
  close(): Promise<void> {
    return endAll(this.#endings)
  }
}

type Parts = Pick<World, 'people' | 'teamId' | 'db' | 'disk' | 'lines' | 'network' | 'places'> & { postgres: Postgres }

const portsOf = (places: readonly ServerPlace[]): number[] =>
  places.map(({ port }) => port).filter((port) => port !== null)

async function endAll(endings: (() => unknown)[]): Promise<void> {
  const errors: unknown[] = []
  for (const end of endings.splice(0).reverse()) {
    try {
      await end()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

/** Makes the disk as small as what is on it. False when somebody wrote meanwhile. */
function shrink(path: string): boolean {
  const { blocks, bfree, bsize } = statfsSync(path)
  const used = (blocks - bfree) * bsize
  return spawnSync('mount', ['-o', `remount,size=${used + 16_384}`, path]).status === 0
}
