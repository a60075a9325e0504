import type { CheckedWays } from '#features/members'
import type { Sql } from '#platform/database'

/*
 * A newcomer's ways in wait in their joining until the roster names them. What waits is what will be stored: hashes,
 * public keys and public recipients, never a secret. Bytes are marked, because JSON has none.
 */

type Marked = { bytes: string }
const isMarked = (value: unknown): value is Marked =>
  typeof value === 'object' && value !== null && typeof (value as Marked).bytes === 'string'

/** JSON of ways in that were checked. Takes their passkey challenges now: false when one was answered before. */
export async function putAside(sql: Sql, ways: CheckedWays): Promise<string | null> {
  for (const way of ways.checked) {
    if ('spend' in way && !(await way.spend(sql))) return null
  }
  return JSON.stringify(ways, (_key, value: unknown) =>
    value instanceof Uint8Array || isBufferJson(value) ? { bytes: toBase64(value) } : value,
  )
}

type BufferJson = { type: 'Buffer'; data: number[] }
/** A Buffer turns itself into this before JSON.stringify shows it to us. */
const isBufferJson = (value: unknown): value is BufferJson =>
  typeof value === 'object' &&
  value !== null &&
  (value as BufferJson).type === 'Buffer' &&
  Array.isArray((value as BufferJson).data)
const toBase64 = (value: Uint8Array | BufferJson): string =>
  Buffer.from(value instanceof Uint8Array ? value : value.data).toString('base64url')

/** The ways in that waited, as `insertMember` and `replaceWaysIn` take them. */
export function takeUp(waiting: unknown): CheckedWays {
  const ways = JSON.parse(JSON.stringify(waiting), (_key, value: unknown) =>
    isMarked(value) ? new Uint8Array(Buffer.from(value.bytes, 'base64url')) : value,
  ) as CheckedWays
  for (const way of ways.checked) if (way.kind === 'passkey') way.spend = async () => true
  return ways
}
