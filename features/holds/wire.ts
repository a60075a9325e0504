import { z } from 'zod'
import {
  longestPeriods,
  type Going,
  type MotionKind,
  type MotionState,
  type ObjectKind,
  type Periods,
} from './rules.ts'

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)

export const kindSchema = z.enum(['contact', 'case'])

/** The key of a reason, for one of those who may read the object. */
const holdWrap = z.strictObject({
  reader: z.string().regex(/^(member:[0-9a-f-]{36}|circle:(coordinators|stewards):\d{1,7})$/),
  sealed: base64url.max(12_000),
})

const days = (longest: number) => z.int().min(1).max(longest)

/** POST /api/motions. `motionId` is made by the console, so that the same motion sent twice is one. */
export const motionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hold'),
    motionId: z.uuid(),
    objectKind: kindSchema,
    objectId: z.uuid(),
    until: z.iso.datetime(),
    /** One sealed record (thread `hold` of the motion) with the reason. */
    reason: z.string().min(2).max(30_000),
    wraps: z.array(holdWrap).min(1).max(60),
  }),
  z.strictObject({
    kind: z.literal('periods'),
    motionId: z.uuid(),
    lineId: z.uuid(),
    contactDays: days(longestPeriods.contactDays),
    caseDays: days(longestPeriods.caseDays),
  }),
  z.strictObject({ kind: z.literal('export'), motionId: z.uuid() }),
])
export type MotionBody = z.infer<typeof motionSchema>
export type HoldBody = Extract<MotionBody, { kind: 'hold' }>

export type HoldWrap = { object: string; kind: 'hold'; epoch: 1; reader: string; sealed: string }

/** A motion as anybody in the team sees it: that it is, by whom, until when. `object`: only for who may read the object. */
export type MotionView = {
  motionId: string
  kind: MotionKind
  state: MotionState
  movedBy: string
  movedAt: string
  waitsUntil: string | null
  agreedBy: string | null
  runsOutAt: string
  endedAt: string | null
  until: string | null
  lineId: string | null
  periods: Periods | null
  object: { kind: ObjectKind; objectId: string; reason: string | null; wraps: HoldWrap[] } | null
}

/** Topic `keeping`, key '': what everybody in the team may see of how long things are kept. */
export type KeepingView = {
  motions: MotionView[]
  periods: ({ lineId: string } & Periods)[]
  /** How a motion moved now becomes true. */
  rule: 'second-steward' | 'waiting'
}

export type GoingView = { why: Going['why']; at: string | null }

/** Topic `kept`, key '': one line of what is kept and may be read by whoever asks. */
export type KeptView = { kind: ObjectKind; objectId: string; lineId: string; label: Record<string, string> } & GoingView

/** Topic `going`, key `<kind> <objectId>`: when this object goes. `readers`: whom a hold's reason is sealed to. */
export type ObjectGoing = GoingView & { lineId: string; readers: string[]; mayErase: boolean }
