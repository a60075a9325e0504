import { base64url, derive, sha256, utf8 } from './bytes.ts'
import { demand, guarded } from './errors.ts'
import { makeIdentity, recipientOf, seedOf } from './identity.ts'
import type { Identity } from './identity.ts'
import type { Unlock } from './passphrase.ts'

/** `lookup` names the member's paper key to the server without telling anything about it. */
export type PaperKey = Unlock & { text: string; lookup: string }

const prefix = 'AGE-SECRET-KEY-PQ-1'

export const newPaperKey = async (): Promise<PaperKey> => paperKeyOf(await makeIdentity())

/** Reads what somebody typed from paper: any case, any spaces. A wrong letter fails the checksum: `paper-key.malformed`. */
export async function readPaperKey(typed: string): Promise<PaperKey> {
  const compact = typed.replaceAll(/[\s\u00a0]/g, '').toUpperCase()
  demand(compact.startsWith(prefix), 'paper-key.malformed')
  return guarded('paper-key.malformed', () => paperKeyOf(compact)).catch(() => {
    demand(false, 'paper-key.malformed')
  }) as Promise<PaperKey>
}

/** For print: the text in groups of four after its prefix. Without the spaces it is an age identity that stock age takes. */
const grouped = (identity: Identity): string =>
  `${prefix} ${identity.slice(prefix.length).replaceAll(/(.{4})(?=.)/g, '$1 ')}`

async function paperKeyOf(identity: Identity): Promise<PaperKey> {
  const seed = seedOf(identity)
  const signInSecret = base64url(derive(seed, 'beside paper key sign-in v1'))
  const lookup = base64url(sha256(utf8(base64url(derive(seed, 'beside paper key lookup v1')))))
  return { text: grouped(identity), identity, recipient: await recipientOf(identity), signInSecret, lookup }
}
