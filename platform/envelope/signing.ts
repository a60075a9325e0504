import { base64url, canonical, fromBase64url, join, utf8 } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand, EnvelopeError, guarded } from './errors.ts'

/** Ed25519 by WebCrypto. `seed` is a secret; `sign` is the public half as rosters carry it (base64url). */
export type SigningKey = { seed: Bytes; sign: string }
export type Signature = { by: string; sig: string }

/** RFC 8410: what stands before the 32-byte seed in PKCS #8, the only form in which WebCrypto imports one. */
const pkcs8 = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
])

export async function signingKey(seed: Bytes): Promise<SigningKey> {
  const key = await importSeed(seed)
  const { x } = await crypto.subtle.exportKey('jwk', key)
  return { seed, sign: x! }
}

export const makeSigningKey = (): Promise<SigningKey> => signingKey(crypto.getRandomValues(new Uint8Array(32)))

/** Signs the canonical spelling of `statement` under a purpose, so that no signature serves for two kinds of things. */
export async function sign(key: SigningKey, purpose: string, statement: unknown): Promise<string> {
  const signature = await crypto.subtle.sign('Ed25519', await importSeed(key.seed), message(purpose, statement))
  return base64url(new Uint8Array(signature))
}

export async function verified(
  publicKey: string,
  purpose: string,
  spoken: { statement: unknown; sig: string },
): Promise<boolean> {
  const raw = await guarded('signature.malformed', () => fromBase64url(publicKey))
  const signature = await guarded('signature.malformed', () => fromBase64url(spoken.sig))
  demand(raw.length === 32 && signature.length === 64, 'signature.malformed')
  try {
    const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature, message(purpose, spoken.statement))
  } catch {
    throw new EnvelopeError('signature.malformed')
  }
}

const message = (purpose: string, statement: unknown): Bytes =>
  join(utf8(`beside ${purpose} v1\n`), utf8(canonical(statement)))

const importSeed = (seed: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', join(pkcs8, seed), 'Ed25519', true, ['sign'])
