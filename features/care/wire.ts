import { z } from 'zod'
import type { Month, Nudge } from './load.ts'
import type { ListeningState } from './rules.ts'

const sealed = (longest: number) => z.base64url().min(1).max(longest)
const version = z.int().min(0).max(1_000_000)

/** PUT /api/care/questions. `version`: the one they were made from, so that two editors never overwrite each other. */
export const questionsSchema = z.strictObject({ version, sealed: sealed(64_000) })
/** PUT /api/care/rules */
export const rulesSchema = z.strictObject({ version, restHours: z.int().min(12).max(168) })
/**
 * PUT /api/care/debriefs/:debriefId, sealed to whoever answers and to their carer (null: to nobody else). `listening`: they would
 * like to talk, and with whom; the id is theirs, so that saying it twice is once.
 */
export const listeningSchema = z.strictObject({ listeningId: z.uuid(), ownerId: z.uuid() })
export const answerSchema = z.strictObject({
  carerId: z.uuid().nullable(),
  sealed: sealed(64_000),
  listening: listeningSchema.nullable(),
})
/** PUT /api/care/listenings/:listeningId. `give` says to whom. */
export const actSchema = z
  .strictObject({ act: z.enum(['keep', 'give', 'take', 'let go', 'undo']), to: z.uuid().optional() })
  .refine(({ act, to }) => (act === 'give') === (to !== undefined))
/** POST /api/care/thanks, sealed to both. */
export const thanksSchema = z.strictObject({
  thanksId: z.uuid(),
  shiftId: z.uuid(),
  toId: z.uuid(),
  sealed: sealed(16_000),
})

/** Times are ISO 8601. */
export type AskedView = {
  debriefId: string
  startsAt: string
  endsAt: string
  notNow: boolean
  until: string
}
/** What was answered: my own, and what was answered for me. Its words: GET /api/care/debriefs/:debriefId. */
export type AnsweredView = {
  debriefId: string
  memberId: string
  carerId: string | null
  startsAt: string
  endsAt: string
  answeredAt: string
  goesAt: string
}
export type ListeningView = {
  listeningId: string
  memberId: string
  ownerId: string
  fallbackId: string | null
  state: ListeningState
  late: boolean
  dueAt: string
  endedAt: string | null
}
/** A shift of the last days that I worked, and who else did. `hard`: for whom it was, as I said or for me. */
export type RecentView = {
  shiftId: string
  startsAt: string
  endsAt: string
  others: string[]
  hard: string[]
  thanked: string[]
}
/** After a hard night: until when rest is offered, and what is mine inside it. */
export type RestView = {
  until: string
  seats: { shiftId: string; seatId: string; slot: number; startsAt: string; endsAt: string; offerId: string | null }[]
}
/** Its words: GET /api/care/thanks/:thanksId. */
export type ThanksView = {
  thanksId: string
  fromId: string
  toId: string
  givenAt: string
  seen: boolean
}

/** Topic `care`: what is mine. Everybody's own, whoever they are. */
export type CareView = {
  questions: { version: number; sealed: string | null }
  rules: { version: number; restHours: number }
  carerId: string | null
  asked: AskedView[]
  answered: AnsweredView[]
  listenings: ListeningView[]
  recent: RecentView[]
  rest: RestView | null
  nudges: Nudge[]
  thanks: ThanksView[]
}
export type SealedView = { sealed: string }

/** GET /api/care/hours/:memberId, for themselves and for whoever plans. */
export type HoursView = { months: Month[] }
/** GET /api/care/crew, for whoever plans: by id, in no order that says anything. Only who is to be looked after now. */
export type CrewView = { people: { memberId: string; nudges: Nudge[]; restUntil: string | null }[] }
