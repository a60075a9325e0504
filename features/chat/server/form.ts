import { base64url, wipe } from '#platform/envelope/bytes'
import { callerSlot } from '#platform/envelope/records'
import { Thread } from '#platform/envelope/thread'
import { newKey, wrapKey } from '#platform/envelope/wraps'
import { randomId } from '#platform/ids'
import type { Wrap } from '#features/contacts'
import type { TalkBody } from '../bodies.ts'
import type { Callback } from '../rules.ts'
import type { Recipients } from '../wire.ts'

export type SealedForm = { contactId: string; wraps: Wrap[]; record: { id: string; record: string } }

/**
 * Seals what a page without script sent, the moment it arrives: the words are in this function's memory and nowhere else,
 * and the key is forgotten before it returns. The page has said so before the first word. Never log or keep its argument.
 */
export async function sealForm(
  to: Recipients,
  at: { teamId: string; lineId: string; now: Date },
  callback: Callback,
): Promise<SealedForm> {
  const contactId = randomId()
  const key = newKey()
  const place = { team: at.teamId, object: contactId, kind: 'talk', epoch: 1 }
  const thread = new Thread({ team: at.teamId, object: contactId, kind: 'talk' }, () => key)
  const body: TalkBody = { k: 'callback', callback, at: at.now.getTime() }
  const record = await thread.seal(callerSlot(), 1, JSON.stringify(body))
  const wraps = await Promise.all(
    readers(at.lineId, to).map(async ([reader, recipient]) => ({
      object: contactId,
      kind: 'talk' as const,
      epoch: 1,
      reader,
      sealed: base64url(await wrapKey(place, key, recipient)),
    })),
  )
  wipe(key)
  return { contactId, wraps, record: { id: randomId(), record } }
}

const readers = (lineId: string, to: Recipients): [string, string][] => [
  [`intake:${lineId}:${to.intake.epoch}`, to.intake.recipient],
  [`circle:coordinators:${to.coordinators.epoch}`, to.coordinators.recipient],
  [`circle:stewards:${to.stewards.epoch}`, to.stewards.recipient],
]
