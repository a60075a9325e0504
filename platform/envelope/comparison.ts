import { base64url, canonical, hashOf, randomBytes, sha256, utf8 } from './bytes.ts'
import { demand } from './errors.ts'

/** Public keys as they go into the comparison. */
export type ComparedKeys = { enc: string; sign: string }
export type Comparison = {
  rosterHash: string
  /** Keys of every steward of the roster, in the roster's order. */
  stewardKeys: ComparedKeys[]
  newcomerKeys: ComparedKeys
  /** One of each side, base64url. */
  nonces: { newcomer: string; steward: string }
}

export const newNonce = (): string => base64url(randomBytes(16))

/**
 * What the newcomer sends first. It binds them to keys and nonce before the steward's nonce is known, so nobody between
 * the two can try keys until six digits fit: one try, one in a million.
 */
export const commitment = (nonce: string, keys: ComparedKeys): string =>
  hashOf({ purpose: 'beside comparison v1', nonce, enc: keys.enc, sign: keys.sign })

/** For the steward, once the newcomer reveals: throws `comparison.broken` when it is not what was committed to. */
export function demandCommitment(committed: string, nonce: string, keys: ComparedKeys): void {
  demand(committed === commitment(nonce, keys), 'comparison.broken')
}

/** The six digits both sides read to each other, by voice or face to face. Every bit that matters goes in. */
export function sixDigits({ rosterHash, stewardKeys, newcomerKeys, nonces }: Comparison): string {
  const key = ({ enc, sign }: ComparedKeys): ComparedKeys => ({ enc, sign })
  const whole = {
    purpose: 'beside six digits v1',
    rosterHash,
    stewardKeys: stewardKeys.map(key),
    newcomerKeys: key(newcomerKeys),
    nonces: { ...nonces },
  }
  const digest = sha256(utf8(canonical(whole)))
  const number = digest.subarray(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % 1_000_000n
  return String(number).padStart(6, '0')
}
