import { orderedId } from '#platform/ids'
import type { Step, StepKind } from '../path-rules.ts'
import { isNamed, tidy, type PathWords, type StepWords } from './sealing.ts'
import type { Path } from './training.ts'

/** A path while somebody edits it: its steps with their words, in order. */
export type Draft = (Step & { words: StepWords })[]

export const draftOf = (path: Path | null): Draft =>
  (path?.steps ?? []).map((step) => {
    const words = path?.words?.[step.stepId]
    return { ...step, words: { name: { ...words?.name }, note: { ...words?.note } } }
  })

/** A new one stands before the last sign-off, so that the path goes on ending with somebody's word. */
export function added(draft: Draft, kind: StepKind): Draft {
  const last = draft.at(-1)
  const days = last ? last.days : 30
  const step = { stepId: orderedId(), kind, times: kind === 'shadow' ? 3 : 1, days, words: { name: {}, note: {} } }
  const at = last?.kind === 'sign-off' && kind !== 'sign-off' ? draft.length - 1 : draft.length
  return draft.toSpliced(at, 0, step)
}

export function moved(draft: Draft, at: number, by: -1 | 1): Draft {
  const [one, other] = [draft[at], draft[at + by]]
  return one && other ? draft.with(at, other).with(at + by, one) : draft
}

/** Only shadow shifts are counted: a step that becomes something else is done once. */
export const ofKind = <One extends Step>(step: One, kind: StepKind): One => ({
  ...step,
  kind,
  times: kind === 'shadow' ? Math.max(step.times, 1) : 1,
})

export const isWhole = (draft: Draft): boolean => draft.every(({ words }) => isNamed(words.name))

/** What the server may know, and what is sealed. */
export function apart(draft: Draft): { steps: Step[]; words: PathWords } {
  return {
    steps: draft.map(({ stepId, kind, times, days }) => ({ stepId, kind, times, days })),
    words: Object.fromEntries(
      draft.map(({ stepId, words }) => [stepId, { name: tidy(words.name), note: tidy(words.note) }]),
    ),
  }
}

export const sameDraft = (one: Draft, other: Draft): boolean =>
  JSON.stringify(apart(one)) === JSON.stringify(apart(other))
