import type { Desk } from '#features/keys/browser'
import { base64url, fromBase64url, text, utf8 } from '#platform/envelope/bytes'
import { pad, unpad } from '#platform/envelope/padding'
import { orderedId } from '#platform/ids'
import type { ExceptionView } from '../wire.ts'

type Keys = Pick<Desk['keyring'], 'sealToCircle' | 'openForCircle'>
type Tools = { api: Pick<Desk['api'], 'post' | 'delete'>; keyring: Keys }

const label = 'duty exception'

/** Lets somebody be on duty without a shift. The reason is sealed for everybody in the team. Throws ApiError. */
export async function letOn(
  { api, keyring }: Tools,
  { reason, ...of }: { lineId: string; memberId: string; untilAt: string; reason: string },
): Promise<string> {
  const exceptionId = orderedId()
  const sealed = base64url(await keyring.sealToCircle('responders', pad(utf8(JSON.stringify({ reason }))), label))
  await api.post('/api/shifts/exceptions', { exceptionId, ...of, sealed })
  return exceptionId
}

export const endIt = ({ api }: Pick<Tools, 'api'>, exceptionId: string): Promise<unknown> =>
  api.delete(`/api/shifts/exceptions/${exceptionId}`)

/** Null: it does not open here. */
export async function reasonOf(keyring: Keys, { sealed }: Pick<ExceptionView, 'sealed'>): Promise<string | null> {
  try {
    const opened: unknown = JSON.parse(text(unpad(await keyring.openForCircle(fromBase64url(sealed), label))))
    const reason = (opened as { reason?: unknown } | null)?.reason
    return typeof reason === 'string' ? reason : null
  } catch {
    return null
  }
}
