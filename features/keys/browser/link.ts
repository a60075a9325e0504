import { base64url, canonical, derive, fromBase64url, mac, randomBytes, sha256, utf8 } from '#platform/envelope/bytes'
import type { ComparedKeys } from '#platform/envelope/comparison'
import { demand } from '#platform/envelope/errors'

/**
 * An invitation's link: `…/console#/join/<invitation>.<secret>.<roster hash>`. It reaches the newcomer out of band, and a
 * fragment is never sent to a server. The server is told only `access` (when the newcomer comes) and its hash (when invited).
 */
export type InvitationLink = { invitation: string; secret: string; rosterHash: string }

/** 128 random bits. */
export const newSecret = (): string => base64url(randomBytes(16))

export const fragmentOf = ({ invitation, secret, rosterHash }: InvitationLink): string =>
  `#/join/${invitation}.${secret}.${rosterHash}`

/** The link's parts, from what stands after `#/join/`; null when it was not copied whole. */
export function readLink(rest: string): InvitationLink | null {
  const parts = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(rest.trim())
  return parts ? { invitation: parts[1]!, secret: parts[2]!, rosterHash: parts[3]! } : null
}

/** What the newcomer shows the server instead of the secret. */
export const accessOf = (secret: string): string =>
  base64url(derive(fromBase64url(secret), 'beside invitation access v1'))

/** What the server keeps of a token it will be shown. */
export const hashOfToken = (token: string): string => base64url(sha256(utf8(token)))

/** Binds the newcomer's keys to the link's secret: whoever only runs the server cannot make it. */
export const proofOf = (secret: string, { enc, sign }: ComparedKeys): string =>
  base64url(mac(derive(fromBase64url(secret), 'beside invitation proof v1'), utf8(canonical({ enc, sign }))))

/** Throws `comparison.broken` when these keys were not made by somebody with the link. */
export const demandProof = (secret: string, keys: ComparedKeys, proof: string): void =>
  demand(proofOf(secret, keys) === proof, 'comparison.broken')
