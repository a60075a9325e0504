import { argon2idAsync } from '@noble/hashes/argon2.js'
import { base64url, derive, sha256, utf8, wipe } from './bytes.ts'
import { identityFromSeed, recipientOf } from './identity.ts'
import type { Identity, Recipient } from './identity.ts'

/**
 * Memory of RFC 9106's second recommendation, its passes, one lane because JavaScript has one: 0.9 s on a laptop with a
 * compiler, 20-30 s where the browser has it switched off, which is why progress is shown. Changing a number locks out
 * everybody who has a passphrase: a new cost needs a new version beside this one.
 */
export const cost = { t: 3, m: 64 * 1024, p: 1, dkLen: 32, version: 0x13 } as const

/** What one secret opens: the sign-in (the server keeps only a hash of `signInSecret`) and the vault (`identity`, U). */
export type Unlock = { signInSecret: string; identity: Identity; recipient: Recipient }

/**
 * One run of argon2id over the passphrase as typed, whatever the keyboard's way of composing letters. `onProgress` is
 * told a share between 0 and 1 and the event loop is let in about every 50 ms.
 */
export async function unlockByPassphrase(given: {
  teamId: string
  memberId: string
  passphrase: string
  onProgress?: ((share: number) => void) | undefined
}): Promise<Unlock> {
  const secret = utf8(given.passphrase.normalize('NFKC'))
  const salt = sha256(utf8(`${given.teamId}${given.memberId}`))
  const watched = given.onProgress ? { onProgress: given.onProgress } : {}
  const root = await argon2idAsync(secret, salt, { ...cost, asyncTick: 50, ...watched })
  const unlock = await unlockFrom(root, 'passphrase')
  wipe(secret, root)
  return unlock
}

/** A sign-in secret and an unlock identity from one root secret; neither tells the other. */
export async function unlockFrom(root: Uint8Array, way: 'passphrase' | 'passkey'): Promise<Unlock> {
  const identity = identityFromSeed(derive(root, `beside ${way} unlock v1`))
  const signInSecret = base64url(derive(root, `beside ${way} sign-in v1`))
  return { signInSecret, identity, recipient: await recipientOf(identity) }
}
