import { z } from 'zod'
import type { EntryKind } from './rules.ts'
import type { State } from './situation.ts'
import type { Purpose } from './waves.ts'

const contactId = z.uuid()
export const contactSchema = z.strictObject({ contactId })
/** `locked`: this console must be unlocked first; it has 20 seconds. */
export const claimSchema = z.strictObject({ contactId, locked: z.boolean() })
export const ringIdSchema = z.strictObject({ ringId: z.uuid() })
export const clockInSchema = z.strictObject({
  lineIds: z.array(z.uuid()).min(1).max(20),
  languages: z
    .array(z.enum(['en', 'es']))
    .min(1)
    .max(2),
})
export const breakSchema = z.strictObject({ on: z.boolean() })

/* What the server shows. Counts, states, identifiers and times only: never a word of a caller's. Times are ISO 8601. */

/** Somebody on duty. `unreachable`: no page of theirs is open, and no device of theirs answers. */
export type CrewMember = {
  memberId: string
  lineIds: string[]
  languages: string[]
  since: string
  state: 'ready' | 'busy' | 'break' | 'unreachable'
  /** Contacts they hold. */
  holds: number
}
export type WaitingContact = {
  contactId: string
  lineId: string
  channel: string
  language: string
  state: State
  purpose: Purpose
  since: string
  /** How many people who can hear it are being asked. */
  asked: number
  told: boolean
  /** Coordinators and stewards were called to help: they may answer without going on duty first. */
  called: boolean
  responder: string | null
  /** Somebody of the team plays the caller; only those who take part see it. */
  practice: boolean
}
export type MyRing = Pick<
  WaitingContact,
  'contactId' | 'lineId' | 'channel' | 'language' | 'purpose' | 'since' | 'practice'
> & {
  state: 'asked' | 'delivered' | 'seen'
  /** Which asking this is: a new one sounds again. */
  asks: number
}
/** A line that is open with nobody to ask. `alarmed`: no blip any more. */
export type Uncovered = { lineId: string; since: string; alarmed: boolean }
/** The topic `queue`: what a console always shows. */
export type QueueView = {
  now: string
  me: {
    duty: { lineIds: string[]; languages: string[]; since: string; onBreak: boolean } | null
    testRing: { ringId: string; at: string } | null
  }
  /** Everything I am asked about, first in line first. */
  rings: MyRing[]
  waiting: WaitingContact[]
  /** All that wait, also those beyond the first fifty shown. */
  waitingCount: number
  crew: CrewMember[]
  /** Contacts I hold, or have answered and must unlock for (until when). */
  mine: (WaitingContact & {
    unlockBy: string | null
    /** The caller's page is gone since then, and if it stays away the contact ends at `endsAt`. Null: it is there. */
    callerGoneAt: string | null
    endsAt: string | null
  })[]
  uncovered: Uncovered[]
}

/** The topic `waiting`: what the caller is told, key: the contact. */
export type WaitingView = {
  state: 'waiting' | 'coming' | 'answered' | 'away' | 'handover' | 'left' | 'message' | 'ended'
  /** People being asked now who can hear it. */
  asking: number
  since: string
  now: string
  /** Seconds, or null when nothing honest can be said yet. */
  usualWait: number | null
  /** Three minutes went by with nobody: say so, and offer what else is open, to keep waiting, or to leave a message. */
  nobody: boolean
  /** Whether anybody answered before: then somebody new is sought. */
  answeredBefore: boolean
}

/** The topic `timeline`, key: the contact. For members who may read the contact. */
export type TimelineView = { entries: { at: string; kind: EntryKind; memberId: string | null }[] }
