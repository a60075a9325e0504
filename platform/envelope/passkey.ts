import { utf8 } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand } from './errors.ts'
import { unlockFrom } from './passphrase.ts'
import type { Unlock } from './passphrase.ts'

/** What the page asks the authenticator to evaluate (WebAuthn PRF, `eval.first`). The same for everybody: the key differs. */
export const prfInput: Bytes = utf8('beside vault unlock v1')

/** The unlock identity behind a passkey, from the 32 bytes its PRF gave. Signing in is WebAuthn's own. */
export async function unlockByPasskey(prf: Uint8Array): Promise<Omit<Unlock, 'signInSecret'>> {
  demand(prf.length >= 32, 'identity.refused')
  const { identity, recipient } = await unlockFrom(prf, 'passkey')
  return { identity, recipient }
}
