import { createHash } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Log } from '#platform/log'
import { postgresAccount, type Account } from '#platform/postgres/account'
import { findBinaries, reachableBinaries } from '#platform/postgres/binaries'
import { prepareCluster, type Cluster } from '#platform/postgres/cluster'
import { folderProblem, prepareDataFolder } from '#platform/postgres/data-folder'
import { clearOrphan, lockFolder } from '#platform/postgres/processes'
import { Supervisor } from '#platform/postgres/supervisor'

export type Postgres = {
  /** For `openDatabase`, and for a second process on this host as DATABASE_URL. */
  url: string
  pid: () => number | undefined
  stop: () => Promise<void>
}
export type PostgresOptions = {
  log: Log
  /** false, for tests only: no fsync. */
  durable?: boolean
  /** 100 unless said. */
  connections?: number
  /** A demo begins anew each time: whatever an earlier one kept is removed, once it is certain that none is running. */
  fresh?: boolean
}

/**
 * Starts the PostgreSQL we bring in `dataDir` (made when there is none), and keeps it running until `stop`.
 * Throws StartProblem, with nothing damaged, when this machine or that folder does not allow it.
 */
export async function startPostgres(dataDir: string, options: PostgresOptions): Promise<Postgres> {
  const account = postgresAccount(join(dataDir, 'postgres'))
  const found = findBinaries()
  const folder = prepareDataFolder(dataDir, account)
  let unlock = (): void => {}
  try {
    unlock = lockFolder(folder)
    const binaries = reachableBinaries(found, account, folder)
    const socketFolder = makeSocketFolder(folder, account)
    const { durable = true, connections = 100 } = options
    const cluster: Cluster = { folder: join(folder, 'postgres'), socketFolder, account, durable, connections }
    const orphan = await clearOrphan(cluster.folder)
    if (orphan !== 'none') options.log.warn('postgres-left-behind', { orphan })
    if (options.fresh) removeContents(folder)
    await prepareCluster(cluster, binaries)
    const supervisor = new Supervisor(cluster, binaries, options.log)
    await supervisor.start()
    return await opened(supervisor, { socketFolder, unlock })
  } catch (error) {
    unlock()
    throw folderProblem(folder, error)
  }
}

function removeContents(folder: string): void {
  for (const part of ['postgres', 'postgres.new', 'keys']) rmSync(join(folder, part), { recursive: true, force: true })
}

async function opened(
  supervisor: Supervisor,
  { socketFolder, unlock }: { socketFolder: string; unlock: () => void },
): Promise<Postgres> {
  await makeDatabase(socketFolder).catch(async (error: unknown) => {
    await supervisor.stop()
    throw error
  })
  const stop = async (): Promise<void> => {
    await supervisor.stop()
    unlock()
  }
  return { url: urlAt(socketFolder), pid: () => supervisor.pid, stop }
}

/** The address of the PostgreSQL whose socket stands in that folder. */
export const urlAt = (socketFolder: string): string =>
  `postgres://beside@localhost/beside?host=${encodeURIComponent(socketFolder)}`

async function makeDatabase(socketFolder: string): Promise<void> {
  const sql = postgres({
    path: join(socketFolder, '.s.PGSQL.5432'),
    user: 'beside',
    database: 'postgres',
    max: 1,
    fetch_types: false,
  })
  const [found] = await sql`select 1 from pg_database where datname = 'beside'`
  if (!found) await sql`create database beside`
  await sql.end()
}

/** Socket paths end at about 100 bytes; for a deeper data folder the socket stands in the temporary one, for us alone. */
export function socketFolderOf(folder: string): string {
  const inside = join(folder, 'run')
  const short = join(tmpdir(), `beside-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`)
  return Buffer.byteLength(inside) < 80 ? inside : short
}

export function makeSocketFolder(folder: string, account: Account | null): string {
  const socketFolder = socketFolderOf(folder)
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 })
  chmodSync(socketFolder, 0o700)
  if (account) chownSync(socketFolder, account.uid, account.gid)
  return socketFolder
}
