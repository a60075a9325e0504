import {
  base64url,
  canonical,
  derive,
  fromBase64url,
  hasExactly,
  hashOf,
  hex,
  mac,
  parseObject,
  randomBytes,
  same,
  sha256,
  text,
  utf8,
} from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand, guarded } from './errors.ts'
import { openWith, sealTo } from './identity.ts'
import type { Identity, Recipient } from './identity.ts'
import { sign, verified } from './signing.ts'
import type { SigningKey } from './signing.ts'

/** What a content key is for. `epoch` counts its keys from 1; `kind` is the track (`talk`, `crew`, `room`…). */
export type Place = { team: string; object: string; kind: string; epoch: number }
/** The roster epochs the maker of a key stood in: a key made before a removal is not used to seal anything after it. */
export type Seen = { responders: number; coordinators: number; stewards: number }
/**
 * Who made a key. age says nothing about the sender and the server knows every recipient, so without this a server could
 * hand everybody a key of its own. `by` null: a caller's page made it, which nobody can prove and only a first key may be.
 * `link`: knowledge of the key before, which is all a caller's page can check.
 */
export type Proof = { by: string | null; seen: Seen | null; sig: string | null; link: string | null }
export type ProvenKey = { key: Bytes; proof: Proof }

/** One stored wrap as it travels. `sealed` is base64url of the age file. */
export type Wrap = { object: string; kind: string; epoch: number; reader: string; sealed: string }

const fields = ['by', 'epoch', 'key', 'kind', 'link', 'object', 'seen', 'sig', 'team', 'v'] as const
const nobody: Proof = { by: null, seen: null, sig: null, link: null }

/** A fresh 32-byte content key. */
export const newKey = (): Bytes => randomBytes(32)

/** Wraps a content key to one recipient. The place travels inside, because age authenticates no context. */
export function wrapKey(place: Place, key: Uint8Array, recipient: Recipient): Promise<Bytes> {
  return wrapProven(place, { key: key as Bytes, proof: nobody }, recipient)
}

/** The key, if the file says it is for exactly this place; throws `wrap.other-place` and returns nothing otherwise. */
export async function unwrapKey(expected: Place, identities: readonly Identity[], file: Uint8Array): Promise<Bytes> {
  return (await unwrapProven(expected, identities, file)).key
}

/** For a caller's page: a later key, taken only from somebody who held the key before (`key.unlinked` otherwise). */
export async function unwrapNextKey(
  expected: Place,
  held: { key: Uint8Array; identities: readonly Identity[] },
  file: Uint8Array,
): Promise<Bytes> {
  const { key, proof } = await unwrapProven(expected, held.identities, file)
  demand(proof.link !== null && linked(expected, { key, before: held.key }, proof.link), 'key.unlinked')
  return key
}

/** For a caller's page that is alone with its contact: a later key, with the proof that its maker held the one before. */
export function wrapNextKey(
  place: Place,
  keys: { key: Bytes; before: Uint8Array },
  recipient: Recipient,
): Promise<Bytes> {
  return wrapProven(place, { key: keys.key, proof: { ...nobody, link: linkOf(place, keys) } }, recipient)
}

export function wrapProven(place: Place, { key, proof }: ProvenKey, recipient: Recipient): Promise<Bytes> {
  demand(key.length === 32, 'wrap.malformed')
  return sealTo([recipient], utf8(canonical({ v: 1, ...exactly(place), ...proof, key: base64url(key) })))
}

export async function unwrapProven(
  expected: Place,
  identities: readonly Identity[],
  file: Uint8Array,
): Promise<ProvenKey> {
  const inside = parseObject(text(await openWith(identities, file)), 'wrap.malformed')
  demand(hasExactly(inside, fields) && inside.v === 1, 'wrap.malformed')
  const { team, object, kind, epoch } = inside
  demand(canonical({ team, object, kind, epoch }) === canonical(exactly(expected)), 'wrap.other-place')
  const key = await guarded('wrap.malformed', () => fromBase64url(inside.key as string))
  demand(key.length === 32, 'wrap.malformed')
  const { by, seen, sig, link } = inside as Proof
  return { key, proof: { by, seen, sig, link } }
}

/** Says, with the member's own signing key, that this key was made by them at this view of the rosters. */
export async function proveKey(
  place: Place,
  made: { key: Bytes; before: Bytes | null; seen: Seen },
  maker: { id: string; key: SigningKey },
): Promise<ProvenKey> {
  const statement = { ...exactly(place), by: maker.id, seen: made.seen, hash: keyHash(made.key) }
  const sig = await sign(maker.key, 'content key', statement)
  const link = made.before === null ? null : linkOf(place, { key: made.key, before: made.before })
  return { key: made.key, proof: { by: maker.id, seen: made.seen, sig, link } }
}

/** Whether `publicKey` signed this key for this place. */
export async function keyIsBy(publicKey: string, place: Place, { key, proof }: ProvenKey): Promise<boolean> {
  demand(proof.sig !== null, 'key.unsigned')
  const statement = { ...exactly(place), by: proof.by, seen: proof.seen, hash: keyHash(key) }
  return verified(publicKey, 'content key', { statement, sig: proof.sig })
}

export function linked(place: Place, keys: { key: Uint8Array; before: Uint8Array }, link: string): boolean {
  return same(utf8(link), utf8(linkOf(place, keys)))
}

/**
 * The name of a caller's page as a reader: a code over its recipient under the content key, so that only somebody who
 * holds the key can have named it, and the server cannot put a recipient of its own in its place.
 */
export function callerReader(place: Omit<Place, 'epoch'>, key: Uint8Array, recipient: Recipient): string {
  const { team, object, kind } = place
  const code = mac(derive(key, 'beside caller reader v1'), utf8(canonical({ team, object, kind, recipient })))
  return `caller:${hex(code.subarray(0, 8))}`
}

const exactly = ({ team, object, kind, epoch }: Place): Place => ({ team, object, kind, epoch })
const keyHash = (key: Uint8Array): string => base64url(sha256(key))
const linkOf = (place: Place, { key, before }: { key: Uint8Array; before: Uint8Array }): string =>
  base64url(mac(derive(before, 'beside next key v1'), utf8(hashOf({ ...exactly(place), hash: keyHash(key) }))))
