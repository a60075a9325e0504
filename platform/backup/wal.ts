import { existsSync, readdirSync, statSync } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** A place in the write-ahead log, as a number of bytes since the cluster was made. PostgreSQL writes it 16/B374D848. */
export type Lsn = bigint
export type Wal = { timeline: number; segmentBytes: number }

/** What comes next is not there any more, or is not what was copied before: this copy can go no further. */
export class WalGap extends Error {}

export function lsnFrom(text: string): Lsn {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

export const textOf = (lsn: Lsn): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`

/** The file that holds a place: timeline, and the number of the segment in two parts, all as eight hexadecimal digits. */
export function segmentName({ timeline, segmentBytes }: Wal, lsn: Lsn): string {
  const perPart = 0x100000000n / BigInt(segmentBytes)
  const segment = lsn / BigInt(segmentBytes)
  return [BigInt(timeline), segment / perPart, segment % perPart].map(hex8).join('')
}

const hex8 = (part: bigint): string => part.toString(16).toUpperCase().padStart(8, '0')
const isSegment = /^[0-9A-F]{24}$/

export const segmentsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => isSegment.test(name))
        .sort()
    : []

/** Up to where a folder of copied segments reaches; null when it holds none. Throws WalGap when one before the last is short. */
export function endOf(folder: string, wal: Wal): Lsn | null {
  const names = segmentsIn(folder)
  const last = names.at(-1)
  if (!last) return null
  const start = startOfSegment(last, wal)
  for (const [at, name] of names.entries()) {
    const isWhole = statSync(join(folder, name)).size === wal.segmentBytes
    const place = start - BigInt(names.length - 1 - at) * BigInt(wal.segmentBytes)
    if (name !== segmentName(wal, place) || (!isWhole && name !== last)) throw new WalGap(name)
  }
  return start + BigInt(statSync(join(folder, last)).size)
}

function startOfSegment(name: string, { segmentBytes }: Wal): Lsn {
  const [part, rest] = [BigInt(`0x${name.slice(8, 16)}`), BigInt(`0x${name.slice(16)}`)]
  return (part * (0x100000000n / BigInt(segmentBytes)) + rest) * BigInt(segmentBytes)
}

/**
 * Copies the log from where `to` ends (or from the segment of `from`) up to `upTo`, which PostgreSQL has on disk, so these
 * bytes never change again. Each file grows as its original does: nothing is copied twice and no segment must be filled
 * first. Durable when it resolves, to the number of bytes. Throws WalGap when PostgreSQL does not have the next any more.
 */
export async function mirror(cluster: string, to: string, { wal, from, upTo }: Span): Promise<number> {
  const size = BigInt(wal.segmentBytes)
  const begin = endOf(to, wal) ?? (from / size) * size
  let copied = 0
  for (let place = begin; place < upTo;) {
    const name = segmentName(wal, place)
    const offset = Number(place % size)
    const end = upTo - place > size - BigInt(offset) ? wal.segmentBytes : offset + Number(upTo - place)
    await append(join(cluster, 'pg_wal', name), join(to, name), { offset, end })
    copied += end - offset
    place += BigInt(end - offset)
  }
  return copied
}

export type Span = { wal: Wal; from: Lsn; upTo: Lsn }

async function append(from: string, to: string, { offset, end }: { offset: number; end: number }): Promise<void> {
  const source = await open(from, 'r').catch(() => null)
  if (!source) throw new WalGap(from)
  let target: FileHandle | undefined
  try {
    target = await open(to, offset === 0 ? 'w' : 'r+', 0o600)
    const bytes = Buffer.alloc(end - offset)
    const { bytesRead } = await source.read(bytes, 0, bytes.length, offset)
    if (bytesRead < bytes.length) throw new WalGap(from)
    await target.write(bytes, 0, bytes.length, offset)
    await target.sync()
  } finally {
    await source.close()
    await target?.close()
  }
}

/**
 * Whether the last copied segment is the beginning of PostgreSQL's own: not so when this cluster took another way since
 * (it was itself restored to an earlier time), or when a power cut spoilt the copy.
 */
export async function isContinuedBy(cluster: string, copied: string): Promise<boolean> {
  const last = segmentsIn(copied).at(-1)
  if (!last) return true
  const ours = await readFile(join(copied, last))
  const theirs = await readFile(join(cluster, 'pg_wal', last)).catch(() => null)
  // Whole, and put away by PostgreSQL since: the next one decides.
  if (!theirs) return true
  return theirs.subarray(0, ours.length).equals(ours)
}
