import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type { Api } from '#platform/browser/api'
import type { Assertion, ChallengeView, WayIn } from '../wire.ts'
import type { DeviceKind } from '../rules.ts'

type Registration = Extract<WayIn, { kind: 'passkey' }>['registration']

/** What every vault's passkey is asked to work on. A constant: changing it would lock everybody's passkeys out. */
const prfSalt = new TextEncoder().encode('Beside: open my vault, version 1')
const prf = { prf: { eval: { first: prfSalt } } } as AuthenticationExtensionsClientInputs

/** Why a passkey did not help: the device cannot make keys with it, the person stopped, or something else failed. */
export class PasskeyError extends Error {
  code: 'no-prf' | 'stopped' | 'unsupported' | 'there-already' | 'failed'
  constructor(code: PasskeyError['code']) {
    super(code)
    this.code = code
  }
}

export const passkeysWork = (): boolean => typeof PublicKeyCredential !== 'undefined'

/**
 * Makes a passkey on this device. Returns what the server needs, and the 32 secret bytes that never go to it. Some devices
 * give those bytes only when the passkey is used, so the person may be asked a second time.
 */
export async function makePasskey(
  api: Api,
  { memberId, team }: { memberId: string; team: string },
): Promise<{ registration: Registration; prf: Uint8Array<ArrayBuffer> }> {
  const { challenge, rpId } = await api.post<ChallengeView>('/api/passkeys/challenge')
  const made = await startRegistration({
    optionsJSON: {
      challenge,
      rp: { id: rpId, name: team },
      user: { id: base64url(bytesOfUuid(memberId)), name: team, displayName: team },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      extensions: prf,
    },
  }).catch(explain)
  const secret = prfOf(made.clientExtensionResults) ?? (await usePasskey(api, made.id)).prf
  const { attestationObject, clientDataJSON, transports } = made.response
  const response = { attestationObject, clientDataJSON, ...(transports ? { transports } : {}) }
  return { registration: { ...plain(made), response }, prf: secret }
}

/** One gesture: proves who is there and gives the bytes that open the vault. Any passkey of ours will do unless one is named. */
export async function usePasskey(
  api: Api,
  only?: string,
): Promise<{ response: Assertion; prf: Uint8Array<ArrayBuffer> }> {
  const { challenge, rpId } = await api.post<ChallengeView>('/api/passkeys/challenge')
  const allowed = only ? { allowCredentials: [{ id: only, type: 'public-key' as const }] } : {}
  const used = await startAuthentication({
    optionsJSON: { challenge, rpId, userVerification: 'required', extensions: prf, ...allowed },
  }).catch(explain)
  const secret = prfOf(used.clientExtensionResults)
  if (!secret) throw new PasskeyError('no-prf')
  const { authenticatorData, clientDataJSON, signature, userHandle } = used.response
  const response = { authenticatorData, clientDataJSON, signature, ...(userHandle ? { userHandle } : {}) }
  return { response: { ...plain(used), response }, prf: secret }
}

/** A first guess at what this device is, for the list of ways in; the member can say otherwise. */
export const guessDevice = (): DeviceKind =>
  !matchMedia('(pointer: coarse)').matches
    ? 'computer'
    : Math.min(screen.width, screen.height) > 600
      ? 'tablet'
      : 'phone'

/** Everything but the extension results: those hold the secret. */
const plain = (credential: { id: string; rawId: string }) => ({
  id: credential.id,
  rawId: credential.rawId,
  type: 'public-key' as const,
  clientExtensionResults: {},
})

function prfOf(results: object): Uint8Array<ArrayBuffer> | null {
  const first = (results as { prf?: { results?: { first?: BufferSource } } }).prf?.results?.first
  if (!first) return null
  const view = ArrayBuffer.isView(first) ? first : new Uint8Array(first)
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength).slice()
}

function explain(error: unknown): never {
  const { name } = error as Error
  if (name === 'NotAllowedError' || name === 'AbortError') throw new PasskeyError('stopped')
  if (name === 'InvalidStateError') throw new PasskeyError('there-already')
  if (name === 'NotSupportedError' || name === 'SecurityError') throw new PasskeyError('unsupported')
  throw new PasskeyError('failed')
}

const bytesOfUuid = (uuid: string): Uint8Array =>
  Uint8Array.from(uuid.replaceAll('-', '').match(/../g)!, (pair) => Number.parseInt(pair, 16))

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
