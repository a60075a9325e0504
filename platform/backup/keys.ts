import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { day } from '#platform/clock'
import type { KeyStore } from '#platform/key-store'
import { tombstonesIn } from '#platform/key-store-tombstones'
import { measureFile, syncFolder } from '#platform/backup/files'
import type { Places } from '#platform/backup/places'
import { stampOf, stampShape, timeOf } from '#platform/backup/sets'
import { StartProblem } from '#platform/start-problem'

/** No copy of an erasure key outlives this: what the privacy page promises. Milliseconds. */
export const keyHorizon = 7 * day

export type KeyCopy = { file: string; at: Date }
const shape = /^keys-(.+)\.sqlite$/

/** The copies of the key store, oldest first. */
export function keyCopies(places: Places): KeyCopy[] {
  if (!existsSync(places.keys)) return []
  return readdirSync(places.keys)
    .map((name) => ({ name, stamp: shape.exec(name)?.[1] ?? '' }))
    .filter(({ stamp }) => stampShape.test(stamp))
    .map(({ name, stamp }) => ({ file: join(places.keys, name), at: timeOf(stamp) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** Copies the key store and opens the copy. Returns how many keys it holds. Throws StartProblem when it is not whole. */
export async function copyKeys(keyStore: KeyStore, places: Places, now: Date): Promise<number> {
  const file = join(places.keys, `keys-${stampOf(now)}.sqlite`)
  const draft = `${file}.unfinished`
  try {
    copyTo(keyStore, draft)
    const written = await open(draft, 'r+')
    await written.sync().finally(() => written.close())
    const keys = countKeys(draft)
    const { sha256 } = await measureFile(draft)
    writeFileSync(sumOf(file), `${sha256}  ${basename(file)}\n`, { mode: 0o600, flush: true })
    renameSync(draft, file)
    await syncFolder(places.keys)
    return keys
  } catch (error) {
    if (existsSync(draft)) await destroy(draft).catch(() => {})
    throw error
  }
}

/** A stick without owners and modes keeps the copy all the same; who may read it is decided by whoever holds the stick. */
function copyTo(keyStore: KeyStore, file: string): void {
  try {
    keyStore.copyTo(file)
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException
    if (syscall !== 'chmod' || !['EPERM', 'ENOTSUP', 'ENOSYS'].includes(code)) throw error
  }
}

const sumOf = (file: string): string => `${file}.sha256`

/** Throws StartProblem when a copy is not as it was written. Returns how many keys it holds. */
export async function checkKeys(file: string): Promise<number> {
  const { sha256 } = await measureFile(file)
  const wanted = existsSync(sumOf(file)) ? readFileSync(sumOf(file), 'utf8').split(' ')[0] : ''
  if (sha256 !== wanted) throw damagedKeys(file)
  return countKeys(file)
}

const damagedKeys = (file: string): StartProblem =>
  new StartProblem(`The copy of the erasure keys ${file} is damaged and is not used. Look for another one.`)

/** How many keys a key store holds. Throws StartProblem when it is not a whole one. */
export function countKeys(file: string): number {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { readOnly: true })
    const [said] = db.prepare('pragma integrity_check').all() as { integrity_check: string }[]
    const odd = db.prepare('select count(*) as count from erasure_keys where length(key) <> 32').get()
    const used = db.prepare('select count(*) as count from erasure_keys where free = 0').get() as { count: number }
    if (said?.integrity_check !== 'ok' || odd?.['count'] !== 0) throw new Error('not whole')
    return used.count
  } catch {
    throw damagedKeys(file)
  } finally {
    db?.close()
  }
}

/**
 * Destroys the copies nobody may have any more: those older than the horizon, and, of the others, all but the last of each
 * day and the last two. What a killed run left behind goes as well, once it is a day old. Returns how many were destroyed.
 */
export async function destroyOldKeys(places: Places, now: Date): Promise<number> {
  const copies = keyCopies(places)
  const lastOfDay = new Map(copies.map((copy) => [copy.at.toISOString().slice(0, 10), copy]))
  const kept = new Set([...lastOfDay.values(), ...copies.slice(-2)])
  // One from the future was made under a wrong clock: nobody knows how old it is.
  const isOld = ({ at }: KeyCopy): boolean =>
    now.getTime() - at.getTime() > keyHorizon || at.getTime() - now.getTime() > day
  const gone = copies.filter((copy) => isOld(copy) || !kept.has(copy)).map(({ file }) => file)
  const left = readdirSync(places.keys)
    .filter((name) => /^keys-.*\.(unfinished|sqlite-journal|unfinished-journal)$/.test(name))
    .map((name) => join(places.keys, name))
    .filter((file) => now.getTime() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > day)
  for (const file of [...gone, ...left]) await destroy(file)
  return gone.length
}

/** Overwrites every byte on the disk before the name goes. (Flash keeps what it likes: such disks must be encrypted.) */
export async function destroy(file: string): Promise<void> {
  const opened = await open(file, 'r+').catch(() => null)
  if (!opened) return
  try {
    const { size } = await opened.stat()
    for (let at = 0; at < size; at += 2 ** 20)
      await opened.write(randomBytes(Math.min(2 ** 20, size - at)), null, null, at)
    await opened.sync()
  } finally {
    await opened.close()
  }
  rmSync(file, { force: true })
  rmSync(sumOf(file), { force: true })
}

/** Adds what was erased in `from` to the list in `to`, which only ever grows and holds no key. Returns how many were new. */
export function addTombstones(from: string, to: string): number {
  const known = new Set(tombstonesOf(to))
  const fresh = [...new Set(tombstonesOf(from))].filter((object) => !known.has(object))
  if (fresh.length === 0) return 0
  const file = join(to, listName)
  // A line cut short by a crash must not swallow the next one.
  const begin = existsSync(file) && !readFileSync(file, 'latin1').endsWith('\n') ? '\n' : ''
  const lines = begin + fresh.map((object) => `${object}\n`).join('')
  appendFileSync(file, lines, { mode: 0o600, flush: true })
  return fresh.length
}

const listName = 'tombstones.log'

/** What was erased, as hashed names; none where there is no list yet. */
export const tombstonesOf = (folder: string): string[] =>
  existsSync(join(folder, listName)) ? tombstonesIn(folder) : []
