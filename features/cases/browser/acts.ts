import { ApiError } from '#platform/browser/api'
import { randomId } from '#platform/ids'
import type { Desk } from '#features/keys/browser'
import type { Deed } from '../bodies.ts'
import { namedIn } from '../rules.ts'
import { randomName } from '../names.ts'
import type { CaseWrap } from '../wire.ts'
import { caseTrackOf, type CaseFile } from './case-file.ts'
import { memberReader, stewards } from './case-keys.ts'

/* What is done with a case, each as one request and an entry in the case itself. All throw ApiError with the server's sentence. */

type New = { lineId: string; fallbackId: string | null; contactId: string | null }

/** Opens a case and returns it. Its name is drawn again when another case has it. */
export async function openNewCase(desk: Desk, made: New): Promise<CaseFile> {
  const caseId = randomId()
  for (let tries = 0; ; tries++) {
    const named = namedIn({ state: 'open', assigned: [desk.me.memberId], fallbackId: made.fallbackId, offer: null })
    const readers = [...named.map(memberReader), stewards]
    const wraps = await desk.keyring.makeKey({ object: caseId, kind: 'case', epoch: 1 }, readers)
    try {
      await desk.api.post('/api/cases', { ...made, caseId, code: randomName(desk.language), wraps })
      break
    } catch (error) {
      const code = error instanceof ApiError ? error.code : ''
      if (tries >= 8 || !['code', 'outdated'].includes(code)) throw error
      // This console has yet to hear that the team changed, which comes by itself.
      if (code === 'outdated') await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
  const file = caseTrackOf(desk, caseId)
  did(file, 'opened-case', made.fallbackId ?? '')
  if (made.contactId) file.put({ k: 'link', contactId: made.contactId, agreed: '', at: file.time() })
  return file
}

const did = (file: CaseFile, deed: Deed, about = ''): string => file.put({ k: 'did', deed, about, at: file.time() })

const pathOf = ({ caseId }: CaseFile): string => `/api/cases/${caseId}`

/** Puts somebody on the case, oneself too (its fallback, or a steward). They can open everything in it from here on. */
export async function assign(desk: Desk, file: CaseFile, memberId: string): Promise<void> {
  const wraps = await file.keys.wrapsFor(memberId)
  await desk.api.post(`${pathOf(file)}/people`, { memberId, as: 'assigned', wraps })
  did(file, memberId === desk.me.memberId ? 'took-over' : 'assigned', memberId)
}

export async function nameFallback(desk: Desk, file: CaseFile, memberId: string): Promise<void> {
  const wraps = await file.keys.wrapsFor(memberId)
  await desk.api.post(`${pathOf(file)}/people`, { memberId, as: 'fallback', wraps })
  did(file, 'fallback', memberId)
}

/** Whoever goes themselves says so first: afterwards they cannot. */
export async function takeOff(desk: Desk, file: CaseFile, memberId: string): Promise<void> {
  const isMe = memberId === desk.me.memberId
  if (isMe) await file.track.outbox.done(did(file, 'taken-off', memberId))
  await desk.api.delete(`${pathOf(file)}/people/${memberId}`)
  if (!isMe) did(file, 'taken-off', memberId)
}

/** The note first, so that whoever is asked can read why. */
export async function offer(desk: Desk, file: CaseFile, { to, note }: { to: string; note: string }): Promise<void> {
  await file.track.outbox.done(file.put({ k: 'handover', to, note, at: file.time() }))
  const wraps: CaseWrap[] = await file.keys.wrapsFor(to)
  await desk.api.post(`${pathOf(file)}/offer`, { to, wraps })
}

export async function answer(desk: Desk, file: CaseFile, said: 'accepted' | 'declined' | 'withdrawn'): Promise<void> {
  const deed = ({ accepted: 'took-over', declined: 'declined', withdrawn: 'withdrew' } as const)[said]
  const isLast = said === 'declined'
  if (isLast) await file.track.outbox.done(did(file, deed, desk.me.memberId))
  await desk.api.put(`${pathOf(file)}/offer`, { answer: said })
  if (!isLast) did(file, deed, desk.me.memberId)
}

export async function closeCase(desk: Desk, file: CaseFile): Promise<void> {
  await desk.api.post(`${pathOf(file)}/close`)
  did(file, 'closed')
}

export async function reopenCase(desk: Desk, file: CaseFile): Promise<void> {
  await desk.api.post(`${pathOf(file)}/reopen`)
  did(file, 'reopened')
}

/** Puts a conversation into the case. `agreed`: from the second on, the person's yes in the crew's words. */
export async function link(desk: Desk, file: CaseFile, given: { contactId: string; agreed: string }): Promise<void> {
  const { contactId, agreed } = given
  await desk.api.post(`${pathOf(file)}/contacts`, { contactId, agreed: agreed.trim() !== '' })
  file.put({ k: 'link', contactId, agreed: agreed.trim(), at: file.time() })
}

export async function unlink(desk: Desk, file: CaseFile, contactId: string): Promise<void> {
  await desk.api.delete(`${pathOf(file)}/contacts/${contactId}`)
  did(file, 'unlinked', contactId)
}
