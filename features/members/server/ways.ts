import type { Context } from 'hono'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { problemWithWays, type DeviceKind, type WaysProblem } from '../rules.ts'
import type { WayIn, WayView } from '../wire.ts'
import { addressOf } from './address.ts'
import { isOurs, spend } from './challenges.ts'
import { blindHandle } from './handles.ts'
import { fromBase64url, sealSeed, secretHash } from './secrets.ts'
import { insertPaperKey, insertPasskey, insertPassphrase, passkeyById, passphraseByHandle } from './store-ways.ts'
import { webauthn } from './webauthn.ts'

type CheckedPassphrase = {
  kind: 'passphrase'
  handleHash: Uint8Array
  secretHash: Uint8Array
  recipient: string
  totpSealed: Uint8Array
}
type CheckedPasskey = {
  kind: 'passkey'
  credentialId: string
  publicKey: Uint8Array
  counter: number
  transports: string[]
  recipient: string
  device: DeviceKind
  spend: (sql: Sql) => Promise<boolean>
}
type CheckedPaper = { kind: 'paper'; lookup: Uint8Array; secretHash: Uint8Array; recipient: string }
export type CheckedWay = CheckedPassphrase | CheckedPasskey | CheckedPaper

/** Ways in that were found true and enough. Only `checkWaysIn` makes them; `insertMember` and `replaceWaysIn` take them. */
export type CheckedWays = { checked: CheckedWay[]; recipients: string[] }
export type WayProblem = WaysProblem | 'handle-taken' | 'passkey-not-verified' | 'same-recipient'

/**
 * Checks what a browser sent to register a new member's ways in: two kinds at least, the passkeys verified against our
 * address and our own challenge, the handle free. Secrets are hashed here and go no further. Writes nothing.
 */
export async function checkWaysIn(
  house: House,
  c: Context,
  { teamId, waysIn }: { teamId: string; waysIn: WayIn[] },
): Promise<CheckedWays | { refused: WayProblem }> {
  const problem = problemWithWays(waysIn.map((way) => way.kind))
  if (problem) return { refused: problem }
  const recipients = waysIn.map((way) => way.recipient)
  if (new Set(recipients).size !== recipients.length) return { refused: 'same-recipient' }
  const checked: CheckedWay[] = []
  for (const way of waysIn) {
    const result = await checkWay(house, c, teamId, way)
    if ('refused' in result) return result
    checked.push(result)
  }
  return { checked, recipients }
}

/** Checks one way in. The handle must be free in the team. */
export async function checkWay(
  house: House,
  c: Context,
  teamId: string,
  way: WayIn,
): Promise<CheckedWay | { refused: WayProblem }> {
  if (way.kind === 'passkey') return checkPasskey(house, c, teamId, way)
  const { recipient, kind } = way
  if (kind === 'paper')
    return { kind, recipient, lookup: fromBase64url(way.lookup), secretHash: secretHash(way.signInSecret) }
  const handleHash = await blindHandle(house, teamId, way.handle)
  if (await passphraseByHandle(house.db.sql, teamId, handleHash)) return { refused: 'handle-taken' }
  const totpSealed = sealSeed(way.totpSeed, way.signInSecret)
  return { kind, recipient, handleHash, secretHash: secretHash(way.signInSecret), totpSealed }
}

async function checkPasskey(
  house: House,
  c: Context,
  teamId: string,
  way: Extract<WayIn, { kind: 'passkey' }>,
): Promise<CheckedPasskey | { refused: WayProblem }> {
  const refused = { refused: 'passkey-not-verified' } as const
  const address = addressOf(house, c)
  let challenge = ''
  const { verifyRegistrationResponse } = await webauthn()
  const verified = await verifyRegistrationResponse({
    response: way.registration as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: (shown) => isOurs(house, (challenge = shown)),
    expectedOrigin: address.origin,
    expectedRPID: address.hostname,
  }).catch(() => null)
  if (!verified?.verified) return refused
  const { credential } = verified.registrationInfo
  if (await passkeyById(house.db.sql, teamId, credential.id)) return refused
  return {
    kind: 'passkey',
    recipient: way.recipient,
    device: way.device,
    credentialId: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: credential.transports ?? [],
    spend: (sql) => spend(house, sql, challenge),
  }
}

/** Keeps a checked way in. Throws when its passkey challenge was already used: somebody sent the same answer twice. */
export async function keepWay(sql: Sql, whose: { teamId: string; memberId: string }, way: CheckedWay): Promise<void> {
  if (way.kind === 'passphrase') return insertPassphrase(sql, { ...whose, ...way })
  if (way.kind === 'paper') return insertPaperKey(sql, { ...whose, ...way })
  if (!(await way.spend(sql))) throw new Error('a passkey was registered with a challenge that was already used')
  return insertPasskey(sql, { ...whose, ...way })
}

export async function keepWays(
  sql: Sql,
  whose: { teamId: string; memberId: string },
  ways: CheckedWays,
): Promise<void> {
  for (const way of ways.checked) await keepWay(sql, whose, way)
}

/** What must remain: the problem there would be without this way in. */
export const problemWithout = (ways: readonly WayView[], gone: Pick<WayView, 'kind' | 'id'>): WaysProblem | null =>
  problemWithWays(ways.filter((way) => way.kind !== gone.kind || way.id !== gone.id).map((way) => way.kind))
