import type { Desk } from '#features/keys/browser'
import { randomId } from '#platform/ids'
import type { Language } from '#platform/words'
import type { Application, Days, HandState, State } from '../rules.ts'
import { sealByHand, sealNote, type Note } from '../sealing.ts'
import type { HelpKept, StepAsked } from '../wire.ts'

type Doors = Pick<Desk, 'api'> & { keyring: Pick<Desk['keyring'], 'sealToCircle'> }
type Api = Pick<Desk, 'api'>

const pathOf = (newcomerId: string, rest = ''): string => `/api/newcomers/${newcomerId}${rest && `/${rest}`}`

export const step = ({ api }: Api, newcomerId: string, asked: StepAsked): Promise<unknown> =>
  api.post(pathOf(newcomerId, 'steps'), asked)

export const stepBack = (doors: Api, newcomerId: string, from: State): Promise<unknown> =>
  step(doors, newcomerId, { kind: 'back', from })

export const handOver = ({ api }: Api, newcomerId: string, to: { ownerId: string; dueAt: string }): Promise<unknown> =>
  api.put(pathOf(newcomerId, 'owner'), to)

const sealed = async ({ keyring }: Doors, newcomerId: string, note: Note) => {
  const noteId = randomId()
  return { noteId, sealed: await sealNote(keyring, { newcomerId, noteId }, note) }
}

/** Sealed here. Returns its id. */
export async function addNote(doors: Doors, newcomerId: string, text: string): Promise<string> {
  const { noteId, ...note } = await sealed(doors, newcomerId, { kind: 'note', text })
  await doors.api.put(pathOf(newcomerId, `notes/${noteId}`), note)
  return noteId
}

export const removeNote = ({ api }: Api, newcomerId: string, noteId: string): Promise<unknown> =>
  api.delete(pathOf(newcomerId, `notes/${noteId}`))

/** The reason is sealed here; without one nothing is kept of it. */
export async function decline(
  doors: Doors,
  newcomerId: string,
  { from, text }: { from: HandState; text: string },
): Promise<void> {
  const reason = text === '' ? null : await sealed(doors, newcomerId, { kind: 'reason', text })
  await step(doors, newcomerId, { kind: 'declined', from, ...(reason ? { reason } : {}) })
}

export const withdraw = ({ api }: Api, newcomerId: string): Promise<unknown> => api.delete(pathOf(newcomerId))

/** Sealed here. The words that erase it, for whoever asked. */
export async function byHand(
  { api, keyring }: Doors,
  { written, language }: { written: Application; language: Language },
): Promise<HelpKept> {
  const newcomerId = randomId()
  const sealed = await sealByHand(keyring, newcomerId, { ...written, at: Date.now() })
  return api.post<HelpKept>('/api/newcomers', { newcomerId, language, sealed })
}

export const setPaused = ({ api }: Api, paused: boolean): Promise<unknown> => api.put(pathOf('paused'), { paused })

export const setDays = ({ api }: Api, days: Days): Promise<unknown> => api.put(pathOf('days'), days)
