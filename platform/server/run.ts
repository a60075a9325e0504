import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { placesIn } from '#platform/backup/places'
import { isOurOwn } from '#platform/backup/running'
import { Shipping, stopHolding } from '#platform/backup/ship'
import { wallClock } from '#platform/clock'
import type { Config } from '#platform/config'
import { openDatabase, type Database } from '#platform/database'
import type { Feature, House } from '#platform/house'
import { openKeyStore, type KeyStore } from '#platform/key-store'
import type { Log } from '#platform/log'
import { migrate, type Migration } from '#platform/migrations'
import { fullDisk, prepareDataFolder, makeFolder } from '#platform/postgres/data-folder'
import { checkExternal } from '#platform/postgres/external'
import { startPostgres } from '#platform/postgres/index'
import { openHouse } from '#platform/server/open'
import { Stops } from '#platform/server/stops'
import { listenProblem, serve } from '#platform/server/serve'
import { codeOf } from '#platform/start-problem'

export type Plan = { config: Config; log: Log; features: Feature[]; migrations: Migration[] }
export type Running = {
  house: House
  /** Where to open it on this machine. */
  url: string
  announced: string[]
  stop: () => Promise<void>
  /** The part that is being stopped. */
  stopping: () => string
}

/**
 * Starts everything, from the ground up: the port is tried, PostgreSQL starts, tables are brought up to date, features
 * start, and requests are taken. `stop` undoes it in reverse. When a step fails, the steps before it are undone.
 */
export async function run({ config, log, features, migrations }: Plan): Promise<Running> {
  const stops = new Stops()
  const stop = (): Promise<void> => stops.stopAll()
  try {
    config.port = await tryPort(config)
    const db = openDatabase({ url: await databaseUrl({ config, log }, stops) })
    stops.add('database', () => db.close())
    await migrate(db, migrations, wallClock.now())
    const keyStore = openKeyStore(join(makeFolder(join(config.dataDir, 'keys')), 'keys.sqlite'))
    stops.add('key store', () => keyStore.close())
    stops.add('backups', await keepBackups({ config, log, db, keyStore }))
    const announced: string[] = []
    const announce = (line: string): void => void announced.push(line)
    const { house } = await openHouse({ config, clock: wallClock, db, keyStore, log, announce }, features, stops)
    const serving = await serve(house, features)
    stops.add('requests', serving.close)
    return { house, url: `http://localhost:${serving.port}`, announced, stop, stopping: () => stops.at }
  } catch (error) {
    await stop()
    throw codeOf(error) === '53100' ? fullDisk(config.dataDir) : error
  }
}

/** With BACKUP_DIR, what is written from now on is copied there as it comes; `npm run backup` makes what it is added to. */
async function keepBackups({ config, log, db, keyStore }: Kept): Promise<() => Promise<void>> {
  // A second process on our own PostgreSQL leaves that to the one that started it.
  if (config.databaseUrl && isOurOwn(config)) return async () => {}
  const sql = config.databaseUrl ? null : db.sql
  if (!config.backupDir || config.demo) {
    if (sql) await stopHolding(sql)
    return async () => {}
  }
  const places = placesIn(config.backupDir, config.backupKeysDir)
  const shipping = new Shipping({ dataDir: config.dataDir, places, sql, keyStore, clock: wallClock, log })
  shipping.start()
  return () => shipping.stop()
}

type Kept = { config: Config; log: Log; db: Database; keyStore: KeyStore }

async function databaseUrl({ config, log }: { config: Config; log: Log }, stops: Stops): Promise<string> {
  if (config.databaseUrl && !config.demo) {
    config.dataDir = prepareDataFolder(config.dataDir, null)
    await checkExternal(config.databaseUrl)
    return config.databaseUrl
  }
  const server = await startPostgres(config.dataDir, { log, fresh: config.demo })
  stops.add('PostgreSQL', server.stop)
  return server.url
}

/** Before anything else is started: a port that is taken is the commonest problem. 0 becomes the number of a free one. */
function tryPort({ port, listenHost }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => reject(listenProblem(error, { port, listenHost })))
    server.listen(port, listenHost, () => {
      const found = (server.address() as AddressInfo).port
      server.close(() => resolve(found))
    })
  })
}
