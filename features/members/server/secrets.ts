import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

export const sha256 = (bytes: Uint8Array | string): Uint8Array => createHash('sha256').update(bytes).digest()

export const hmac = (key: Uint8Array, text: string): Uint8Array => createHmac('sha256', key).update(text).digest()

/** Compares without telling how much was right. Both must be of one length, else it throws. */
export const same = (a: Uint8Array, b: Uint8Array): boolean => timingSafeEqual(a, b)

export const fromBase64url = (text: string): Uint8Array => Buffer.from(text, 'base64url')
export const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** What is stored of a sign-in secret. The secret has 256 bits (argon2id ran in the browser), so one hash is enough. */
export const secretHash = (signInSecret: string): Uint8Array =>
  sha256(Buffer.concat([Buffer.from('beside sign-in secret 1\0'), fromBase64url(signInSecret)]))

/**
 * The seed of the time-based codes, sealed under a key that follows from the sign-in secret: at rest nobody can make codes,
 * and a wrong secret cannot test one. AES-256-GCM, 12-byte nonce in front.
 */
export function sealSeed(seed: string, signInSecret: string): Uint8Array {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', seedKey(signInSecret), nonce)
  return Buffer.concat([nonce, cipher.update(seed, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** The seed, or null when the secret is not the one it was sealed under. Must never be logged or answered. */
export function openSeed(sealed: Uint8Array, signInSecret: string): string | null {
  const decipher = createDecipheriv('aes-256-gcm', seedKey(signInSecret), sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(-16))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

const seedKey = (signInSecret: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', fromBase64url(signInSecret), '', 'beside totp seed 1', 32))
