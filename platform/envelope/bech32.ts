import { demand } from './errors.ts'
import type { Bytes } from './bytes.ts'

/** BIP 173 without its length limit, as age uses it. Only encoding and a strict decoding; both are tested against age's own. */
const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** Lower case; age writes its identities in upper case. */
export function bech32(prefix: string, bytes: Uint8Array): string {
  const words = regroup([...bytes], 8, 5)
  const padded = [...words, 0, 0, 0, 0, 0, 0]
  const rest = polymod([...spread(prefix), ...padded]) ^ 1
  const check = [0, 1, 2, 3, 4, 5].map((place) => (rest >> (5 * (5 - place))) & 31)
  return `${prefix}1${[...words, ...check].map((word) => alphabet[word]).join('')}`
}

/** The bytes behind `prefix`; refuses mixed case, another prefix, a wrong checksum, spare bits. */
export function fromBech32(prefix: string, encoded: string): Bytes {
  demand(encoded === encoded.toLowerCase() || encoded === encoded.toUpperCase(), 'bytes.malformed')
  const lower = encoded.toLowerCase()
  demand(lower.startsWith(`${prefix}1`) && lower.lastIndexOf('1') === prefix.length, 'bytes.malformed')
  const words = Array.from(lower.slice(prefix.length + 1), (letter) => alphabet.indexOf(letter))
  demand(words.length >= 6 && !words.includes(-1), 'bytes.malformed')
  demand(polymod([...spread(prefix), ...words]) === 1, 'bytes.malformed')
  const data = words.slice(0, -6)
  const bytes = new Uint8Array(regroup(data, 5, 8).slice(0, Math.floor((data.length * 5) / 8)))
  demand(bech32(prefix, bytes) === lower, 'bytes.malformed')
  return bytes
}

const spread = (prefix: string): number[] => {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0))
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
}

function polymod(words: number[]): number {
  let check = 1
  for (const word of words) {
    const top = check >>> 25
    check = ((check & 0x1ffffff) << 5) ^ word
    generator.forEach((term, bit) => {
      if ((top >> bit) & 1) check ^= term
    })
  }
  return check
}

/** From groups of `from` bits to groups of `to` bits, the last one filled with zeros. */
function regroup(groups: number[], from: number, to: number): number[] {
  const result: number[] = []
  let held = 0
  let bits = 0
  for (const group of groups) {
    held = ((held << from) | group) & 0xfff
    bits += from
    while (bits >= to) {
      bits -= to
      result.push((held >> bits) & ((1 << to) - 1))
    }
  }
  if (bits > 0) result.push((held << (to - bits)) & ((1 << to) - 1))
  return result
}
