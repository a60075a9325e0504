import { hour, minute } from '#platform/clock'

/* When somebody is on duty by the roster, and until when they stay clocked in. Times are milliseconds since 1970. */

/** Clocking in is possible from so long before a shift. */
export const clockInBefore = 30 * minute
/** Whoever sits again within this time stays clocked in. */
const followsWithin = hour
/** So long after their last shift somebody is still clocked in: for a colleague who keeps them, or an exception. Nothing new rings. */
export const clockedOutAfter = 10 * minute

/** When a member sits on a line: a seat of theirs in a shift, or an exception. */
export type Span = { lineId: string; from: number; until: number }
/** Which lines have a roster, when somebody sits, and the instant that is asked about. */
type Where = { rostered: ReadonlySet<string>; spans: readonly Span[]; at: number }

/** Whether somebody may clock in for a line: where there is no roster always, else from a while before a shift of theirs to its end. */
export const mayClockIn = (lineId: string, { rostered, spans, at }: Where): boolean =>
  !rostered.has(lineId) ||
  spans.some((span) => span.lineId === lineId && span.from - clockInBefore <= at && at < span.until)

/** The lines somebody clocked in is on duty for at this instant: those without a roster that they chose, and those where they sit. */
export const dutyLines = (
  chosen: readonly string[],
  rostered: ReadonlySet<string>,
  seats: readonly { lineId: string }[],
): string[] => [...new Set([...chosen.filter((lineId) => !rostered.has(lineId)), ...seats.map(({ lineId }) => lineId)])]

/**
 * When somebody clocked in is clocked out by itself; null: they stay, on a line without a roster. After the last shift of theirs
 * that follows on; where none does, a while after that was seen first (`before`: what was said until now).
 */
export function clockedOutAt(
  duty: { lineIds: readonly string[]; before: number | null },
  { rostered, spans, at }: Where,
): number | null {
  if (duty.lineIds.some((lineId) => !rostered.has(lineId))) return null
  let until: number | null = null
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    if (span.until <= at || span.from > (until ?? at) + followsWithin) continue
    until = Math.max(until ?? at, span.until)
  }
  if (until !== null) return until + clockedOutAfter
  return duty.before !== null && duty.before <= at + clockedOutAfter ? duty.before : at + clockedOutAfter
}
