import type { Desk } from '#features/keys/browser'
import type { NotesView, PersonView } from '../wire.ts'
import { markNote, openNote, skillNote } from './sealing.ts'
import { trainingOn, type Path, type Skill } from './training.ts'

export type TrainingCopy = {
  skills: Skill[]
  paths: Path[]
  /** Notes by skill and by mark; what does not open is left out. */
  people: (PersonView & { notes: Record<string, string> })[]
}

/** All of it that this console opens, for a copy of the team. Throws AbortError when `signal` says so. */
export async function trainingCopy(desk: Desk, signal: AbortSignal): Promise<TrainingCopy> {
  const training = trainingOn(desk)
  await new Promise<void>((tell, stop) => {
    training.subscribe(({ isKnown }) => isKnown && tell())
    signal.addEventListener('abort', () => stop(signal.reason as Error), { once: true })
  })
  const versions = new Set([training.version, ...training.people.flatMap(({ walk }) => (walk ? [walk.version] : []))])
  const paths = [...versions].map((version) => training.pathAt(version)).filter((path) => path !== null)
  const people: TrainingCopy['people'] = []
  for (const person of training.people) {
    signal.throwIfAborted()
    people.push({ ...person, notes: hasNotes(person) ? await notesOf(desk, person) : {} })
  }
  return { skills: training.skills, paths, people }
}

const marksOf = ({ walk }: PersonView) =>
  (walk?.steps ?? []).flatMap(({ stepId, marks }) => marks.map((mark) => ({ ...mark, stepId })))

const hasNotes = (person: PersonView): boolean => [...person.skills, ...marksOf(person)].some(({ hasNote }) => hasNote)

async function notesOf({ api, keyring }: Desk, person: PersonView): Promise<Record<string, string>> {
  const { memberId } = person
  const { skills, marks } = await api.get<NotesView>(`/api/training/people/${memberId}/notes`)
  const sealed = [
    ...Object.entries(skills).map(([id, note]) => ({ id, note, about: skillNote(memberId, id) })),
    ...marksOf(person).flatMap(({ markId, stepId }) => {
      const note = marks[markId]
      return note ? [{ id: markId, note, about: markNote(memberId, stepId) }] : []
    }),
  ]
  const opened = sealed.map(async ({ id, note, about }) => [id, await openNote(keyring, about, note).catch(() => null)])
  return Object.fromEntries((await Promise.all(opened)).filter(([, note]) => note !== null)) as Record<string, string>
}
