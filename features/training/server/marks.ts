import type { DeadlineHandler } from '#platform/house'
import { alarm } from '#features/alarms'
import {
  callOutAt,
  handsOf,
  markProblem,
  shadowStep,
  stepState,
  unmarkProblem,
  type Counts,
  type MarkRefusal,
} from '../path-rules.ts'
import { tell, type Tx } from './moments.ts'
import { lockWalk, type Path, type Walk } from './store-paths.ts'
import { deleteMark, insertMark, marksOf, putStep, stepOf, type MarkLine, type OwnStep } from './store-steps.ts'
import { armStep, countsOf, isActive, pathAt, settle, stepKey, stepKind, type WalkPlace } from './walks.ts'

export type Marker = { memberId: string; plans: boolean }
type StepPlace = WalkPlace & { stepId: string }
export type StepRefusal = MarkRefusal | 'no-step' | 'own' | 'no-member'

type Walked = { walk: Walk; path: Path; own: OwnStep | null; marks: MarkLine[]; counts: Counts }

/** Everything about one step of somebody's path, with the path locked; null when they walk none. */
async function walkedAt(tx: Tx, { teamId, memberId, stepId }: StepPlace): Promise<Walked | null> {
  const walk = await lockWalk(tx.sql, teamId, memberId)
  const path = walk && (await pathAt(tx, teamId, walk.version))
  if (!path) return null
  const marks = await marksOf(tx.sql, teamId, [memberId])
  const own = await stepOf(tx.sql, { teamId, memberId, stepId })
  return { walk, path, own, marks, counts: countsOf(marks) }
}

/** Somebody did it. Said twice with the same id, it is once. */
export async function mark(
  tx: Tx,
  place: StepPlace,
  { by, markId, note }: { by: Marker; markId: string; note: Uint8Array | null },
): Promise<StepRefusal | null> {
  const { teamId, memberId, stepId } = place
  const found = await walkedAt(tx, place)
  const step = found?.path.steps.find((one) => one.stepId === stepId)
  if (!found || !step) return by.memberId === memberId || by.plans ? 'no-step' : 'not-yours'
  const hands = handsOf(by, { memberId, ownerId: found.own?.ownerId ?? null })
  const isThere = found.marks.some((one) => one.markId === markId && one.stepId === stepId && one.by === by.memberId)
  if (isThere) return null
  const problem = markProblem(hands, step.kind, stepState(found.path.steps, stepId, found.counts))
  if (problem) return problem
  const at = tx.house.clock.now()
  await insertMark(tx.sql, teamId, { memberId, stepId, markId, by: by.memberId, at, sealedNote: note })
  await settle(tx, place, { walk: found.walk, was: found.walk.standing, by: by.memberId })
  return null
}

export async function unmark(
  tx: Tx,
  place: StepPlace,
  { by, markId }: { by: Marker; markId: string },
): Promise<StepRefusal | null> {
  const { teamId, memberId, stepId } = place
  const found = await walkedAt(tx, place)
  const one = found?.marks.find((each) => each.markId === markId && each.stepId === stepId)
  if (!found || !found.path.steps.some((step) => step.stepId === stepId))
    return by.memberId === memberId || by.plans ? 'no-step' : 'not-yours'
  const hands = handsOf(by, { memberId, ownerId: found.own?.ownerId ?? null })
  if (!one) return hands.length > 0 ? null : 'not-yours'
  const asked = { isOwn: one.by === by.memberId, hands, stepId }
  const problem = unmarkProblem(asked, found.path.steps, found.counts)
  if (problem) return problem
  await deleteMark(tx.sql, { teamId, memberId, markId })
  await settle(tx, place, { walk: found.walk, was: found.walk.standing, by: by.memberId })
  return null
}

/** Who looks after a step and until when: said by who plans, or by whoever looks after it now. */
export async function lookAfter(
  tx: Tx,
  place: StepPlace,
  { by, ownerId, dueAt }: { by: Marker; ownerId: string; dueAt: Date },
): Promise<StepRefusal | null> {
  const { teamId, memberId } = place
  const walk = await lockWalk(tx.sql, teamId, memberId)
  const own = walk && (await stepOf(tx.sql, place))
  if (!own) return by.plans ? 'no-step' : 'not-yours'
  const hands = handsOf(by, { memberId, ownerId: own.ownerId })
  if (!hands.includes('planner') && !hands.includes('owner')) return 'not-yours'
  if (ownerId === memberId) return 'own'
  if (!(await isActive(tx.sql, { teamId, memberId: ownerId }))) return 'no-member'
  const step = { ...own, ownerId, dueAt }
  await putStep(tx.sql, teamId, step)
  if (!own.isDone && !walk.byHand) await armStep(tx, teamId, step)
  tell(tx, teamId)
  return null
}

/** For the roster: a shift that somebody sat beside is over. Counts once, however often it is said; nothing for others. */
export async function shadowDone(
  tx: Tx,
  { teamId, memberId, shiftId }: { teamId: string; memberId: string; shiftId: string },
): Promise<void> {
  const walk = await lockWalk(tx.sql, teamId, memberId)
  const path = walk && !walk.byHand ? await pathAt(tx, teamId, walk.version) : null
  if (!walk || !path) return
  const marks = await marksOf(tx.sql, teamId, [memberId])
  const stepId = shadowStep(path.steps, countsOf(marks))
  if (!stepId || marks.some(({ markId }) => markId === shiftId)) return
  const at = tx.house.clock.now()
  await insertMark(tx.sql, teamId, { memberId, stepId, markId: shiftId, by: null, at, sealedNote: null })
  await settle(tx, { teamId, memberId }, { walk, was: walk.standing, by: null })
}

/** A step that is not done is due: one neutral sentence to whoever looks after it, and again every week. */
export const stepDeadline = (house: Tx['house']): DeadlineHandler => ({
  kind: stepKind,
  async handle(sql, afterCommit, { teamId, key }) {
    const [memberId, stepId] = key.split(' ') as [string, string]
    const step = await stepOf(sql, { teamId, memberId, stepId })
    if (!step || step.isDone) return
    const now = house.clock.now()
    if (step.dueAt <= now) {
      const whom = step.ownerId === null ? { permission: 'crew.plan' as const } : { memberIds: [step.ownerId] }
      afterCommit(() => void alarm(house, { teamId, kind: 'notice', ...whom }))
    }
    const dueAt = callOutAt(step.dueAt, now)
    await house.deadlines.set(sql, { teamId, kind: stepKind, key: stepKey({ memberId, stepId }), dueAt })
    tell({ sql, afterCommit, house }, teamId)
  },
})
