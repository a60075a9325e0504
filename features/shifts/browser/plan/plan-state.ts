import type { Line } from '#features/lines/browser'
import type { AvailabilityView, ShiftView, ShiftsView } from '../../views.ts'
import { addDays, firstOfMonth, lastOfMonth } from './clock.ts'
import type { AvailabilityWords, PatternWords } from './sealing.ts'

export type Weeks = 4 | 6 | 8
export const weekChoices: readonly Weeks[] = [4, 6, 8]
export type Shown = { first: string; weeks: Weeks }

/** What the screen of whoever plans knows. Names and reasons that do not open are missing, nothing else is. */
export type Plan = {
  stage: 'loading' | 'here' | 'failed'
  shown: Shown
  view: ShiftsView | null
  lines: Line[]
  availabilities: AvailabilityView[]
  /** By pattern. */
  words: ReadonlyMap<string, PatternWords>
  /** By closure. */
  reasons: ReadonlyMap<string, string>
  /** By member. */
  wishes: ReadonlyMap<string, AvailabilityWords>
  /** What is shown may be older than what is true. */
  stale: boolean
  saving: boolean
  /** Changed places that went away with their shift, while they were being changed. */
  gone: number
}

export const lastShown = ({ first, weeks }: Shown): string => addDays(first, weeks * 7 - 1)

/**
 * What is asked for: the shown weeks with the whole months around them, so that the hours of a month and the rest at the edges count.
 * Eight weeks touch three months at most, which are fewer days than the server gives at once.
 */
export function askedFor(shown: Shown): [string, string] {
  const last = lastShown(shown)
  const first = [firstOfMonth(shown.first), addDays(shown.first, -7)].sort()[0]!
  return [first, [lastOfMonth(last), addDays(last, 7)].sort()[1]!]
}

export const shiftOf = (plan: Plan, shiftId: string): ShiftView | undefined =>
  plan.view?.shifts.find((shift) => shift.shiftId === shiftId)
