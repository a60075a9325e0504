import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { databaseFolder, type Places } from '#platform/backup/places'
import { StartProblem } from '#platform/start-problem'

const copied = z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string().length(64) })
const manifestShape = z.object({
  format: z.literal(1),
  system: z.string(),
  timeline: z.number().int(),
  segmentBytes: z.number().int(),
  major: z.string(),
  /** Places of the log: what lies between them belongs to the copy. */
  startLsn: z.string(),
  stopLsn: z.string(),
  startedAt: z.string(),
  stoppedAt: z.string(),
  folders: z.array(z.string()),
  files: z.array(copied),
  /** The beginning of each segment as it was when the copy was finished; the last ones may have grown since. */
  log: z.array(copied),
  /** What was found when the copy was opened. */
  tables: z.number().int(),
  rows: z.number().int(),
})

/** All that is known about one copy of the database; written last, when it was found to be whole. */
export type Manifest = z.infer<typeof manifestShape>

/**
 * One copy of the database, in a folder named after its time: `files/` (the cluster), `log/` (write-ahead log from then on,
 * growing while Beside runs with BACKUP_DIR), `manifest.json` with every checksum, and the checksum of that.
 */
export type BackupSet = { name: string; folder: string; manifest: Manifest }

export const filesOf = (set: { folder: string }): string => join(set.folder, 'files')
export const logOf = (set: { folder: string }): string => join(set.folder, 'log')

/** A time as a file name that every file system takes and that sorts by time. */
export const stampOf = (at: Date): string => at.toISOString().replaceAll(':', '-')
export const stampShape = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/
export const timeOf = (stamp: string): Date => new Date(stamp.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'))

const unfinished = '.unfinished'
export const draftFolder = (places: Places, name: string): string => join(databaseFolder(places), name + unfinished)

/** The names of the whole copies, oldest first. A half-written one has another name until it was checked. */
export const setNames = (places: Places): string[] =>
  existsSync(databaseFolder(places))
    ? readdirSync(databaseFolder(places))
        .filter((name) => stampShape.test(name))
        .sort()
    : []

/** Removes what an interrupted backup left. Returns how many there were. */
export function removeUnfinished(places: Places): number {
  const left = readdirSync(databaseFolder(places)).filter((name) => name.endsWith(unfinished))
  for (const name of left) rmSync(join(databaseFolder(places), name), { recursive: true, force: true })
  return left.length
}

/** Throws StartProblem when that copy's manifest is not as it was written. */
export function readSet(places: Places, name: string): BackupSet {
  const folder = join(databaseFolder(places), name)
  try {
    const text = readFileSync(join(folder, 'manifest.json'), 'utf8')
    const [digest] = readFileSync(join(folder, 'manifest.json.sha256'), 'utf8').split(' ')
    if (digest !== sha256(text)) throw new Error('another checksum')
    return { name, folder, manifest: manifestShape.parse(JSON.parse(text)) }
  } catch {
    throw damaged(name, 'manifest.json')
  }
}

export const damaged = (name: string, file: string): StartProblem =>
  new StartProblem(
    `The backup ${name} is damaged: ${file} is not as it was written. Nothing was restored from it. Choose another one: npm run restore -- FOLDER --backup NAME`,
  )

/** The checksum stands in a form that `sha256sum -c` reads. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const text = `${JSON.stringify(manifest, null, 1)}\n`
  writeFileSync(join(folder, 'manifest.json'), text, { mode: 0o600, flush: true })
  const line = `${sha256(text)}  manifest.json\n`
  writeFileSync(join(folder, 'manifest.json.sha256'), line, { mode: 0o600, flush: true })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
