import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyFile, forEach } from '#platform/backup/files'
import { damaged, filesOf, logOf, type Manifest } from '#platform/backup/sets'
import { checkIndexes, countRows, recovered, tablesOf, type Recovered } from '#platform/backup/store'
import { endOf, segmentsIn, WalGap, type Wal } from '#platform/backup/wal'
import { openDatabase, type Sql } from '#platform/database'
import { makeLog } from '#platform/log'
import type { Account } from '#platform/postgres/account'
import { findBinaries, reachableBinaries } from '#platform/postgres/binaries'
import { prepareCluster, type Cluster } from '#platform/postgres/cluster'
import { makeSocketFolder, urlAt } from '#platform/postgres/index'
import { Supervisor } from '#platform/postgres/supervisor'
import { StartProblem } from '#platform/start-problem'

/** A copy, also one that has no name yet. */
export type Source = { name: string; folder: string; manifest: Manifest }
export type Target = {
  /** `postgres/` is made in it. */
  home: string
  account: Account | null
  /** Where a copy of PostgreSQL's programs may be kept when its account cannot reach ours. */
  programs: string
  onProgress?: (bytes: number) => void
}

/** Puts the cluster's files and log where they belong and compares each with its checksum. Throws StartProblem for a damaged one. */
export async function layOut(source: Source, { home, account, onProgress }: Target): Promise<void> {
  const { manifest } = source
  const cluster = join(home, 'postgres')
  mkdirSync(cluster, { mode: 0o700 })
  for (const folder of manifest.folders) mkdirSync(join(cluster, folder), { recursive: true, mode: 0o700 })
  await forEach(manifest.files, async ({ path, bytes, sha256 }) => {
    const copied = await copyFile(join(filesOf(source), path), join(cluster, path))
    if (copied?.sha256 !== sha256) throw damaged(source.name, path)
    onProgress?.(bytes)
  })
  await layOutLog(source, cluster)
  if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, cluster])
}

async function layOutLog(source: Source, cluster: string): Promise<void> {
  const { manifest } = source
  const folder = logOf(source)
  mustFollow(source, manifest)
  for (const name of segmentsIn(folder)) {
    const bytes = await readFile(join(folder, name))
    const begun = manifest.log.find(({ path }) => path === name)
    if (begun && createHash('sha256').update(bytes.subarray(0, begun.bytes)).digest('hex') !== begun.sha256)
      throw damaged(source.name, name)
    const file = await open(join(cluster, 'pg_wal', name), 'w', 0o600)
    await file.write(bytes)
    // The rest of a segment that was not full: nothing but zeros, where PostgreSQL stops reading.
    await file.truncate(manifest.segmentBytes)
    await file.close()
  }
}

function mustFollow(source: Source, wal: Wal): void {
  try {
    const missing = source.manifest.log.find(({ path }) => !segmentsIn(logOf(source)).includes(path))
    if (missing || endOf(logOf(source), wal) === null) throw new WalGap(missing?.path ?? 'log')
  } catch (error) {
    throw error instanceof WalGap ? damaged(source.name, 'its log') : error
  }
}

export type Found = Recovered & { tables: number; rows: number }

/**
 * Lets PostgreSQL play the log on the files, to its end or to a time, and then reads every table. `rehearsal`: the result is
 * thrown away, so nothing is kept durable, and every index is compared with its table. Throws StartProblem.
 */
export async function recover(
  source: Source,
  target: Target,
  { until, rehearsal = false }: { until?: Date; rehearsal?: boolean } = {},
): Promise<Found> {
  const { home, account } = target
  const binaries = reachableBinaries(findBinaries(), account, target.programs)
  const socketFolder = makeSocketFolder(home, account)
  const cluster: Cluster = {
    folder: join(home, 'postgres'),
    socketFolder,
    account,
    durable: !rehearsal,
    connections: 100,
  }
  const before = instruct(cluster.folder, until)
  await prepareCluster(cluster, binaries)
  const supervisor = new Supervisor(
    cluster,
    binaries,
    makeLog('error', () => {}),
  )
  const db = openDatabase({ url: urlAt(socketFolder), connections: 1 })
  try {
    await supervisor.start()
    return await look(db.sql, rehearsal)
  } catch (error) {
    throw recoveryProblem(source.name, error, until)
  } finally {
    await db.close()
    await supervisor.stop()
    writeFileSync(join(cluster.folder, 'postgresql.auto.conf'), before)
  }
}

/**
 * Always a recovery with a target, also to the end: PostgreSQL then begins a timeline of its own, so that what is written from
 * now on can never be taken for what the old machine wrote. Returns the settings to put back afterwards.
 */
function instruct(folder: string, until: Date | undefined): string {
  const settings = join(folder, 'postgresql.auto.conf')
  const before = existsSync(settings) ? readFileSync(settings, 'utf8') : ''
  const sync = process.platform === 'linux' ? "recovery_init_sync_method = 'syncfs'\n" : ''
  const target = until ? `recovery_target_time = '${until.toISOString().replace('T', ' ').replace('Z', '+00')}'\n` : ''
  // No names of zones here: PostgreSQL reads this before it knows any.
  const lines = `restore_command = 'false'\nrecovery_target_timeline = 'current'\nrecovery_target_action = 'promote'\nhot_standby = off\n`
  writeFileSync(settings, `${before}\n${lines}${sync}${target}`, { mode: 0o600 })
  writeFileSync(join(folder, 'recovery.signal'), '', { mode: 0o600 })
  return before
}

async function look(sql: Sql, rehearsal: boolean): Promise<Found> {
  const tables = await tablesOf(sql)
  let rows = 0
  for (const table of tables) rows += await countRows(sql, table)
  if (rehearsal) await checkIndexes(sql)
  return { ...(await recovered(sql)), tables: tables.length, rows }
}

/** The log ended before that time was reached. What it says to people, the caller knows. */
export class TooLate extends StartProblem {}

function recoveryProblem(name: string, error: unknown, until: Date | undefined): unknown {
  const said = error instanceof Error ? error.message : ''
  if (until && /recovery ended before configured recovery target/.test(said)) return new TooLate(said)
  if (until && /before consistent recovery point/.test(said))
    return new StartProblem(
      `The backup ${name} was not finished yet at ${until.toISOString()}: choose a later time, or an older one with --backup NAME.`,
    )
  if (error instanceof StartProblem && !/it said:/.test(said)) return error
  return new StartProblem(
    `The backup ${name} was copied but does not open; PostgreSQL said: ${said.replace(/^.*it said: /, '')}. Choose another one with --backup NAME.`,
  )
}
