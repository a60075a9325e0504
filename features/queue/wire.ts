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
/** POST /api/duty/cover: a back-up of a shift takes a seat of it in which somebody is missing. */
export const coverSchema = z.strictObject({ shiftId: z.uuid(), seatId: z.uuid(), slot: z.int().min(0).max(19) })
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
/** A line that is open with nobody to ask. `alarmed`: no blip any more. `closed`: by the team's rule its public page says so. */
export type Uncovered = { lineId: string; since: string; alarmed: boolean; closed: boolean }
type SeatName = { patternId: string; seatId: string; kind: 'line' | 'pair' }
/** A shift of mine that goes on or comes next, and who sits there with me. */
export type MyShift = SeatName & {
  shiftId: string
  lineId: string
  startsAt: string
  endsAt: string
  /** I sit beside somebody experienced, and learn. */
  beside: boolean
  with: (SeatName & { memberId: string; beside: boolean; clockedIn: boolean })[]
  /** Seats in which nobody sits; some of them were said to stay empty. */
  open: (SeatName & { staysEmpty: boolean })[]
}
/** A shift that nears or goes on with somebody missing. `mine`: I am a back-up of it and may take this seat now. */
export type ShortShiftView = {
  shiftId: string
  lineId: string
  startsAt: string
  endsAt: string
  missing: (SeatName & { slot: number; memberId: string | null; mine: boolean })[]
  backUps: string[]
}
/** A seat that stays empty in a shift that nears or goes on: nobody is called for it. `sealed`: why, for everybody in the team. */
export type LeftEmptyView = SeatName & {
  shiftId: string
  lineId: string
  startsAt: string
  endsAt: string
  slot: number
  byId: string
  sealed: string
}
/** Somebody may be on duty without a seat. `sealed`: why, for everybody in the team. */
export type ExceptionView = {
  exceptionId: string
  lineId: string
  memberId: string
  byId: string
  untilAt: string
  sealed: string
}
/** GET /api/duty: where I could clock in now, and why not elsewhere. */
export type MayClockIn = {
  lines: {
    lineId: string
    /** Who clocks in must be seated. */
    rostered: boolean
    may: boolean
    /** My next shift, or the one of now; null: none that is published. */
    next: (SeatName & { startsAt: string; endsAt: string; beside: boolean }) | null
  }[]
  /** Who can make an exception. */
  planners: string[]
  /** What those shifts, and all that go on or come soon, and their seats are called: for everybody in the team. */
  patterns: { patternId: string; sealed: string }[]
}
/** The topic `queue`: what a console always shows. */
export type QueueView = {
  now: string
  me: {
    duty: { lineIds: string[]; languages: string[]; since: string; onBreak: boolean } | null
    /** I am clocked in, on duty now or not. `offAt`: when I am clocked out by itself. */
    clockedIn: { since: string; onBreak: boolean; offAt: string | null } | null
    /** My shift of now and my next one, where it begins within a day and a half. */
    shifts: MyShift[]
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
  short: ShortShiftView[]
  leftEmpty: LeftEmptyView[]
  exceptions: ExceptionView[]
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
