import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption'
import { bech32, fromBech32 } from './bech32.ts'
import { base64url, fromBase64url, parseObject, text, utf8 } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand, EnvelopeError, guarded } from './errors.ts'

/** `AGE-SECRET-KEY-PQ-1…`: a secret. Never logged, stored or sent; the page never sees one except the paper key. */
export type Identity = string
/** `age1pq1…`: public. */
export type Recipient = string

const identityPrefix = 'age-secret-key-pq-'
/** A header of a vault has three stanzas of about 1.6 kB; no file of ours has more readers than this. */
const mostStanzas = 64

export const makeIdentity = (): Promise<Identity> => generateHybridIdentity()

/** The identity whose 32-byte seed this is: ways in derive theirs from a passphrase, a passkey, a sheet of paper. */
export function identityFromSeed(seed: Uint8Array): Identity {
  demand(seed.length === 32, 'identity.refused')
  return bech32(identityPrefix, seed).toUpperCase()
}

/** The 32-byte seed of an identity; refuses every other kind of age identity. */
export function seedOf(identity: Identity): Bytes {
  try {
    demand(identity === identity.toUpperCase(), 'identity.refused')
    const seed = fromBech32(identityPrefix, identity)
    demand(seed.length === 32, 'identity.refused')
    return seed
  } catch {
    throw new EnvelopeError('identity.refused')
  }
}

export function recipientOf(identity: Identity): Promise<Recipient> {
  return guarded('identity.refused', () => {
    seedOf(identity)
    return identityToRecipient(identity)
  })
}

/** True for hybrid recipients only; classical ones would open a door to whoever records today and computes later. */
export function isRecipient(recipient: unknown): recipient is Recipient {
  if (typeof recipient !== 'string' || !recipient.startsWith('age1pq1')) return false
  if (checked.has(recipient)) return true
  try {
    demand(fromBech32('age1pq', recipient).length === 1216, 'recipient.refused')
  } catch {
    return false
  }
  if (checked.size < 2000) checked.add(recipient)
  return true
}

/** Recipients whose spelling was checked before: public, and met again in every roster. */
const checked = new Set<string>()

/** Seals to hybrid recipients only. Anonymous: the file says neither who wrote it nor what it is about. */
export async function sealTo(recipients: readonly Recipient[], bytes: Uint8Array): Promise<Bytes> {
  demand(recipients.length > 0 && recipients.length <= mostStanzas, 'recipient.refused')
  const encrypter = new Encrypter()
  for (const recipient of recipients) {
    demand(isRecipient(recipient), 'recipient.refused')
    encrypter.addRecipient(recipient)
  }
  return (await encrypter.encrypt(bytes)) as Bytes
}

/**
 * Opens a file with whichever identity fits. Throws, and returns nothing, when the header holds any stanza that is not
 * hybrid (`file.mixed-recipients`), asks for a passphrase computation (`file.costly`, before computing anything), when
 * none of the identities fits (`file.not-for-us`), or when a byte is missing or changed (`file.truncated`).
 */
export async function openWith(identities: readonly Identity[], file: Uint8Array): Promise<Bytes> {
  refuseHeader(file)
  const decrypter = new Decrypter()
  for (const identity of identities) {
    seedOf(identity)
    decrypter.addIdentity(identity)
  }
  try {
    return (await decrypter.decrypt(file)) as Bytes
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : ''
    throw new EnvelopeError(said.startsWith('no identity matched') ? 'file.not-for-us' : 'file.truncated')
  }
}

/** Reads the header's own words before the library does any work for it. */
function refuseHeader(file: Uint8Array): void {
  const lines = new TextDecoder('latin1').decode(file.subarray(0, mostStanzas * 2048)).split('\n')
  demand(lines[0] === 'age-encryption.org/v1', 'file.malformed')
  const end = lines.findIndex((line) => line.startsWith('---'))
  demand(end > 0, 'file.truncated')
  const stanzas = lines.slice(1, end).filter((line) => line.startsWith('->'))
  demand(stanzas.length > 0 && stanzas.length <= mostStanzas, 'file.malformed')
  demand(!stanzas.some((stanza) => stanza.startsWith('-> scrypt ')), 'file.costly')
  demand(
    stanzas.every((stanza) => stanza.startsWith('-> mlkem768x25519 ')),
    'file.mixed-recipients',
  )
}

export const sealText = async (recipients: readonly Recipient[], words: string): Promise<string> =>
  base64url(await sealTo(recipients, utf8(words)))

export const sealJson = (recipients: readonly Recipient[], value: unknown): Promise<string> =>
  sealText(recipients, JSON.stringify(value))

export const openText = async (identities: readonly Identity[], sealed: string): Promise<string> =>
  text(await openWith(identities, fromBase64url(sealed)))

/** The object inside; the caller checks its shape and, always, that it speaks about the place it was found in. */
export const openJson = async (identities: readonly Identity[], sealed: string): Promise<Record<string, unknown>> =>
  parseObject(await openText(identities, sealed), 'file.malformed')
