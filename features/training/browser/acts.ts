import type { Desk } from '#features/keys/browser'
import { orderedId, randomId } from '#platform/ids'
import type { Standing, Step } from '../path-rules.ts'
import type { NotesView } from '../wire.ts'
import { markNote, openNote, sealNote, sealPath, sealSkill, skillNote, type Named, type PathWords } from './sealing.ts'

type Doors = Pick<Desk, 'api'> & { keyring: Pick<Desk['keyring'], 'sealToCircle' | 'openForCircle'> }
type Of = { memberId: string; skillId: string }
type At = { memberId: string; stepId: string }

/** Makes skills, or gives those that are there other words and another time. Sealed here. */
export async function putSkills(
  { api, keyring }: Doors,
  skills: readonly { skillId?: string; name: Named; validFor: number | null }[],
): Promise<void> {
  const sealed = skills.map(async ({ skillId = orderedId(), name, validFor }) => ({
    skillId,
    validFor,
    sealed: await sealSkill(keyring, skillId, name),
  }))
  await api.put('/api/training/skills', { skills: await Promise.all(sealed) })
}

export const orderSkills = ({ api }: Doors, skillIds: readonly string[]): Promise<unknown> =>
  api.put('/api/training/skills/order', { skillIds })

export const retire = ({ api }: Doors, skillId: string, retired: boolean): Promise<unknown> =>
  api.put(`/api/training/skills/${skillId}/retired`, { retired })

export const claim = ({ api }: Doors, skillId: string): Promise<unknown> => api.put(`/api/training/mine/${skillId}`)

const pathOf = ({ memberId, skillId }: Of): string => `/api/training/people/${memberId}/skills/${skillId}`

/** `note`: undefined leaves it as it is, '' takes it away. */
export async function confirm(
  { api, keyring }: Doors,
  of: Of,
  { expiresAt, note }: { expiresAt: string | null; note?: string | undefined },
): Promise<void> {
  const written = note?.trim()
  const sealed = written ? await sealNote(keyring, skillNote(of.memberId, of.skillId), written) : null
  await api.put(pathOf(of), { expiresAt, ...(note === undefined ? {} : { note: sealed }) })
}

export const takeBack = ({ api }: Doors, of: Of): Promise<unknown> => api.delete(pathOf(of))
export const undoSkill = ({ api }: Doors, of: Of): Promise<unknown> => api.post(`${pathOf(of)}/undo`)

/** What was noted about a skill of somebody; '' for nothing. null: it does not open here. */
export async function noteOnSkill({ api, keyring }: Doors, of: Of): Promise<string | null> {
  const { skills } = await api.get<NotesView>(`/api/training/people/${of.memberId}/notes`)
  const sealed = skills[of.skillId]
  return sealed ? openNote(keyring, skillNote(of.memberId, of.skillId), sealed).catch(() => null) : ''
}

/** What was noted with the marks of somebody's path, by mark; what does not open is left out. */
export async function notesOnMarks(
  { api, keyring }: Doors,
  memberId: string,
  stepOf: (markId: string) => string | undefined,
): Promise<Map<string, string>> {
  const { marks } = await api.get<NotesView>(`/api/training/people/${memberId}/notes`)
  const opened = Object.entries(marks).map(async ([markId, sealed]) => {
    const stepId = stepOf(markId)
    const note = stepId && (await openNote(keyring, markNote(memberId, stepId), sealed).catch(() => null))
    return note ? [[markId, note] as const] : []
  })
  return new Map((await Promise.all(opened)).flat())
}

/** The version that it is from now on. */
export async function savePath(
  { api, keyring }: Doors,
  { version, steps, words }: { version: number; steps: readonly Step[]; words: PathWords },
): Promise<number> {
  const sealed = await sealPath(keyring, words)
  return (await api.put<{ version: number }>('/api/training/path', { version, steps, sealed })).version
}

const stepPath = ({ memberId, stepId }: At): string => `/api/training/people/${memberId}/steps/${stepId}`

/** Its id, by which it is undone. */
export async function mark({ api, keyring }: Doors, at: At, note = ''): Promise<string> {
  const markId = randomId()
  const sealed = note.trim() ? await sealNote(keyring, markNote(at.memberId, at.stepId), note.trim()) : null
  await api.put(`${stepPath(at)}/marks/${markId}`, { note: sealed })
  return markId
}

export const unmark = ({ api }: Doors, at: At, markId: string): Promise<unknown> =>
  api.delete(`${stepPath(at)}/marks/${markId}`)

export const lookAfter = ({ api }: Doors, at: At, to: { ownerId: string; dueAt: string }): Promise<unknown> =>
  api.put(stepPath(at), to)

export const setStanding = (
  { api }: Doors,
  memberId: string,
  { standing, ownerId }: { standing: Standing; ownerId?: string | undefined },
): Promise<unknown> =>
  api.put(`/api/training/people/${memberId}/standing`, { standing, ...(ownerId ? { ownerId } : {}) })

export const moveTo = ({ api }: Doors, memberId: string, version: number): Promise<unknown> =>
  api.put(`/api/training/people/${memberId}/version`, { version })
