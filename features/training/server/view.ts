import { membersOf } from '#features/members'
import type { Member } from '#platform/visitors'
import type { Tx } from './moments.ts'
import type { HeldView, NotesView, PersonView, TrainingView, WalkView } from '../wire.ts'
import { newestVersion, pathsAt, walksOf, type Path, type Walk } from './store-paths.ts'
import { heldBy, skillNotes, skillsOf, type HeldLine } from './store-skills.ts'
import { markNotes, marksOf, stepsOf, walkersOf, type MarkLine, type OwnStep } from './store-steps.ts'

type Sql = Tx['sql']
const iso = (at: Date | null): string | null => at?.toISOString() ?? null
const sealed = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** What somebody may see of it: who plans everything, others their own, and the paths they look after a step of. */
export async function trainingView(sql: Sql, visitor: Member): Promise<TrainingView> {
  const { teamId, memberId } = visitor
  const plans = visitor.permissions.has('crew.plan')
  const active = (await membersOf(sql, teamId)).filter(({ state }) => state === 'active')
  const walkers = plans ? [] : await walkersOf(sql, teamId, memberId)
  const ids = plans ? active.map((one) => one.memberId) : [...new Set([memberId, ...walkers])]
  const [held, walks] = [await heldBy(sql, teamId, plans ? ids : [memberId]), await walksOf(sql, teamId, ids)]
  const [steps, marks] = [await stepsOf(sql, teamId, ids), await marksOf(sql, teamId, ids)]
  const version = await newestVersion(sql, teamId)
  const paths = await pathsAt(sql, teamId, [...new Set([version, ...walks.map((walk) => walk.version)])])
  const rows = { held, walks, steps, marks, paths }
  return {
    version,
    skills: (await skillsOf(sql, teamId)).map(({ sealedName, ...skill }) => ({ ...skill, sealed: sealed(sealedName) })),
    paths: paths.map(({ sealedWords, madeAt, ...path }) => ({
      ...path,
      sealed: sealed(sealedWords),
      madeAt: madeAt.toISOString(),
    })),
    people: ids.map((id) => personView(id, rows)),
  }
}

type Rows = { held: HeldLine[]; walks: Walk[]; steps: OwnStep[]; marks: MarkLine[]; paths: Path[] }

function personView(memberId: string, rows: Rows): PersonView {
  const isTheirs = (row: { memberId: string }): boolean => row.memberId === memberId
  const walk = rows.walks.find(isTheirs)
  const path = walk && rows.paths.find(({ version }) => version === walk.version)
  const own = { steps: rows.steps.filter(isTheirs), marks: rows.marks.filter(isTheirs) }
  return {
    memberId,
    skills: rows.held.filter(isTheirs).map(heldView),
    walk: walk ? walkView(walk, path, own) : null,
  }
}

const heldView = ({ skillId, confirmedBy, takenBy, hasNote, ...at }: HeldLine): HeldView => ({
  skillId,
  confirmedBy,
  takenBy,
  hasNote,
  claimedAt: iso(at.claimedAt),
  confirmedAt: iso(at.confirmedAt),
  expiresAt: iso(at.expiresAt),
  takenAt: iso(at.takenAt),
})

function walkView(walk: Walk, path: Path | undefined, own: { steps: OwnStep[]; marks: MarkLine[] }): WalkView {
  const { version, standing, byHand, setBy } = walk
  const steps = (path?.steps ?? []).flatMap(({ stepId }) => {
    const step = own.steps.find((one) => one.stepId === stepId)
    if (!step) return []
    const marks = own.marks.filter((one) => one.stepId === stepId)
    const told = marks.map(({ markId, by, at, hasNote }) => ({ markId, by, at: at.toISOString(), hasNote }))
    return [{ stepId, ownerId: step.ownerId, dueAt: step.dueAt.toISOString(), marks: told }]
  })
  const [begunAt, setAt] = [walk.begunAt.toISOString(), walk.setAt.toISOString()]
  return { version, begunAt, standing, byHand, setBy, setAt, steps }
}

/** What was noted about somebody, sealed to the coordinators' circle. */
export async function notesOf(sql: Sql, teamId: string, memberId: string): Promise<NotesView> {
  const byId = (notes: { id: string; note: Uint8Array }[]): Record<string, string> =>
    Object.fromEntries(notes.map(({ id, note }) => [id, sealed(note)]))
  return {
    skills: byId(await skillNotes(sql, teamId, memberId)),
    marks: byId(await markNotes(sql, teamId, memberId)),
  }
}
