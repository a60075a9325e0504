import { z } from 'zod'
import { whats, type ItemState } from './rules.ts'

const itemSchema = z.strictObject({ shiftId: z.uuid(), what: z.enum(whats), objectId: z.uuid() })
export type ItemName = z.infer<typeof itemSchema>

/** POST /api/handovers: what is said to one thing or to all of them. Each is done, or refused, for itself. */
export const answerSchema = z.strictObject({
  answer: z.enum(['accept', 'keep', 'undo']),
  items: z.array(itemSchema).min(1).max(200),
})
export type Answer = z.infer<typeof answerSchema>
/** Those that were not done, and why. */
export type Answered = { refused: { objectId: string; code: string; words: string }[] }

/**
 * One open thing at a change of shifts. `side`: I go (or said that it stays with me); it is offered to me; I plan the crew, and nobody
 * answered, or no shift follows. Times are ISO 8601.
 */
export type HandoverItem = ItemName & {
  side: 'leaving' | 'offered' | 'planning'
  state: ItemState
  leaverId: string
  takenBy: string | null
  /** What it is, as people say it. */
  kind: 'talk' | 'message' | 'callback' | 'follow-up' | 'case'
  dueAt: string | null
  late: boolean
  /** When the shift ends, and until when somebody must have answered; null: no shift follows. */
  endsAt: string
  raiseAt: string | null
  /** Stays with whoever keeps it until then. */
  keptUntil: string | null
  /** Who of those who come could take it: for whoever goes and whoever plans. */
  takers: string[]
  /** I could take it now. */
  mayTake: boolean
  /** A conversation that is offered already rings with everybody on duty. */
  rings: boolean
  /** Until when what I said can be taken back; null: it cannot, or is not mine. */
  undoUntil: string | null
  /** Where I can deal with it; null: it is sealed to me. */
  path: string | null
}

/** The topic `handovers`, and GET /api/handovers. What is due first stands first. */
export type HandoverView = { items: HandoverItem[] }
