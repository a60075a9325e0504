import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { clusterFacts } from '#platform/backup/store'
import type { Config } from '#platform/config'
import { openDatabase } from '#platform/database'
import { makeLog } from '#platform/log'
import { holderOf } from '#platform/postgres/processes'
import { socketFolderOf, startPostgres, urlAt } from '#platform/postgres/index'
import { codeOf, StartProblem } from '#platform/start-problem'

/** Throws StartProblem when there is nothing of Beside's in the data folder, or somebody else runs it. */
export function mustBeOursToCopy(dataDir: string): void {
  const keys = join(dataDir, 'keys', 'keys.sqlite')
  mustBeReadable(dataDir)
  if (!existsSync(join(dataDir, 'beside.json')) || !existsSync(keys))
    throw new StartProblem(
      `There is no Beside in ${dataDir}, so there is nothing to back up: set DATA_DIR to the folder it uses.`,
    )
  const { uid } = statSync(keys)
  if (process.getuid?.() === 0 && uid !== 0)
    throw new StartProblem(
      `Beside runs under another account (number ${uid}) than you: run this as that account, so that Beside can go on with the backup (sudo -u '#${uid}' npm run backup).`,
    )
}

function mustBeReadable(dataDir: string): void {
  try {
    if (existsSync(dataDir)) accessSync(dataDir, constants.R_OK | constants.X_OK)
  } catch {
    throw new StartProblem(`We may not read in ${dataDir}: run this as the account that runs Beside.`)
  }
}

/** Whether the database is in the PostgreSQL we bring: also when DATABASE_URL names the socket of ours. */
export function isOurOwn({ dataDir, databaseUrl }: Config): boolean {
  if (!databaseUrl) return true
  const host = new URL(databaseUrl).searchParams.get('host')
  return host !== null && existsSync(host) && realpathSync(host) === socketOf(dataDir)
}

const socketOf = (dataDir: string): string => socketFolderOf(realpathSync(dataDir))

/** The PostgreSQL of a running Beside, or, when none runs, of our own for as long as we need it. */
export async function connectOrStart(dataDir: string): Promise<{ url: string; leave: () => Promise<void> }> {
  const url = urlAt(socketOf(dataDir))
  for (const end = Date.now() + 15_000; ; await wait(200)) {
    if (await answers(url)) return { url, leave: async () => {} }
    if (!holderOf(dataDir)) break
    // It is starting, stopping, or its PostgreSQL is.
    if (Date.now() > end)
      throw new StartProblem(
        'Beside is running, but its PostgreSQL does not answer: look into its log, or stop it and make the backup then.',
      )
  }
  const server = await startPostgres(dataDir, { log: makeLog('error', () => {}) })
  return { url: server.url, leave: server.stop }
}

async function answers(url: string): Promise<boolean> {
  const db = openDatabase({ url, connections: 1 })
  try {
    return (await clusterFacts(db.sql)).system !== ''
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error).startsWith('28'))
      throw new StartProblem(
        'The PostgreSQL of the running Beside does not let this account in: run the backup as the account that runs Beside.',
      )
    return false
  } finally {
    await db.close()
  }
}
