import { demand } from './errors.ts'
import { unlockFrom } from './passphrase.ts'
import type { Unlock } from './passphrase.ts'

/** The unlock identity behind a passkey, from the 32 bytes its PRF gave. Signing in is WebAuthn's own. */
export async function unlockByPasskey(prf: Uint8Array): Promise<Omit<Unlock, 'signInSecret'>> {
  demand(prf.length >= 32, 'identity.refused')
  const { identity, recipient } = await unlockFrom(prf, 'passkey')
  return { identity, recipient }
}
