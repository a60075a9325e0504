import { day } from '#platform/clock'
import { isOver, stepState, type Step, type StepState } from '../path-rules.ts'
import { skillState, type Held, type SkillState } from '../rules.ts'
import type { HeldView, PersonView, StepView } from '../wire.ts'
import type { Path, Training } from './training.ts'

const soon = 30 * day

export type Has = { state: SkillState; held: HeldView | null; isSoon: boolean }

/** How somebody and a skill stand now, as the server's own rules say. */
export function has(person: PersonView | null, skillId: string, now: number): Has {
  const held = person?.skills.find((one) => one.skillId === skillId) ?? null
  const state = skillState(held && asHeld(held), new Date(now))
  const left = held?.expiresAt ? Date.parse(held.expiresAt) - now : Infinity
  return { state, held, isSoon: state === 'confirmed' && left <= soon }
}

const date = (at: string | null): Date | null => (at === null ? null : new Date(at))
const asHeld = (held: HeldView): Held => ({
  claimedAt: date(held.claimedAt),
  confirmed: held.confirmedAt
    ? { by: held.confirmedBy!, at: new Date(held.confirmedAt), expiresAt: date(held.expiresAt) }
    : null,
  taken: held.takenAt ? { by: held.takenBy!, at: new Date(held.takenAt) } : null,
})

export type WalkedStep = { step: Step; own: StepView; state: StepState; isOverdue: boolean }

/** The steps of somebody's path, in order, each as it stands. */
export function walkedSteps(person: PersonView, path: Path | null, now: number): WalkedStep[] {
  const walk = person.walk
  if (!walk || !path) return []
  const counts = (stepId: string): number => walk.steps.find((one) => one.stepId === stepId)?.marks.length ?? 0
  return path.steps.flatMap((step) => {
    const own = walk.steps.find(({ stepId }) => stepId === step.stepId)
    if (!own) return []
    const state = stepState(path.steps, step.stepId, counts)
    const isOverdue = !walk.byHand && !isOver(state) && Date.parse(own.dueAt) <= now
    return [{ step, own, state, isOverdue }]
  })
}

/** How many of the steps are over. */
export const overOf = (steps: readonly WalkedStep[]): number => steps.filter(({ state }) => isOver(state)).length

export type Attention =
  | { kind: 'overdue'; memberId: string; stepId: string; version: number; at: string; isMine: boolean }
  | { kind: 'ended' | 'ending' | 'claim'; memberId: string; skillId: string; at: string }

const urgency = { overdue: 0, ended: 1, claim: 2, ending: 3 } as const

/** What is to be looked at first: what I look after and is overdue, what ended, who waits, what ends soon; the oldest first. */
export function attention(
  training: Pick<Training, 'people' | 'offered' | 'pathAt'>,
  me: string,
  now: number,
): Attention[] {
  const all = training.people.flatMap((person): Attention[] => {
    const { memberId, walk } = person
    const late = walkedSteps(person, walk && training.pathAt(walk.version), now).filter(({ isOverdue }) => isOverdue)
    const skills = training.offered.map(({ skillId }) => ({ skillId, ...has(person, skillId, now) }))
    return [
      ...late.map(({ own }) => ({
        kind: 'overdue' as const,
        memberId,
        stepId: own.stepId,
        version: walk!.version,
        at: own.dueAt,
        isMine: own.ownerId === me,
      })),
      ...skills.flatMap(({ skillId, state, held, isSoon }): Attention[] => {
        const base = { memberId, skillId }
        if (state === 'expired') return [{ ...base, kind: 'ended', at: held!.expiresAt! }]
        if (state === 'claimed') return [{ ...base, kind: 'claim', at: held!.claimedAt! }]
        return isSoon ? [{ ...base, kind: 'ending', at: held!.expiresAt! }] : []
      }),
    ]
  })
  const rank = (one: Attention): number => urgency[one.kind] - (one.kind === 'overdue' && one.isMine ? 1 : 0)
  return all.toSorted((a, b) => rank(a) - rank(b) || Date.parse(a.at) - Date.parse(b.at))
}
