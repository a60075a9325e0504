import { day, hour } from '#platform/clock'

/** What has an erasing clock. */
export type ObjectKind = 'contact' | 'case'

/**
 * By what a clock measures. `words`: a contact in which the caller wrote; `wordless`: one in which nobody did; `case`: a closed
 * case; `wish`: the caller's own page asked; `now`: the person asked whoever works it; `practice`: from the practice's start,
 * whether or not it has ended.
 */
export type Measure = 'words' | 'wordless' | 'case' | 'wish' | 'now' | 'practice'

export type Periods = { contactDays: number; caseDays: number }
export const standardPeriods: Periods = { contactDays: 14, caseDays: 30 }
/** A contact is less than a case: whatever must be remembered longer is a case, opened on purpose. */
export const longestPeriods: Periods = { contactDays: 30, caseDays: 90 }

const keptWithoutWords = day
const keptInPractice = day
/** After the caller asked to erase: long enough that nobody who is on the way loses the address. */
const keptAfterWish = hour

/** How long an object is kept from the start of its clock, in milliseconds. */
export function keptFor(measure: Measure, periods: Periods): number {
  if (measure === 'words') return periods.contactDays * day
  if (measure === 'case') return periods.caseDays * day
  if (measure === 'practice') return keptInPractice
  if (measure === 'wordless') return keptWithoutWords
  return measure === 'wish' ? keptAfterWish : 0
}

/** A person's own wish: neither a hold nor a promise stands against it. */
export const isWish = (measure: Measure): boolean => measure === 'wish' || measure === 'now'
/** Nothing moves it: neither a hold, nor a promise, nor its own end. */
export const isFixed = (measure: Measure): boolean => isWish(measure) || measure === 'practice'

/** `open`: no clock runs, because it has not ended. `promise`: not before its promise is kept. */
export type Going = { why: 'clock' | 'wish' | 'held' | 'practice'; at: Date } | { why: 'promise' | 'open'; at: null }
export type ClockCase = {
  clock: { measure: Measure; startedAt: Date } | null
  ended: boolean
  periods: Periods
  heldUntil: Date | null
  promises: number
}

/** When an object goes, and why then. */
export function goingOf({ clock, ended, periods, heldUntil, promises }: ClockCase): Going {
  if (!clock) return { why: ended ? 'promise' : 'open', at: null }
  const at = new Date(clock.startedAt.getTime() + keptFor(clock.measure, periods))
  if (isWish(clock.measure)) return { why: 'wish', at }
  if (clock.measure === 'practice') return { why: 'practice', at }
  if (promises > 0) return { why: 'promise', at: null }
  return heldUntil && heldUntil > at ? { why: 'held', at: heldUntil } : { why: 'clock', at }
}

export const longestHoldDays = 90
/** How long the reason of a hold may be, in characters. */
export const longestReason = 2000
/** What a motion waits where there are fewer than three stewards, as `delayedChange` of keys has it. */
export const waitFor = day
/** Whose word it waits for is told at once, and again so often: of what becomes true by waiting, before it does. */
export const raisedAgainAfter = { byWaiting: day / 4, byAgreement: day }
/** What nobody agreed to is withdrawn by itself. */
export const motionOpenFor = 7 * day
/** How long an export may be fetched once it was agreed. */
export const exportStandsFor = day
/** How long everybody in the team can look up what was moved and became of it. */
export const motionShownFor = 30 * day

export type MotionKind = 'hold' | 'periods' | 'export'
export type MotionState = 'open' | 'standing' | 'over' | 'withdrawn'
export type MotionEvent = 'agree' | 'wait over' | 'withdraw' | 'end' | 'run out' | 'gone'
type Moves = Record<MotionState, Partial<Record<MotionEvent, MotionState>>>

const undone = { withdraw: 'withdrawn', 'run out': 'withdrawn' } as const
const ends = { end: 'over', 'run out': 'over' } as const
/** An event that a state does not list changes nothing; the table in README.md is made from this. */
export const motionMoves: Record<MotionKind, Moves> = {
  hold: {
    open: { agree: 'standing', 'wait over': 'standing', ...undone, gone: 'withdrawn' },
    standing: { ...ends, gone: 'over' },
    over: {},
    withdrawn: {},
  },
  export: {
    open: { agree: 'standing', 'wait over': 'standing', ...undone },
    standing: ends,
    over: {},
    withdrawn: {},
  },
  // Other periods are true from the moment they are agreed; there is nothing to stand.
  periods: { open: { agree: 'over', 'wait over': 'over', ...undone }, standing: {}, over: {}, withdrawn: {} },
}

export type MotionRefusal = 'not-now' | 'own'

/** What a motion becomes, or why it does not. Whoever moved it cannot be the second to agree. `by` null: time passed. */
export function nextMotion(
  motion: { kind: MotionKind; state: MotionState; movedBy: string },
  event: MotionEvent,
  by: string | null,
): MotionState | { refused: MotionRefusal } {
  const next = motionMoves[motion.kind][motion.state][event]
  if (!next) return { refused: 'not-now' }
  return event === 'agree' && by === motion.movedBy ? { refused: 'own' } : next
}

export type HoldRefusal = 'too-short' | 'too-long'

/** A hold ends by a date of its own, and cannot be over before it begins. */
export function refuseHold(until: Date, now: Date, waitsUntil: Date | null): HoldRefusal | null {
  if (until <= (waitsUntil ?? now)) return 'too-short'
  return until.getTime() > now.getTime() + longestHoldDays * day ? 'too-long' : null
}
