import { z } from 'zod'
import type { PracticeStage } from './rules.ts'

/** What the link carries: 32 random bytes, base64url. */
export const practiceTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** POST /api/practices. Named by the console, so that pressing twice starts one. */
export const practiceSchema = z.strictObject({
  practiceId: z.uuid(),
  lineId: z.uuid(),
  memberIds: z.array(z.uuid()).min(1).max(20),
})

/** The only time the link is told. `path`: in the language of whoever started it; the page itself has both. */
export type StartedPractice = { path: string; linkUntil: string; goesAt: string }

/** One practice, to those who take part or started it. Times are ISO 8601. */
export type PracticeView = {
  practiceId: string
  lineId: string
  startedBy: string
  memberIds: string[]
  stage: PracticeStage
  linkUntil: string
  goesAt: string
}
