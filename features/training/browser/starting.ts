import { orderedId } from '#platform/ids'
import { words } from '../words.ts'
import type { Step, StepKind } from '../path-rules.ts'
import type { Named, PathWords } from './sealing.ts'

type SkillKey = keyof (typeof words)['en']['starting']
type StepKey = keyof (typeof words)['en']['startingSteps']

/** In order, with the months after which such a thing is usually shown again. */
const skills: [SkillKey, number | null][] = [
  ['deEscalation', null],
  ['firstAid', 24],
  ['naloxone', 24],
  ['medic', 24],
  ['driver', null],
  ['spanish', null],
  ['asl', null],
  ['partnerViolence', null],
  ['youth', null],
  ['suicide', 36],
]

/** What a team may begin with, in both languages. */
export const startingSkills = (): { name: Named; validFor: number | null }[] =>
  skills.map(([key, validFor]) => ({
    name: { en: words.en.starting[key], es: words.es.starting[key] },
    validFor,
  }))

const steps: [StepKey, StepKind, number, number][] = [
  ['welcome', 'session', 1, 14],
  ['policies', 'reading', 1, 14],
  ['deEscalation', 'session', 1, 30],
  ['practice', 'session', 1, 45],
  ['shadow', 'shadow', 3, 75],
  ['ready', 'sign-off', 1, 90],
]

export function startingPath(): { steps: Step[]; words: PathWords } {
  const made = steps.map(([key, kind, times, days]) => ({ key, step: { stepId: orderedId(), kind, times, days } }))
  return {
    steps: made.map(({ step }) => step),
    words: Object.fromEntries(
      made.map(({ key, step }) => [
        step.stepId,
        {
          name: { en: words.en.startingSteps[key], es: words.es.startingSteps[key] },
          note: { en: words.en.startingNotes[key], es: words.es.startingNotes[key] },
        },
      ]),
    ),
  }
}
