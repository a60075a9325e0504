import { z } from 'zod'
import type { PromiseKind, PromiseState } from './rules.ts'

export type { OwedFilter } from './rules.ts'

const when = z.iso.datetime({ offset: true })

/** POST /api/promises. Its words stand sealed in the case's track before this is said; said twice, it is the same promise. */
export const makeSchema = z.strictObject({
  promiseId: z.uuid(),
  kind: z.enum(['callback', 'follow-up']),
  caseId: z.uuid(),
  ownerId: z.uuid(),
  fallbackId: z.uuid(),
  dueAt: when,
})
export type Make = z.infer<typeof makeSchema>

/** POST /api/promises/:promiseId/attempt: its owner is about to call. The attempt's id is theirs. */
export const attemptSchema = z.strictObject({ attemptId: z.uuid() })
/** PUT …/attempt: what follows from how it went. How it went is sealed in the case's track. */
export const attemptedSchema = z.strictObject({
  attemptId: z.uuid(),
  follows: z.enum(['reached', 'again', 'stopped']),
})
export const giveSchema = z.strictObject({ to: z.uuid() })
export const moveSchema = z.strictObject({ dueAt: when })
export const againSchema = z.strictObject({ to: z.uuid(), dueAt: when })
export const awaySchema = z.strictObject({ until: when.nullable() })
export const policySchema = z.strictObject({
  attempts: z.int().min(1).max(20),
  apartMinutes: z.int().min(1).max(10_080),
})

/** One promise, as its place in the list shows it: no words, which only the readers of its case can open. Times are ISO 8601. */
export type OwedPromise = {
  promiseId: string
  kind: PromiseKind
  caseId: string
  lineId: string
  state: PromiseState
  ownerId: string
  fallbackId: string | null
  dueAt: string
  late: boolean
  attempts: number
  triedAt: string | null
  attemptId: string | null
  changedAt: string
  practice: boolean
}

/** `opens`: whoever looks may open its case. */
export type OwedRow = OwedPromise & { opens: boolean }

/**
 * GET /api/owed?filter=…&limit=…: what is due first stands first. `total` and `late`: all there are under this filter, but
 * for practice, which is never counted; `practice`: how much of that there is, so that the end of the list is known.
 */
export type OwedView = {
  promises: OwedRow[]
  total: number
  late: number
  practice: number
  shift: ShiftView
  aways: AwayView[]
}
/** `endedAt`: when the last shift of any line ended; null when none did in the last weeks. `opensAt`: the next; null while one is open. */
export type ShiftView = { endedAt: string | null; opensAt: string | null; open: boolean }
export type AwayView = { memberId: string; until: string }

/** The topic `owed`: tells that something changed, and how much is whose, without saying what. */
export type OwedPulse = { changedAt: string | null; mine: number; mineLate: number; aways: AwayView[] }

/** GET /api/promises/of/:caseId. `keepers`: who can own one of it, or stand behind its owner: they can open the case and are there. */
export type CasePromisesView = {
  promises: OwedPromise[]
  keepers: { memberId: string; isSteward: boolean }[]
  policy: { attempts: number; apartMinutes: number }
}

export type PolicyView = { lineId: string; attempts: number; apartMinutes: number }
