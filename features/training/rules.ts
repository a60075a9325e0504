import { day, minute } from '#platform/clock'

export const mostSkills = 60
/** Months. */
export const longestValid = 120
/** An act on somebody's skill can be undone by whoever did it, for so long. */
export const undoFor = 10 * minute
/** What was taken back is still shown for so long. */
export const takenKept = 30 * day
/** So long before a skill ends its holder hears of it, twice; at the end those who plan do. */
const marks = [30 * day, 7 * day, 0]

export type Held = {
  claimedAt: Date | null
  confirmed: { by: string; at: Date; expiresAt: Date | null } | null
  taken: { by: string; at: Date } | null
}
export type SkillState = 'none' | 'claimed' | 'confirmed' | 'expired' | 'taken back'
export type SkillEvent = { by: string; at: Date } & (
  { kind: 'claimed' } | { kind: 'confirmed'; expiresAt: Date | null } | { kind: 'taken back' }
)

/** How somebody and a skill stand at an instant. `expired` is never stored: the end of a confirmation is. */
export function skillState(held: Held | null, now: Date): SkillState {
  if (!held) return 'none'
  if (held.taken) return 'taken back'
  if (!held.confirmed) return 'claimed'
  const { expiresAt } = held.confirmed
  return expiresAt && expiresAt <= now ? 'expired' : 'confirmed'
}

const from: Record<SkillEvent['kind'], readonly SkillState[]> = {
  claimed: ['none', 'expired', 'taken back'],
  confirmed: ['none', 'claimed', 'confirmed', 'expired', 'taken back'],
  'taken back': ['claimed', 'confirmed', 'expired'],
}

/** What follows from an event; null when it cannot happen now. */
export function nextHeld(held: Held | null, event: SkillEvent): Held | null {
  const { by, at } = event
  if (!from[event.kind].includes(skillState(held, at))) return null
  if (event.kind === 'claimed') return { claimedAt: at, confirmed: null, taken: null }
  if (event.kind === 'taken back') return { ...held!, taken: { by, at } }
  const { expiresAt } = event
  if (expiresAt && expiresAt <= at) return null
  return { claimedAt: held?.claimedAt ?? null, confirmed: { by, at, expiresAt }, taken: null }
}

/** How many marks before the end of a confirmation are past at an instant: 0 to 3. */
export const marksPast = (expiresAt: Date | null, now: Date): number =>
  expiresAt === null ? 0 : marks.filter((before) => expiresAt.getTime() - before <= now.getTime()).length

/** When something happens by itself next: a mark before its end, or the going of what was taken back. */
export function skillDue(held: Held, told: number): Date | null {
  if (held.taken) return new Date(held.taken.at.getTime() + takenKept)
  const expiresAt = held.confirmed?.expiresAt
  const before = marks[told]
  return !expiresAt || before === undefined ? null : new Date(expiresAt.getTime() - before)
}

/** Who hears when the last of these marks has passed. */
export const hearsOf = (past: number): 'member' | 'planners' => (past === marks.length ? 'planners' : 'member')

/** So many months later, on the same day of the month or its last. Times are UTC: a day's difference is nobody's harm. */
export function monthsLater(at: Date, months: number): Date {
  const later = new Date(at)
  later.setUTCMonth(later.getUTCMonth() + months, 1)
  const days = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate()
  later.setUTCDate(Math.min(at.getUTCDate(), days))
  return later
}
