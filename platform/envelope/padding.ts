import { join } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand } from './errors.ts'

const KiB = 1024
const buckets = [1, 4, 16, 64, 256].map((size) => size * KiB)

/** The padded size for a content of `length` bytes: 1, 4, 16, 64, 256 KiB, then steps of a quarter more. */
export function bucketFor(length: number): number {
  const needed = length + 4
  let bucket = buckets.find((size) => size >= needed)
  for (bucket ??= buckets.at(-1)!; bucket < needed;) bucket = Math.ceil(bucket * 1.25)
  return bucket
}

/** Four bytes of length, the content, zeros up to the bucket: the sealed size tells the bucket and nothing finer. */
export function pad(content: Uint8Array): Bytes {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, content.length)
  return join(length, content, new Uint8Array(bucketFor(content.length) - content.length - 4))
}

/** The content again. Refuses any other padding than `pad` makes, so each content has one sealed form. */
export function unpad(padded: Uint8Array): Bytes {
  demand(padded.length >= 4, 'padding.malformed')
  const length = new DataView(padded.buffer, padded.byteOffset, padded.length).getUint32(0)
  demand(length <= padded.length - 4 && bucketFor(length) === padded.length, 'padding.malformed')
  demand(
    padded.subarray(4 + length).every((byte) => byte === 0),
    'padding.malformed',
  )
  return padded.slice(4, 4 + length) as Bytes
}
