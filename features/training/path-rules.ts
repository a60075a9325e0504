import { day } from '#platform/clock'

export const mostSteps = 40
export const mostTimes = 20
export const longestDays = 730
/** A step that is overdue is called out again after so long. */
export const overdueAgain = 7 * day

export const stepKinds = ['session', 'reading', 'shadow', 'sign-off'] as const
export type StepKind = (typeof stepKinds)[number]
/** `times`: how often, for shadow shifts; else 1. `days`: after the path began, it is due. */
export type Step = { stepId: string; kind: StepKind; times: number; days: number }
export type PathProblem = 'same-id' | 'no-sign-off' | 'times'
/** How many marks a step has. */
export type Counts = (stepId: string) => number
export type StepState = 'waiting' | 'open' | 'counting' | 'done' | 'signed'
export type Standing = 'trainee' | 'experienced'

/** Why a path cannot be walked, or null. Without steps there is none: everybody is experienced. Its end is somebody's word. */
export function pathProblem(steps: readonly Step[]): PathProblem | null {
  if (new Set(steps.map(({ stepId }) => stepId)).size < steps.length) return 'same-id'
  if (steps.some(({ kind, times }) => kind !== 'shadow' && times !== 1)) return 'times'
  const last = steps.at(-1)
  return last && last.kind !== 'sign-off' ? 'no-sign-off' : null
}

const isFull = ({ stepId, times }: Step, counts: Counts): boolean => counts(stepId) >= times

/** A sign-off waits for every step before it. */
export function stepState(steps: readonly Step[], stepId: string, counts: Counts): StepState {
  const at = steps.findIndex((step) => step.stepId === stepId)
  const step = steps[at]!
  if (isFull(step, counts)) return step.kind === 'sign-off' ? 'signed' : 'done'
  if (step.kind === 'sign-off') return steps.slice(0, at).every((one) => isFull(one, counts)) ? 'open' : 'waiting'
  return counts(stepId) > 0 ? 'counting' : 'open'
}

export const isOver = (state: StepState): boolean => state === 'done' || state === 'signed'

export const standingBy = (steps: readonly Step[], counts: Counts): Standing =>
  steps.every((step) => isFull(step, counts)) ? 'experienced' : 'trainee'

export type Hand = 'self' | 'owner' | 'planner'
const marksBy: Record<StepKind, readonly Hand[]> = {
  session: ['self', 'owner', 'planner'],
  reading: ['self', 'owner', 'planner'],
  shadow: ['owner', 'planner'],
  'sign-off': ['planner'],
}

/** What somebody is to a step of somebody's path. On their own path a planner is whoever walks it, and nothing else. */
export function handsOf(
  by: { memberId: string; plans: boolean },
  of: { memberId: string; ownerId: string | null },
): Hand[] {
  if (by.memberId === of.memberId) return ['self']
  const hands: Record<Exclude<Hand, 'self'>, boolean> = { owner: by.memberId === of.ownerId, planner: by.plans }
  return (['owner', 'planner'] as const).filter((hand) => hands[hand])
}

export type MarkRefusal = 'not-yours' | 'step-done' | 'step-waits' | 'signed'

/** Why these hands cannot mark this step now, or null. */
export function markProblem(hands: readonly Hand[], kind: StepKind, state: StepState): MarkRefusal | null {
  if (!hands.some((hand) => marksBy[kind].includes(hand))) return 'not-yours'
  if (isOver(state)) return 'step-done'
  return state === 'waiting' ? 'step-waits' : null
}

/** Why a mark cannot be undone, or null: by whoever made it, or who plans; never from below a signature. */
export function unmarkProblem(
  mark: { isOwn: boolean; hands: readonly Hand[]; stepId: string },
  steps: readonly Step[],
  counts: Counts,
): MarkRefusal | null {
  if (!mark.isOwn && !mark.hands.includes('planner')) return 'not-yours'
  const after = steps.slice(steps.findIndex(({ stepId }) => stepId === mark.stepId) + 1)
  return after.some((step) => step.kind === 'sign-off' && isFull(step, counts)) ? 'signed' : null
}

/** Who looks after a step that nobody was named for: of those who plan, who looks after fewest. null when nobody else does. */
export function ownerFor(planners: readonly { memberId: string; load: number }[], walker: string): string | null {
  const others = planners.filter(({ memberId }) => memberId !== walker)
  return others.toSorted((a, b) => a.load - b.load || (a.memberId < b.memberId ? -1 : 1)).at(0)?.memberId ?? null
}

/** When an overdue step is called out: when it is due, or, when that is past, a week from now. */
export const callOutAt = (dueAt: Date, now: Date): Date =>
  dueAt > now ? dueAt : new Date(now.getTime() + overdueAgain)

/** The shadow step that a shift counts for: the first that has room. */
export const shadowStep = (steps: readonly Step[], counts: Counts): string | null =>
  steps.find((step) => step.kind === 'shadow' && !isFull(step, counts))?.stepId ?? null
