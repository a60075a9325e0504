import { day, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { linesOf, openness, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import { seatedNow, stretchesOf, type Stretch } from '#features/shifts'

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
/** So far ahead the next shift of a line with a roster is looked for. */
const lookAhead = 60 * day

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

/**
 * The same of a line with a roster, from its shifts, by start: those that follow one another without a gap are one, so that nobody is
 * called at 02:00 for what was told at 20:00. Where somebody sits around the clock, from noon to noon.
 */
export function rosteredShift(stretches: readonly Stretch[], timeZone: string, at: Date): Shift {
  const runs: Run[] = []
  for (const { startsAt, endsAt } of stretches) {
    const last = runs.at(-1)
    if (last && startsAt <= last.closesAt) last.closesAt = endsAt > last.closesAt ? endsAt : last.closesAt
    else runs.push({ openedAt: startsAt, closesAt: endsAt })
  }
  const now = runs.find(({ openedAt, closesAt }) => openedAt <= at && at < closesAt)
  if (now && now.openedAt < later(at, -day) && now.closesAt > later(at, day)) return noonToNoon(timeZone, at)
  const times = {
    opensAt: runs.find(({ openedAt }) => openedAt > at)?.openedAt ?? null,
    endedAt: runs.findLast(({ closesAt }) => closesAt <= at)?.closesAt ?? null,
  }
  return { open: now !== undefined, openedAt: now?.openedAt ?? null, closesAt: now?.closesAt ?? null, ...times }
}
type Run = { openedAt: Date; closesAt: Date }

/** By the roster where a line has one, else by its hours. */
export async function shiftsOf(sql: Sql, teamId: string, at: Date): Promise<{ lineId: string; shift: Shift }[]> {
  const [team, lines, { rostered }] = await Promise.all([
    teamOf(sql, teamId),
    linesOf(sql, teamId),
    seatedNow(sql, teamId, at),
  ])
  const timeZone = team?.timeZone ?? 'UTC'
  const looked = { from: later(at, -lookBack), to: later(at, lookAhead) }
  const stretches = rostered.size > 0 ? await stretchesOf(sql, teamId, looked) : new Map<string, Stretch[]>()
  return lines.map((line) => ({
    lineId: line.lineId,
    shift: rostered.has(line.lineId)
      ? rosteredShift(stretches.get(line.lineId) ?? [], timeZone, at)
      : shiftOf(line, timeZone, at),
  }))
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
