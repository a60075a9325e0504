import { base64url, derive, parseObject, randomBytes, sha256, text, utf8 } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand, EnvelopeError } from './errors.ts'
import { openUnder, sealUnder } from './symmetric.ts'

/** `token` fetches (and is shown to the server only then), `lookup` is what the server keeps of it, `key` opens. */
export type EightWords = { words: string[]; token: string; lookup: string; key: Bytes }
export type WordLanguage = 'en' | 'es'

const count = 8
const bits = 11

/** Eight words of 2,048: 88 random bits. Shown once; nothing else on the device or the server can bring them back. */
export async function makeEightWords(language: WordLanguage): Promise<EightWords> {
  const list = await listOf(language)
  const entropy = randomBytes(bits)
  return wordsOf(entropy, list)
}

/**
 * Reads words as somebody remembers them: any case, accents or not, anything between them. Throws `words.count` when
 * they are not eight and `words.unknown` when one is not on the list (`readTyped` says which).
 */
export async function readEightWords(typed: string, language: WordLanguage): Promise<EightWords> {
  const list = await listOf(language)
  const places = plainWords(typed).map((word) => list.plain.indexOf(word))
  demand(places.length === count, 'words.count')
  demand(!places.includes(-1), 'words.unknown')
  return wordsOf(packed(places), list)
}

export type Reading = { language: WordLanguage; words: { typed: string; nearest: string | null }[] }

/**
 * What somebody typed, word for word, in whichever language fits it best (`preferred` when both do): for a word that is not
 * on the list, the nearest that is. Asks nobody: the other language's list is looked at only when the first does not fit.
 */
export async function readTyped(typed: string, preferred: WordLanguage): Promise<Reading> {
  const first = readWith(typed, await listOf(preferred))
  if (first.off === 0) return { language: preferred, words: first.words }
  const other = preferred === 'en' ? 'es' : 'en'
  const second = readWith(typed, await listOf(other))
  const isFirst = first.unknown < second.unknown || (first.unknown === second.unknown && first.off <= second.off)
  return isFirst ? { language: preferred, words: first.words } : { language: other, words: second.words }
}

function readWith(typed: string, list: List): Pick<Reading, 'words'> & { unknown: number; off: number } {
  let off = 0
  const words = plainWords(typed).map((word) => {
    if (list.plain.includes(word)) return { typed: word, nearest: null }
    const [place, distance] = nearest(word, list.plain)
    off += distance
    return { typed: word, nearest: list.shown[place]! }
  })
  return { words, off, unknown: words.filter((word) => word.nearest !== null).length }
}

/** What the server keeps for somebody who may come back: sealed under the words' key. */
export const sealUnderWords = ({ key }: EightWords, value: unknown): Promise<string> =>
  sealUnder(key, 'beside eight words v1', utf8(JSON.stringify(value)))

export const openUnderWords = async ({ key }: EightWords, sealed: string): Promise<Record<string, unknown>> =>
  parseObject(text(await openUnder(key, 'beside eight words v1', sealed)), 'file.malformed')

type List = { shown: readonly string[]; plain: string[] }

async function listOf(language: WordLanguage): Promise<List> {
  const { wordlist } =
    language === 'es'
      ? await import('@scure/bip39/wordlists/spanish.js')
      : await import('@scure/bip39/wordlists/english.js')
  if (wordlist.length !== 2 ** bits) throw new EnvelopeError('words.unknown')
  return { shown: wordlist.map((word) => word.normalize('NFC')), plain: wordlist.map(plain) }
}

/** Both lists keep their words apart by base letters alone, so accents may be left out. */
const plain = (word: string): string => word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
const plainWords = (typed: string): string[] =>
  plain(typed)
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')

function wordsOf(entropy: Bytes, list: List): EightWords {
  const token = base64url(derive(entropy, 'beside eight words token v1'))
  return {
    words: unpacked(entropy).map((place) => list.shown[place]!),
    token,
    lookup: base64url(sha256(utf8(token))),
    key: derive(entropy, 'beside eight words key v1'),
  }
}

/** Eight numbers of eleven bits into eleven bytes, and back. */
function packed(places: number[]): Bytes {
  const whole = places.reduce((sum, place) => (sum << BigInt(bits)) | BigInt(place), 0n)
  return Uint8Array.from({ length: bits }, (_, at) => Number((whole >> BigInt(8 * (bits - 1 - at))) & 0xffn))
}

function unpacked(entropy: Uint8Array): number[] {
  const whole = entropy.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return Array.from({ length: count }, (_, at) => Number((whole >> BigInt(bits * (count - 1 - at))) & 0x7ffn))
}

/** The place of the nearest word, and how far it is. */
function nearest(word: string, list: readonly string[]): [place: number, distance: number] {
  const distances = list.map((other) => distance(word, other))
  const least = Math.min(...distances)
  return [distances.indexOf(least), least]
}

/** How many letters to change, add or leave out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(change, above[j]! + 1, row[j - 1]! + 1)
    }
  }
  return row[b.length]!
}
