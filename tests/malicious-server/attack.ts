import type { EnvelopeCode } from '../../platform/envelope/errors.ts'
import { base64url, fromBase64url, utf8 } from '../../platform/envelope/bytes.ts'
import type { Bytes } from '../../platform/envelope/bytes.ts'
import { makeIdentity, recipientOf } from '../../platform/envelope/identity.ts'
import { readPaperKey } from '../../platform/envelope/paper-key.ts'
import type { Roster } from '../../platform/envelope/roster.ts'
import { makeSigningKey, signingKey, type SigningKey } from '../../platform/envelope/signing.ts'
import { openVault } from '../../platform/envelope/vault.ts'
import type { Work } from './console.ts'
import type { Scene } from './scene.ts'
import { teamId, type Person, type Stored } from './stored.ts'

/** One lie, and what must come of it. */
export type Attack = {
  /** What the server does, as a reviewer would say it. */
  name: string
  /** The one code the console must refuse with. */
  code: EnvelopeCode
  /** Changes what is stored; it may use anything in `scene` that a server (or the named accomplice) could have. */
  lie: (stored: Stored, scene: Scene) => void | Promise<void>
  /** Who sits down: Dee unless said. */
  who?: keyof Scene['people']
  /** False: a device that has never been used before, with only the vault to go by. */
  remembers?: boolean
  /** What is done after reading; the ordinary work unless said. */
  work?: (scene: Scene) => Work
  /** What may still be shown: what was verified before the lie was met. Nothing unless said. */
  shows?: 'names' | 'names and what came before' | 'everything true'
}

/** Keys of the server's own: nobody in the team knows them. */
export type OwnKeys = { identity: string; recipient: string; signing: SigningKey }

export async function ownKeys(): Promise<OwnKeys> {
  const identity = await makeIdentity()
  return { identity, recipient: await recipientOf(identity), signing: await makeSigningKey() }
}

/** What an accomplice inside the team can hand the server: everything in their vault. */
export async function secretsOf(
  stored: Stored,
  accomplice: Person,
): Promise<{ id: string; enc: string; key: SigningKey }> {
  const unlock = await readPaperKey(accomplice.paper[0]!)
  const vault = await openVault(stored.vaults.get(accomplice.id)!, unlock, { team: teamId, member: accomplice.id })
  return { id: accomplice.id, enc: vault.enc, key: await signingKey(fromBase64url(vault.sign)) }
}

/** The newest roster of a circle, as stored: change it and you have changed what is served. */
export const newest = (stored: Stored, circle: Roster['circle']): Roster =>
  stored.rosters.findLast((roster) => roster.circle === circle)!

export const without = <T>(list: T[], leave: (item: T) => boolean): T[] => list.filter((item) => !leave(item))

/** Changes one field of one record of a stream. */
export function edit(
  stored: Stored,
  track: string,
  { at, change }: { at: number; change: (record: Record<string, unknown>) => void },
): void {
  const stream = structuredClone(stored.streams.get(track)!) as [number, string, string][]
  const record = JSON.parse(stream[at]![2]) as Record<string, unknown>
  change(record)
  stream[at]![2] = JSON.stringify(record)
  stored.streams.set(track, stream)
}

/** Changes one letter of the encapsulated key, which stands as text in an age file's header. */
export function otherLetter(sealed: string): string {
  const bytes = fromBase64url(sealed)
  bytes[300] = bytes[300] === 65 ? 66 : 65
  return base64url(bytes)
}

/** Puts another stanza in front of an age file's own, as a careless or hostile sealer would. */
export function withStanza(sealed: string, stanza: string): string {
  const header = 'age-encryption.org/v1\n'
  const bytes = fromBase64url(sealed)
  return base64url(new Uint8Array([...utf8(header + stanza), ...bytes.subarray(header.length)]))
}

export const decoded = (sealed: string): Bytes => fromBase64url(sealed)
export { base64url }
