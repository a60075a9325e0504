import type { Keyring } from '#features/keys/browser'
import type { Api } from '#platform/browser/api'
import { base64url, fromBase64url, text, utf8 } from '#platform/envelope/bytes'
import { pad, unpad } from '#platform/envelope/padding'

type Keys = Pick<Keyring, 'sealToCircle' | 'openForCircle'>
type Place = { shiftId: string; seatId: string; slot: number }

const label = 'seat left empty'

/** This seat of this shift stays empty. Why is sealed for everybody in the team; '' for no word about it. Throws ApiError. */
export async function leaveEmpty(
  { api, keyring }: { api: Pick<Api, 'put'>; keyring: Keys },
  { shiftId, seatId, slot }: Place,
  reason: string,
): Promise<void> {
  const sealed = base64url(await keyring.sealToCircle('responders', pad(utf8(JSON.stringify({ reason }))), label))
  await api.put('/api/shifts/left-empty', { shiftId, seatId, slot, sealed })
}

/** It is missed again. */
export const missAgain = ({ api }: { api: Pick<Api, 'delete'> }, { shiftId, seatId, slot }: Place): Promise<unknown> =>
  api.delete('/api/shifts/left-empty', { shiftId, seatId, slot })

/** '' for no word about it; null: it does not open here. */
export async function whyEmpty(keyring: Pick<Keys, 'openForCircle'>, sealed: string): Promise<string | null> {
  if (sealed === '') return ''
  try {
    const opened: unknown = JSON.parse(text(unpad(await keyring.openForCircle(fromBase64url(sealed), label))))
    const reason = (opened as { reason?: unknown } | null)?.reason
    return typeof reason === 'string' ? reason : null
  } catch {
    return null
  }
}
