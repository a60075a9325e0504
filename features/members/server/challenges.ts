import { randomBytes } from 'node:crypto'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { later, minute } from '#platform/clock'
import { keyFor, noTeam } from './keys.ts'
import { fromBase64url, hmac, same, toBase64url } from './secrets.ts'
import { spendChallenge } from './store-ways.ts'

/** How long somebody may take to touch their passkey. */
const lifetime = 5 * minute

/**
 * A challenge that needs no memory: random bytes and when it ends, signed by this installation. Asking for one writes
 * nothing, so nobody can fill anything up by asking; the first answer spends it.
 */
export async function makeChallenge(house: House): Promise<string> {
  const body = Buffer.alloc(24)
  randomBytes(16).copy(body)
  body.writeBigUInt64BE(BigInt(later(house.clock.now(), lifetime).getTime()), 16)
  return toBase64url(Buffer.concat([body, await signatureOf(house, body)]))
}

/** Whether we made this challenge and it has not ended. It may have been answered before: see `spend`. */
export async function isOurs(house: House, challenge: string): Promise<boolean> {
  const bytes = Buffer.from(fromBase64url(challenge))
  if (bytes.length !== 40) return false
  const right = same(bytes.subarray(24), await signatureOf(house, bytes.subarray(0, 24)))
  return right && house.clock.now() < endOf(bytes)
}

/** Uses a challenge up, in the transaction of what it allows. False when it was used before, on any process. */
export function spend(house: House, sql: Sql, challenge: string): Promise<boolean> {
  const bytes = Buffer.from(fromBase64url(challenge))
  return spendChallenge(sql, { teamId: noTeam, challenge: bytes, now: house.clock.now(), until: endOf(bytes) })
}

const endOf = (bytes: Buffer): Date => new Date(Number(bytes.readBigUInt64BE(16)))

const signatureOf = async (house: House, body: Uint8Array): Promise<Uint8Array> =>
  hmac(await keyFor(house, noTeam, 'challenges'), `passkey ${toBase64url(body)}`).slice(0, 16)
