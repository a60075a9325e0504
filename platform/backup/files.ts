import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '#platform/start-problem'

/** One copied file: its path inside the copy, its size in bytes, and the SHA-256 of what was written, in hexadecimal. */
export type Copied = { path: string; bytes: number; sha256: string }

/** What a cluster consists of, for a copy made while it works. What is in `madeAnew`, PostgreSQL makes again. */
export function clusterFiles(cluster: string): { folders: string[]; files: string[]; bytes: number } {
  const found = { folders: [] as string[], files: [] as string[], bytes: 0 }
  walk(cluster, '', found)
  return found
}

const madeAnew = /^pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)$/
const leftOut = /^(postmaster\.(pid|opts)|pgsql_tmp.*|pg_internal\.init.*|t\d+_\d+.*|backup_label.*|.*\.(new|signal))$/

function walk(cluster: string, folder: string, found: { folders: string[]; files: string[]; bytes: number }): void {
  for (const name of readdirSync(join(cluster, folder)).sort()) {
    const path = folder ? `${folder}/${name}` : name
    const entry = lstatSync(join(cluster, path), { throwIfNoEntry: false })
    if (!entry || leftOut.test(name)) continue
    if (entry.isDirectory()) {
      found.folders.push(path)
      if (!madeAnew.test(path)) walk(cluster, path, found)
    } else if (entry.isFile()) {
      found.files.push(path)
      found.bytes += entry.size
    }
  }
}

/** Copies one file. It is on the disk for certain only after `makeDurable`. null when it is gone: PostgreSQL removes files as it works. */
export async function copyFile(from: string, to: string): Promise<Omit<Copied, 'path'> | null> {
  const source = await open(from, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
  if (!source) return null
  let target: FileHandle | undefined
  try {
    target = await open(to, 'w', 0o600)
    return await pour(source, target)
  } finally {
    await source.close()
    await target?.close()
  }
}

/** The size and checksum of a file that stands where it should. */
export async function measureFile(file: string): Promise<Omit<Copied, 'path'>> {
  const source = await open(file, 'r')
  return await pour(source, null).finally(() => source.close())
}

async function pour(source: FileHandle, target: FileHandle | null): Promise<Omit<Copied, 'path'>> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(Math.min(2 ** 20, Math.max(1, (await source.stat()).size)))
  let bytes = 0
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
    const part = buffer.subarray(0, bytesRead)
    hash.update(part)
    for (let at = 0; target && at < bytesRead;) at += (await target.write(part, at, bytesRead - at, null)).bytesWritten
    bytes += bytesRead
  }
}

/** Runs `work` for each, four at a time, which is what Node's threads can do at once. The first failure ends it. */
export async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all([worker(), worker(), worker(), worker()])
}

/**
 * Everything below the folder is on the disk when it resolves. One request for the whole disk where there is a program that
 * makes it: a thousand small files one by one take a busy disk minutes.
 */
export async function makeDurable(folder: string): Promise<void> {
  if (process.platform === 'linux' && spawnSync('sync', ['-f', folder]).status === 0) return
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  await forEach(entries, async (entry) => {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) return await syncFolder(path)
    const file = await open(path, 'r+')
    await file.sync().finally(() => file.close())
  })
  await syncFolder(folder)
}

/** A name is durable only once its folder is. Not every disk can say so; then it is as durable as that disk is. */
export async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => null)
  await opened?.sync().catch(() => {})
  await opened?.close()
}
