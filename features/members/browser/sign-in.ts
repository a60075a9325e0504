import type { Api } from '#platform/browser/api'
import type { HandleView, MeView } from '../wire.ts'
import { usePasskey } from './passkeys.ts'
import type { Unlocker } from './unlocker.ts'

type Parts = { api: Api; unlocker: Unlocker }
type Passphrase = { handle: string; passphrase: string; code: string; onProgress?: (share: number) => void }

/** One gesture: the server learns who is there, the Worker gets what opens the vault. Throws PasskeyError or ApiError. */
export async function signInByPasskey({ api, unlocker }: Parts): Promise<MeView> {
  const { response, prf } = await usePasskey(api)
  const me = await api.post<MeView>('/api/sign-in/passkey', { response })
  await unlocker.passkey(prf)
  return me
}

/** The handle says which member (or an invented one: then it fails as late as a wrong passphrase does). */
export async function signInByPassphrase({ api, unlocker }: Parts, typed: Passphrase): Promise<MeView> {
  const { handle, passphrase, code, onProgress } = typed
  const whose = await api.post<HandleView>('/api/sign-in/handle', { handle })
  const { signInSecret } = await unlocker.passphrase({ ...whose, passphrase, ...(onProgress ? { onProgress } : {}) })
  return api.post<MeView>('/api/sign-in/passphrase', { handle, signInSecret, code: code.replaceAll(' ', '') })
}

export async function signInByPaperKey({ api, unlocker }: Parts, text: string): Promise<MeView> {
  const { lookup, signInSecret } = await unlocker.paperKey(text)
  return api.post<MeView>('/api/sign-in/paper-key', { lookup, signInSecret })
}

/** The same three for somebody whose session stands: they unlock, and count as having just shown that it is them. */
export async function proveByPasskey({ api, unlocker }: Parts): Promise<void> {
  const { response, prf } = await usePasskey(api)
  await api.post('/api/me/proof/passkey', { response })
  await unlocker.passkey(prf)
}

export async function proveByPassphrase(
  { api, unlocker }: Parts,
  typed: { teamId: string; memberId: string; passphrase: string; onProgress?: (share: number) => void },
): Promise<void> {
  const { signInSecret } = await unlocker.passphrase(typed)
  await api.post('/api/me/proof', { signInSecret })
}

export async function proveByPaperKey({ api, unlocker }: Parts, text: string): Promise<void> {
  const { signInSecret } = await unlocker.paperKey(text)
  await api.post('/api/me/proof', { signInSecret })
}
