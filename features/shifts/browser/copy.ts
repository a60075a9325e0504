import type { Desk } from '#features/keys/browser'
import type { AvailabilityView, ClosureView, PatternView, ShiftsView, ShiftView } from '../views.ts'
import type { ShiftRules } from '../wire.ts'
import { addDays, dateAt } from './plan/clock.ts'
import { openPattern, openReason, type PatternWords } from './plan/sealing.ts'

export type ShiftsCopy = {
  rules: ShiftRules
  /** `words`: what they are called; null: it does not open here. */
  patterns: (Omit<PatternView, 'sealed'> & { words: PatternWords | null })[]
  closures: (Omit<ClosureView, 'sealed'> & { reason: string | null })[]
  /** Twelve months back, as long as it is kept, and all that are made ahead. */
  shifts: ShiftView[]
  /** Who said when they can. What they wrote with it stays sealed to them and to whoever plans. */
  availability: AvailabilityView[]
}

const daysBack = 366
const daysAhead = 16 * 7
/** As many as the server gives at once. */
const atOnce = 100

/** All of it that this console may see, for a copy of the team. Throws AbortError when `signal` says so. */
export async function shiftsCopy(desk: Desk, { now, signal }: { now: Date; signal: AbortSignal }): Promise<ShiftsCopy> {
  const { api, keyring, team } = desk
  const today = dateAt(now.getTime(), team.timeZone)
  const last = addDays(today, daysAhead)
  const shifts: ShiftView[] = []
  let view: ShiftsView | null = null
  for (let from = addDays(today, -daysBack); from <= last; from = addDays(from, atOnce)) {
    signal.throwIfAborted()
    view = await api.get<ShiftsView>(`/api/shifts?from=${from}&to=${addDays(from, atOnce - 1)}`)
    shifts.push(...view.shifts)
  }
  const { patterns, closures, rules } = view!
  return {
    rules: rules.rules,
    patterns: await Promise.all(
      patterns.map(async ({ sealed, ...one }) => ({ ...one, words: await opened(openPattern(keyring, sealed)) })),
    ),
    closures: await Promise.all(
      closures.map(async ({ sealed, ...one }) => ({ ...one, reason: await opened(openReason(keyring, sealed)) })),
    ),
    shifts,
    availability: await api.get<AvailabilityView[]>('/api/shifts/availability?all=1'),
  }
}

const opened = <Inside>(opening: Promise<Inside>): Promise<Inside | null> => opening.catch(() => null)
