import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterFiles, copyFile, forEach, measureFile, type Copied } from '#platform/backup/files'
import { filesOf, logOf, type Manifest } from '#platform/backup/sets'
import { beginCopy, clusterFacts, endCopy, holdLog, type Cluster } from '#platform/backup/store'
import { lsnFrom, mirror, segmentsIn, WalGap, type Wal } from '#platform/backup/wal'
import type { Sql } from '#platform/database'
import { codeOf, StartProblem } from '#platform/start-problem'

export const walOf = ({ segment, segmentBytes }: Pick<Cluster, 'segment' | 'segmentBytes'>): Wal => ({
  timeline: Number.parseInt(segment.slice(0, 8), 16),
  segmentBytes,
})

export type Copying = {
  /** The draft of the copy; `files` and `log` are made in it. */
  folder: string
  label: string
  major: string
  now: () => Date
  onProgress: (done: number, of: number) => void
}

/**
 * Copies the cluster while it works. `sql` is one connection for the whole time: when it ends, PostgreSQL ends the backup and
 * lets go of the log by itself. The log goes from the start of the copy to wherever PostgreSQL is when it is done.
 */
export async function copyDatabase(sql: Sql, copying: Copying): Promise<Manifest> {
  const { folder, now } = copying
  const facts = await clusterFacts(sql)
  if (facts.tablespaces > 0)
    throw new StartProblem(
      'This PostgreSQL keeps tables in tablespaces, which Beside never makes: move them back to pg_default, then make the backup.',
    )
  const wal = walOf(facts)
  await holdLog(sql, `beside_copy_${process.pid}`)
  const startedAt = now()
  const startLsn = await beginCopy(sql, copying.label)
  mkdirSync(filesOf(copying), { recursive: true, mode: 0o700 })
  const { folders, files } = await copyFiles(facts.folder, copying)
  const { lsn: stopLsn, label } = await endCopy(sql)
  const stoppedAt = now()
  writeFileSync(join(filesOf(copying), 'backup_label'), label, { mode: 0o600, flush: true })
  files.push({ path: 'backup_label', ...(await measureFile(join(filesOf(copying), 'backup_label'))) })
  await copyLog(facts.folder, folder, { wal, from: lsnFrom(startLsn), upTo: lsnFrom(stopLsn) })
  const times = { startedAt: startedAt.toISOString(), stoppedAt: stoppedAt.toISOString() }
  const counts = { tables: 0, rows: 0 }
  const places = { startLsn, stopLsn, ...wal, system: facts.system, major: copying.major }
  return { format: 1, ...places, ...times, ...counts, folders, files, log: [] }
}

/** Up to now, once the copy was found to be whole: the running Beside goes on from there. */
export async function extendLog(sql: Sql, folder: string): Promise<void> {
  const facts = await clusterFacts(sql)
  const upTo = lsnFrom(facts.flushed)
  await copyLog(facts.folder, folder, { wal: walOf(facts), from: upTo, upTo })
}

async function copyLog(cluster: string, folder: string, span: Parameters<typeof mirror>[2]): Promise<void> {
  const log = logOf({ folder })
  mkdirSync(log, { recursive: true, mode: 0o700 })
  try {
    await mirror(cluster, log, span)
  } catch (error) {
    if (!(error instanceof WalGap)) throw error
    throw new StartProblem(
      'More than 1 GB was written while the backup was made, and PostgreSQL did not keep it all: make the backup at a quieter time.',
    )
  }
  // Which timelines there were, so that a restored PostgreSQL never takes one of these numbers again.
  const histories = readdirSync(join(cluster, 'pg_wal')).filter((name) => name.endsWith('.history'))
  for (const name of histories) await copyFile(join(cluster, 'pg_wal', name), join(log, name))
}

export async function measureLog(folder: string): Promise<Copied[]> {
  const log = logOf({ folder })
  const measure = async (path: string): Promise<Copied> => ({ path, ...(await measureFile(join(log, path))) })
  return await Promise.all(segmentsIn(log).map(measure))
}

async function copyFiles(cluster: string, copying: Copying): Promise<{ folders: string[]; files: Copied[] }> {
  const { folders, files, bytes } = clusterFiles(cluster)
  const target = filesOf(copying)
  for (const folder of folders) mkdirSync(join(target, folder), { recursive: true, mode: 0o700 })
  const copied: Copied[] = []
  let done = 0
  const copy = async (path: string): Promise<void> => {
    const one = await copyFile(join(cluster, path), join(target, path))
    if (one) copied.push({ path, ...one })
    done += one?.bytes ?? 0
    copying.onProgress(done, bytes)
  }
  // PostgreSQL's own page of contents goes last, as it says it must.
  const last = 'global/pg_control'
  await forEach(
    files.filter((path) => path !== last),
    copy,
  )
  await copy(last)
  return { folders, files: copied.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

/** The sentence for a PostgreSQL that went away in the middle; anything else comes back as it is. */
export const brokenOff = (error: unknown): unknown =>
  codeOf(error) === '55000' || codeOf(error).startsWith('57P') || codeOf(error).startsWith('CONNECTION')
    ? new StartProblem(
        'PostgreSQL stopped while it was being copied (was Beside stopped, or started anew?), so this backup is of no use and was removed: make it again.',
      )
    : error
