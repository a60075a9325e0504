import { z } from 'zod'
import { callerTokenSchema, wrapsSchema } from '#features/contacts'
import { practiceTokenSchema } from '#features/practice'

export type Place = { epoch: number; recipient: string }
/** To whom a caller's first key is wrapped. */
export type Recipients = { intake: Place; coordinators: Place; stewards: Place }

const record = z.strictObject({ id: z.uuid(), record: z.string().min(2).max(60_000) })
export const workSchema = z.strictObject({ puzzle: z.string().max(400), answer: z.string().max(100) })

const contact = {
  /** Made by the caller's page: said twice, it is the same contact. */
  contactId: z.uuid(),
  token: callerTokenSchema,
  lineId: z.uuid(),
  language: z.enum(['en', 'es']),
  wraps: wrapsSchema,
  work: workSchema.optional(),
  /** What stood in the link of a practice. With it nothing real is ever opened, whatever becomes of the link. */
  practice: practiceTokenSchema.optional(),
}

/** POST /api/chats: the caller pressed start. `first` is the sealed hello; words may follow in it or come later. */
export const startSchema = z.strictObject({ ...contact, first: record })
export type Start = z.infer<typeof startSchema>

/** POST /api/messages: a message left, sealed by the page. */
export const leaveSchema = z.strictObject({ ...contact, records: z.array(record).min(1).max(4) })
export type Leave = z.infer<typeof leaveSchema>

/** POST /api/contact/message: after waiting in vain. The sealed words go with the wish, so that neither stands alone. */
export const insteadSchema = record
export type Instead = z.infer<typeof insteadSchema>

export const inviteSchema = z.strictObject({ memberId: z.uuid() })
export const endSchema = z.strictObject({ block: z.boolean() })
export const assignSchema = z.strictObject({ memberId: z.uuid().nullable() })

/** One message left, as the list shows it: no content, which only who opens it reads. */
export type LeftMessage = {
  contactId: string
  lineId: string
  language: 'en' | 'es'
  arrivedAt: string
  dueAt: string
  ownerId: string | null
  /** Who gets it when it is due. */
  fallbackId: string | null
  /** It was due, and is called out every day. */
  late: boolean
  state: 'open' | 'done'
  practice: boolean
}

/** What the server tells the caller's page in its HTML. Nothing in it names a contact. */
export type CallerConfig = {
  page: 'chat' | 'message'
  teamId: string
  lineId: string
  language: 'en' | 'es'
  lineName: string
  greeting: string
  open: boolean
  opensAt: string | null
  reachable: number
  phone: string | null
  text: string | null
  /** Nobody of the crew can come tonight. */
  phoneOnly: boolean
  elsewhere: { name: string; reach: string; link: string; police: string; note: string }[]
  callbackWithinHours: number
  paths: { line: string; chat: string; message: string }
  recipients: Recipients
  /** The token of a practice's link: this page opens practice and nothing else. */
  practice?: string
}
