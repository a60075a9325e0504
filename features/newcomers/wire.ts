import { z } from 'zod'
import { handStates, longestDays, type Days, type HandState, type State } from './rules.ts'

const sealed = (longest: number) => z.base64url().min(1).max(longest)
/** Identifiers that concern people outside are random, so that they tell no time. */
const random = z.uuidv4()

const text = z.string().catch('')
/** The form of a page without script. What is too long or missing comes back with a sentence, so the shape is wide. */
export const formSchema = z.object({
  id: random.catch(''),
  name: text,
  reach: text,
  wish: text,
  when: text,
  languages: text,
})
export const eraseSchema = z.object({ words: z.string().max(1000).catch('') })

/** POST /api/help-us, from a page with script. `epoch`: of the coordinators' circle it was sealed to. */
export const applicationSchema = z.strictObject({
  newcomerId: random,
  epoch: z.int().min(1),
  sealed: sealed(48 * 1024),
})
/** GET /api/help-us: whom to seal to. Public, but only as true as this server. */
export type HelpDoor = { teamId: string; epoch: number; recipient: string }
/** What erases it, in the language of the page. */
export type HelpKept = { words: string[] }

const note = z.strictObject({ noteId: random, sealed: sealed(64 * 1024) })
/** POST /api/newcomers/:newcomerId/steps. `from`: where the card stood when it was done, so that two hands do it once. */
export const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['read', 'talked', 'invited', 'seated', 'back']), from: z.string().max(20) }),
  z.strictObject({ kind: z.literal('joined'), from: z.enum(handStates), memberId: z.uuid() }),
  z.strictObject({ kind: z.literal('declined'), from: z.enum(handStates), reason: note.optional() }),
])
export type StepAsked = z.infer<typeof stepSchema>

/** PUT /api/newcomers/:newcomerId/owner. */
export const ownerSchema = z.strictObject({ ownerId: z.uuid(), dueAt: z.iso.datetime({ offset: true }) })
/** PUT /api/newcomers/:newcomerId/notes/:noteId. */
export const noteSchema = z.strictObject({ sealed: sealed(64 * 1024) })

const days = z.int().min(1).max(longestDays)
/** PUT /api/newcomers/days. */
export const daysSchema = z.strictObject({
  new: days,
  read: days,
  talked: days,
  invited: days,
  training: days,
  ready: days,
})

/** PUT /api/newcomers/paused: whether the public form takes nobody new. */
export const pausedSchema = z.strictObject({ paused: z.boolean() })
/** POST /api/newcomers: a card by hand, of somebody who asked in person. */
export const byHandSchema = z.strictObject({
  newcomerId: random,
  language: z.enum(['en', 'es']),
  sealed: sealed(48 * 1024),
})

/** Times are ISO 8601. */
export type CardView = {
  newcomerId: string
  language: 'en' | 'es'
  state: State
  from: HandState | null
  memberId: string | null
  ownerId: string | null
  dueAt: string | null
  goesAt: string | null
  /** How many. */
  notes: number
}
/** Topic `newcomers`, for whoever plans: what is due first stands first. */
export type NewcomersView = { days: Days; pausedSince: string | null; cards: CardView[] }
export type NoteView = { noteId: string; by: string; at: string; sealed: string }
/** GET /api/newcomers/:newcomerId, for whoever plans. */
export type PaperView = { sealed: string; notes: NoteView[] }
