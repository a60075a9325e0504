import type { Desk } from '#features/keys/browser'
import { randomId } from '#platform/ids'
import type { NudgeKind } from '../load.ts'
import type { ListeningAct } from '../rules.ts'
import type { SealedView } from '../wire.ts'
import { openAnswer, openThanks, sealAnswer, sealQuestions, sealThanks, type Answer, type Question } from './sealing.ts'

type Doors = Pick<Desk, 'api' | 'me'> & {
  keyring: Pick<Desk['keyring'], 'sealForReaders' | 'openForMe' | 'sealToCircle' | 'openForCircle'>
}
type Api = Pick<Doors, 'api'>

export type ToAnswer = { debriefId: string; carerId: string | null; answer: Answer; talkWith: string | null }

/** Sealed here; when they would like to talk, somebody is asked in the same moment. */
export async function sendAnswer({ api, me, keyring }: Doors, of: ToAnswer): Promise<void> {
  const { debriefId, carerId, answer, talkWith } = of
  const sealed = await sealAnswer(keyring, { debriefId, by: me.memberId, carerId }, answer)
  const listening = talkWith === null ? null : { listeningId: randomId(), ownerId: talkWith }
  await api.put(`/api/care/debriefs/${debriefId}`, { carerId, sealed, listening })
}

export const sayNotNow = ({ api }: Api, debriefId: string): Promise<unknown> =>
  api.put(`/api/care/debriefs/${debriefId}/not-now`)
export const askAgain = ({ api }: Api, debriefId: string): Promise<unknown> =>
  api.delete(`/api/care/debriefs/${debriefId}/not-now`)
export const destroyAnswer = ({ api }: Api, debriefId: string): Promise<unknown> =>
  api.delete(`/api/care/debriefs/${debriefId}`)

/** null: it does not open here. */
export async function readAnswer({ api, keyring }: Doors, debriefId: string): Promise<Answer | null> {
  const { sealed } = await api.get<SealedView>(`/api/care/debriefs/${debriefId}`)
  return openAnswer(keyring, debriefId, sealed).catch(() => null)
}

export const wishToTalk = ({ api }: Api, ownerId: string): Promise<unknown> =>
  api.post('/api/care/listenings', { listeningId: randomId(), ownerId })
export const actOnListening = (
  { api }: Api,
  listeningId: string,
  { act, to }: { act: ListeningAct; to?: string },
): Promise<unknown> => api.put(`/api/care/listenings/${listeningId}`, { act, ...(to ? { to } : {}) })

const nightPath = (shiftId: string, memberId: string): string => `/api/care/hard-nights/${shiftId}/${memberId}`
export const sayHard = ({ api }: Api, of: { shiftId: string; memberId: string }): Promise<unknown> =>
  api.put(nightPath(of.shiftId, of.memberId))
export const unsayHard = ({ api }: Api, of: { shiftId: string; memberId: string }): Promise<unknown> =>
  api.delete(nightPath(of.shiftId, of.memberId))

type Seat = { shiftId: string; seatId: string; slot: number }
/** Asked of everybody who could, as one that they cannot do: it is theirs until somebody has taken it. Its id. */
export async function offerSeat({ api }: Api, { shiftId, seatId, slot }: Seat): Promise<string> {
  const offerId = randomId()
  await api.post('/api/shifts/offers', { offerId, shiftId, seatId, slot, kind: 'drop', asked: null })
  return offerId
}
export const keepSeat = ({ api }: Api, offerId: string): Promise<unknown> => api.delete(`/api/shifts/offers/${offerId}`)

/** They have rested enough: from now on they may take shifts again. */
export const endRest = ({ api }: Api): Promise<unknown> => api.put('/api/care/rest/end')
export const restOn = ({ api }: Api): Promise<unknown> => api.delete('/api/care/rest/end')

type Nudged = { memberId: string; kind: NudgeKind }
const pausePath = ({ memberId, kind }: Nudged): string => `/api/care/nudges/${memberId}/${kind}/pause`
export const pauseNudge = ({ api }: Api, of: Nudged): Promise<unknown> => api.put(pausePath(of))
export const sayNudgeAgain = ({ api }: Api, of: Nudged): Promise<unknown> => api.delete(pausePath(of))

/** Sealed here for the two of them. Its id, by which it is taken back. */
export async function thank(
  { api, me, keyring }: Doors,
  { shiftId, toId, written }: { shiftId: string; toId: string; written: string },
): Promise<string> {
  const thanksId = randomId()
  const sealed = await sealThanks(keyring, { thanksId, from: me.memberId, to: toId }, written.trim())
  await api.post('/api/care/thanks', { thanksId, shiftId, toId, sealed })
  return thanksId
}
export const seeThanks = ({ api }: Api, thanksId: string): Promise<unknown> =>
  api.put(`/api/care/thanks/${thanksId}/seen`)
export const destroyThanks = ({ api }: Api, thanksId: string): Promise<unknown> =>
  api.delete(`/api/care/thanks/${thanksId}`)

/** '' for no words; null: it does not open here. */
export async function readThanks({ api, keyring }: Doors, thanksId: string): Promise<string | null> {
  const { sealed } = await api.get<SealedView>(`/api/care/thanks/${thanksId}`)
  return openThanks(keyring, thanksId, sealed).catch(() => null)
}

export async function saveQuestions(
  { api, keyring }: Doors,
  { version, questions }: { version: number; questions: readonly Question[] },
): Promise<void> {
  await api.put('/api/care/questions', { version, sealed: await sealQuestions(keyring, questions) })
}
export const saveRules = ({ api }: Api, of: { version: number; restHours: number }): Promise<unknown> =>
  api.put('/api/care/rules', of)
