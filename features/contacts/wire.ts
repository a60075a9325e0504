import { z } from 'zod'
import { handChannels, type Channel } from './rules.ts'

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const slot = z.string().regex(/^(caller:[0-9a-f]{16}|member:[0-9a-f-]{36}:[0-9a-f]{16})$/)
const epoch = z.int().min(1).max(1_000_000)

export const trackSchema = z.enum(['talk', 'crew'])

/** The outside of a sealed record: its place, which the server checks, and the sealed body, which it cannot open. */
export const recordSchema = z.strictObject({
  v: z.literal(1),
  e: epoch,
  s: slot,
  n: z.int().min(1),
  p: z.string().max(64).nullable(),
  h: z.record(slot, z.tuple([z.int().min(0), z.string().max(64)])),
  b: base64url.max(56_000),
})

/** The place that a record names, or null when it is not a record. */
export function readRecordPlace(text: string): z.infer<typeof recordSchema> | null {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** The largest record taken, as text: with its frame around it, what one socket frame may hold. */
export const largestRecord = 60_000

export const readerSchema = z
  .string()
  .max(120)
  .regex(
    /^(intake:[0-9a-f-]{36}:\d{1,7}|member:[0-9a-f-]{36}|circle:(responders|coordinators|stewards):\d{1,7}|caller:[0-9a-f]{16})$/,
  )

export const wrapSchema = z.strictObject({
  object: z.uuid(),
  kind: trackSchema,
  epoch,
  reader: readerSchema,
  sealed: base64url.max(12_000),
})
export type Wrap = z.infer<typeof wrapSchema>
export const wrapsSchema = z.array(wrapSchema).min(1).max(60)

/** Held in memory by the caller's page; the server keeps its hash. 32 random bytes, base64url. */
export const callerTokenSchema = base64url.min(43).max(64)

export const writeSchema = z.strictObject({
  contactId: z.uuid(),
  track: trackSchema,
  id: z.uuid(),
  record: z.string().min(2).max(largestRecord),
})

/** POST /api/contacts/by-hand: the console makes the id, so that saying it twice is saying it once. */
export const byHandSchema = z.strictObject({
  contactId: z.uuid(),
  lineId: z.uuid(),
  channel: z.enum(handChannels),
  language: z.enum(['en', 'es']),
  /** The practice it is the beginning of. Left out: somebody really reached out. */
  practiceId: z.uuid().optional(),
})

/** POST /api/contacts/:contactId/reply: the last reply, sealed. */
export const replySchema = z.strictObject({ id: z.uuid(), record: z.string().min(2).max(largestRecord) })

export const seenSchema = z.strictObject({ contactId: z.uuid(), seq: z.int().min(0).max(Number.MAX_SAFE_INTEGER) })

/** What the eight words open. `token` is derived from the words; only its hash is stored. */
export const boxSchema = z.strictObject({ token: base64url.min(22).max(64), sealed: base64url.max(60_000) })
export const returnSchema = z.strictObject({ token: base64url.min(22).max(64) })

/** How a contact looks to its caller's page. `wraps` are those the page can open with its ephemeral identity. */
export type CallerView = {
  contactId: string
  state: 'open' | 'ended'
  ending: string | null
  answered: boolean
  epoch: number
  seen: number
  wraps: Wrap[]
  practice: boolean
}

/** How a contact looks to a member who may read it. `epochs` are the lowest the server takes; `made` the highest there are. */
export type ContactView = {
  contactId: string
  lineId: string
  channel: Channel
  language: 'en' | 'es'
  state: 'open' | 'ended'
  ending: string | null
  people: string[]
  epochs: { talk: number; crew: number }
  made: { talk: number; crew: number }
  seenByCaller: number
  openedAt: string | null
  /** Somebody of the team plays the caller. */
  practice: boolean
  /** After the end: one last reply may still be left for a caller with eight words, or it was. */
  reply: 'possible' | 'left' | null
}

/** One line of "my conversations". */
export type MyContact = {
  contactId: string
  lineId: string
  channel: Channel
  language: 'en' | 'es'
  openedAt: string | null
  practice: boolean
}
