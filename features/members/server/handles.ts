import type { House } from '#platform/house'
import { foldHandle } from '../rules.ts'
import { keyFor } from './keys.ts'
import { hmac } from './secrets.ts'

/** A handle as it is stored: blinded with this team's own key, so that the database holds no names. */
export async function blindHandle(house: House, teamId: string, handle: string): Promise<Uint8Array> {
  return hmac(await keyFor(house, teamId, 'handles'), `handle ${foldHandle(handle)}`)
}

/**
 * A member id for a handle that nobody has: always the same for the same handle, and shaped like a true one. The browser
 * then works as hard and fails as late as with a wrong passphrase.
 */
export async function inventedMemberId(house: House, teamId: string, handle: string): Promise<string> {
  const bytes = hmac(await keyFor(house, teamId, 'handles'), `nobody ${foldHandle(handle)}`).slice(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
