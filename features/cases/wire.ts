import { z } from 'zod'
import { largestRecord, readerSchema } from '#features/contacts'

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const epoch = z.int().min(1).max(1_000_000)

/** Three words of three to eight letters: enough to say to each other, too little to hold a name by mistake. */
export const codeSchema = z.string().regex(/^\p{Ll}{3,8}( \p{Ll}{3,8}){2}$/u)

export const caseWrapSchema = z.strictObject({
  object: z.uuid(),
  kind: z.literal('case'),
  epoch,
  reader: readerSchema,
  sealed: base64url.max(12_000),
})
export type CaseWrap = z.infer<typeof caseWrapSchema>
const wraps = z.array(caseWrapSchema).max(400)

export const openingSchema = z.strictObject({
  caseId: z.uuid(),
  lineId: z.uuid(),
  code: codeSchema,
  fallbackId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  wraps,
})
export const newKeySchema = z.strictObject({ epoch, wraps })
export const seatSchema = z.strictObject({ memberId: z.uuid(), as: z.enum(['assigned', 'fallback']), wraps })
export const offerSchema = z.strictObject({ to: z.uuid(), wraps })
export const answerSchema = z.strictObject({ answer: z.enum(['accepted', 'declined', 'withdrawn']) })
export const linkSchema = z.strictObject({ contactId: z.uuid(), agreed: z.boolean() })
export const caseWriteSchema = z.strictObject({
  caseId: z.uuid(),
  id: z.uuid(),
  record: z.string().min(2).max(largestRecord),
})

/** How a case looks from outside its seal to those who may open it. */
export type CaseView = {
  caseId: string
  lineId: string
  code: string
  state: 'open' | 'closed'
  assigned: string[]
  fallbackId: string | null
  offer: { from: string; to: string } | null
  contactIds: string[]
  practice: boolean
  /** The lowest epoch the server takes records under, and the highest that was made. */
  epochs: { demanded: number; made: number }
}
