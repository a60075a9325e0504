import { z } from 'zod'
import { longestValid, mostSkills } from './rules.ts'
import { longestDays, mostSteps, mostTimes, stepKinds, type Standing, type Step } from './path-rules.ts'

const sealed = (longest: number) => z.base64url().min(1).max(longest)
const note = sealed(32_768).nullable().optional()
const when = z.iso.datetime({ offset: true })
const ordered = z.uuidv7()

/** PUT /api/training/skills: makes or changes. New ones stand at the end, in this order. */
export const skillsSchema = z.strictObject({
  skills: z
    .array(
      z.strictObject({
        skillId: ordered,
        sealed: sealed(8192),
        validFor: z.int().min(1).max(longestValid).nullable(),
      }),
    )
    .min(1)
    .max(mostSkills),
})
/** PUT /api/training/skills/order: every skill there is, retired ones too. */
export const orderSchema = z.strictObject({ skillIds: z.array(ordered).max(mostSkills) })
export const retiredSchema = z.strictObject({ retired: z.boolean() })

/** PUT /api/training/people/:memberId/skills/:skillId. A note that is left out stays as it is; null takes it away. */
export const confirmSchema = z.strictObject({ expiresAt: when.nullable(), note })

/** PUT /api/training/path. `version`: the one it was made from, so that two editors never overwrite each other. */
export const pathSchema = z.strictObject({
  version: z.int().min(0).max(1_000_000),
  steps: z
    .array(
      z.strictObject({
        stepId: ordered,
        kind: z.enum(stepKinds),
        times: z.int().min(1).max(mostTimes),
        days: z.int().min(0).max(longestDays),
      }),
    )
    .max(mostSteps),
  sealed: sealed(256 * 1024),
})
/** PUT …/people/:memberId/standing. `ownerId`: who looks after the steps of a path that begins. */
export const standingSchema = z.strictObject({
  standing: z.enum(['trainee', 'experienced']),
  ownerId: z.uuid().optional(),
})
/** PUT …/people/:memberId/version: goes on on another version; what was done stays done. */
export const versionSchema = z.strictObject({ version: z.int().min(1).max(1_000_000) })
/** PUT …/people/:memberId/steps/:stepId. */
export const lookAfterSchema = z.strictObject({ ownerId: z.uuid(), dueAt: when })
/** PUT …/steps/:stepId/marks/:markId; the id is made by whoever marks, so that saying it twice is once. */
export const markSchema = z.strictObject({ note })

/** Times are ISO 8601. */
export type SkillView = { skillId: string; sealed: string; validFor: number | null; retired: boolean }
export type HeldView = {
  skillId: string
  claimedAt: string | null
  confirmedBy: string | null
  confirmedAt: string | null
  expiresAt: string | null
  takenBy: string | null
  takenAt: string | null
  hasNote: boolean
}
export type MarkView = { markId: string; by: string | null; at: string; hasNote: boolean }
export type StepView = { stepId: string; ownerId: string | null; dueAt: string; marks: MarkView[] }
export type WalkView = {
  version: number
  begunAt: string
  standing: Standing
  byHand: boolean
  setBy: string | null
  setAt: string
  /** In the order of the version. */
  steps: StepView[]
}
export type PersonView = { memberId: string; skills: HeldView[]; walk: WalkView | null }
export type PathView = { version: number; steps: Step[]; sealed: string; madeAt: string }

/**
 * Topic `training`. `people`: whoever plans sees everybody; others themselves, with their skills, and of those whose steps they
 * look after the path only. `paths`: the newest, and those that these people walk.
 */
export type TrainingView = { skills: SkillView[]; version: number; paths: PathView[]; people: PersonView[] }

/** GET /api/training/people/:memberId/notes, for whoever plans: sealed to the coordinators’ circle. */
export type NotesView = { skills: Record<string, string>; marks: Record<string, string> }
