import { Secret, TOTP } from 'otpauth'
import type { Context } from 'hono'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { Assertion } from '../wire.ts'
import { addressOf } from './address.ts'
import { isOurs, spend } from './challenges.ts'
import { blindHandle } from './handles.ts'
import { codeWasRight, mayTryCode } from './pace.ts'
import { fromBase64url, openSeed, same, sealSeed, secretHash } from './secrets.ts'
import {
  paperKeyByLookup,
  passkeyById,
  passphraseByHandle,
  setCounter,
  takeStep,
  type PassphraseRow,
} from './store-ways.ts'
import { webauthn } from './webauthn.ts'

/**
 * Who has just proved themselves, and what must be looked at and written when they are let in: false from `take` means that this
 * very proof was used before, or that the way in was taken away meanwhile. Every check does the same work whether or not there is
 * such a member.
 */
export type Proved = { teamId: string; memberId: string; take: (sql: Sql) => Promise<boolean> }

/** Seconds a time-based code lasts; the one before and the one after are taken too, because clocks differ. */
export const codeSeconds = 30

export const totpOf = (seed: string): TOTP =>
  new TOTP({ issuer: 'Beside', secret: Secret.fromBase32(seed), algorithm: 'SHA1', digits: 6, period: codeSeconds })

const nobodysSeed = 'A'.repeat(32)
const nobodysSecret = Buffer.alloc(32).toString('base64url')
const nobodysRow = {
  secretHash: new Uint8Array(32),
  totpSealed: sealSeed(nobodysSeed, nobodysSecret),
}

/** A handle, the secret that follows from the passphrase, and a code of now. Null: one of the three is wrong; which is not told. */
export async function byPassphrase(
  house: House,
  teamId: string,
  shown: { handle: string; signInSecret: string; code: string },
): Promise<Proved | null> {
  const row = await passphraseByHandle(house.db.sql, teamId, await blindHandle(house, teamId, shown.handle))
  const known: Pick<PassphraseRow, 'secretHash' | 'totpSealed'> = row ?? nobodysRow
  const secretRight = same(known.secretHash, secretHash(shown.signInSecret))
  const seed = openSeed(known.totpSealed, shown.signInSecret)
  const now = house.clock.now().getTime()
  const delta = totpOf(seed ?? nobodysSeed).validate({ token: shown.code, timestamp: now, window: 1 })
  if (!row || !secretRight || seed === null) return null
  const { memberId, secretHash: proved } = row
  if (!mayTryCode(house, memberId) || delta === null) return null
  codeWasRight(house, memberId)
  const step = Math.floor(now / 1000 / codeSeconds) + delta
  return { teamId, memberId, take: (sql) => takeStep(sql, { teamId, memberId, secretHash: proved, step }) }
}

/** A paper key, by what it is looked up by and its secret. */
export async function byPaperKey(
  house: House,
  teamId: string,
  shown: { lookup: string; signInSecret: string },
): Promise<Proved | null> {
  const whose = async (sql: Sql): Promise<string | null> => {
    const row = await paperKeyByLookup(sql, teamId, fromBase64url(shown.lookup))
    const right = same(row?.secretHash ?? nobodysRow.secretHash, secretHash(shown.signInSecret))
    return row && right ? row.memberId : null
  }
  const memberId = await whose(house.db.sql)
  return memberId === null ? null : { teamId, memberId, take: async (sql) => (await whose(sql)) === memberId }
}

/** A passkey that answered one of our challenges, for our host name, with the person verified by their device. */
export async function byPasskey(house: House, c: Context, teamId: string, response: Assertion): Promise<Proved | null> {
  const passkey = await passkeyById(house.db.sql, teamId, response.id)
  if (!passkey) return null
  const address = addressOf(house, c)
  let challenge = ''
  const { verifyAuthenticationResponse } = await webauthn()
  const verified = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge: (shown) => isOurs(house, (challenge = shown)),
    expectedOrigin: address.origin,
    expectedRPID: address.hostname,
    credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter },
  }).catch(() => null)
  if (!verified?.verified) return null
  const { memberId, credentialId } = passkey
  const counted = { teamId, memberId, credentialId, counter: verified.authenticationInfo.newCounter }
  const take = async (sql: Sql): Promise<boolean> =>
    (await spend(house, sql, challenge)) && (await setCounter(sql, counted))
  return { teamId, memberId, take }
}
