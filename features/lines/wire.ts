import { z } from 'zod'
import { intakeSchema } from '#features/keys'
import { timeOfDay, weekdays } from './hours.ts'
import { isAddress, isNumber, isPath } from './rules.ts'

/** A text in the languages it has been written in so far. Empty means not written. */
const texts = (longest: number) =>
  z.object({ en: z.string().trim().max(longest).optional(), es: z.string().trim().max(longest).optional() })
export type Texts = z.infer<ReturnType<typeof texts>>

const spanSchema = z
  .object({
    from: z.string().regex(timeOfDay),
    /** At or before `from` means the next day: 20:00 to 08:00 is one night. `24:00` is the end of the day. */
    to: z.string().regex(/^(?:([01]\d|2[0-3]):[0-5]\d|24:00)$/),
  })
  .strict()
const spans = z.array(spanSchema).max(6)
const weekly = z.object(
  Object.fromEntries(weekdays.map((day) => [day, spans])) as Record<(typeof weekdays)[number], typeof spans>,
)

/** Times are the team's. A night belongs to the day on which it begins. */
export const hoursSchema = z.object({
  weekly,
  /** Instead of that date's weekly hours; no spans means closed. */
  exceptions: z.array(z.object({ date: z.iso.date(), spans })).max(100),
})

const address = z.string().trim().refine(isAddress)
const number = z.string().trim().refine(isNumber)

export const elsewhereSchema = z.object({
  name: texts(120),
  /** A number, or an https address. */
  reach: z.union([number, address]),
  police: z.enum(['no', 'sometimes', 'yes', 'unknown']),
  note: texts(300),
})
export type Elsewhere = z.infer<typeof elsewhereSchema>

/** Who sits in a seat that answers, who sits in one that can go out, everybody on duty, or whoever has this skill (see training). */
const stepSchema = z.union([z.enum(['line', 'pair', 'everybody']), z.strictObject({ skill: z.uuid() })])
export type RingStep = z.infer<typeof stepSchema>

/** Who is rung when. Times in seconds after the first ring. */
export const ringSchema = z
  .object({
    /** In waves, those longest idle first, or all who are on duty at once. */
    asking: z.enum(['waves', 'all']),
    /** How many are rung first. */
    first: z.int().min(1).max(20),
    /** Whom the first wave looks for; each step only when nobody of those before it can be asked. Left out: everybody alike. */
    order: z.array(stepSchema).min(1).max(8).optional(),
    /** Everybody who is free. */
    freeAfter: z.int().min(5).max(170),
    /** Everybody on duty. */
    everyoneAfter: z.int().min(5).max(175),
    /** Coordinators and stewards, by notification. */
    notifyAfter: z.int().min(5).max(180),
  })
  .refine((ring) => ring.freeAfter <= ring.everyoneAfter && ring.everyoneAfter <= ring.notifyAfter)
export type RingPolicy = z.infer<typeof ringSchema>

/** What the team decides about a line: everything but its place in the database. */
export const lineSchema = z.object({
  path: z.string().refine(isPath),
  /** Shown at the front door; at most one line of a team is. */
  isRoot: z.boolean(),
  languages: z
    .array(z.enum(['en', 'es']))
    .min(1)
    .max(2),
  name: texts(80),
  description: texts(300),
  area: texts(200),
  greeting: texts(500),
  policePolicy: texts(1500),
  policeExceptions: texts(1500),
  riskPolicy: texts(1500),
  hours: hoursSchema,
  channels: z.object({ chat: z.boolean(), phone: number.nullable(), text: number.nullable() }),
  elsewhere: z.array(elsewhereSchema).max(20),
  exit: address,
  /** Going out to people is off: everybody is told. */
  phoneOnly: z.boolean(),
  ring: ringSchema,
  /** Contacts at once, for one person. */
  perPerson: z.int().min(1).max(5),
  /** The first-minute questions of the guide card, in order. */
  guide: z.array(texts(200)).max(20),
  quickPhrases: z.array(texts(300)).max(40),
  callbackWithinHours: z.int().min(1).max(168),
})
export type LineDraft = z.infer<typeof lineSchema>

export type Line = LineDraft & { teamId: string; lineId: string; version: number }

/** POST /api/lines. The line's intake keys are made by the browser that makes the line; see keys. */
export const newLineSchema = z.object({ lineId: z.uuid(), line: lineSchema, intake: intakeSchema })

/** PUT /api/lines/:lineId. `version` is the one that was read; a newer one on the server refuses with 409 `changed`. */
export const savedLineSchema = z.object({ version: z.int().min(1), line: lineSchema })
