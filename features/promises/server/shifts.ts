import { day, later } from '#platform/clock'
import { openness, type Line } from '#features/lines'

/** `openedAt`: when the shift of now began. `endedAt`: when the last one ended. */
export type Shift = {
  open: boolean
  openedAt: Date | null
  closesAt: Date | null
  opensAt: Date | null
  endedAt: Date | null
}

/** A line that has not been open for so long has had no shift to look back on. */
const lookBack = 21 * day

/**
 * Where a line is between its shifts. A line that never closes has one from noon to noon in the team's time zone, as the shift
 * room has. Server only (Temporal).
 */
export function shiftOf(line: Pick<Line, 'hours'>, timeZone: string, at: Date): Shift {
  let openedAt: Date | null = null
  let endedAt: Date | null = null
  for (let from = later(at, -lookBack); ;) {
    const { open, closesAt, opensAt } = openness(line, timeZone, from)
    if (open && !closesAt) return noonToNoon(timeZone, at)
    if (open && closesAt! > at) {
      const next = openness(line, timeZone, closesAt!).opensAt ?? null
      return { open: true, openedAt: openedAt ?? from, closesAt: closesAt!, opensAt: next, endedAt }
    }
    if (open) endedAt = from = closesAt!
    else if (!opensAt || opensAt > at)
      return { open: false, openedAt: null, closesAt: null, opensAt: opensAt ?? null, endedAt }
    else openedAt = from = opensAt
  }
}

function noonToNoon(timeZone: string, at: Date): Shift {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const began = there.hour < 12 ? there.toPlainDate().subtract({ days: 1 }) : there.toPlainDate()
  const noon = (date: Temporal.PlainDate): Date =>
    new Date(date.toZonedDateTime({ timeZone, plainTime: '12:00' }).epochMilliseconds)
  const [openedAt, closesAt] = [noon(began), noon(began.add({ days: 1 }))]
  return { open: true, openedAt, closesAt, opensAt: closesAt, endedAt: openedAt }
}

/** All lines together: the last end there was, the next beginning, whether one is open. */
export function teamShift(shifts: readonly Shift[]): Pick<Shift, 'open' | 'opensAt' | 'endedAt'> {
  const inOrder = (dates: (Date | null)[]): Date[] => dates.filter((date) => date !== null).toSorted((a, b) => +a - +b)
  const open = shifts.some((shift) => shift.open)
  return {
    open,
    opensAt: open ? null : (inOrder(shifts.map(({ opensAt }) => opensAt))[0] ?? null),
    endedAt: inOrder(shifts.map(({ endedAt }) => endedAt)).at(-1) ?? null,
  }
}
