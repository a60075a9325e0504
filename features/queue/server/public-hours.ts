import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { openness, type Line, type Openness } from '#features/lines'
import { shiftRules } from '#features/shifts'
import { dutyNow, isOnDuty, onLine, type DutyNow } from './duty.ts'
import { rosterNow, seatOf, type RosterNow } from './roster.ts'

/**
 * Whether a line is open to the public now: its hours, and, where the team's rule of its shifts says so, somebody on duty. The crew is
 * shown the same (`closed` in the view), and is alarmed by the hours all the same.
 */
export async function publicHours(sql: Sql, house: House, line: Line, timeZone: string): Promise<Openness> {
  const at = house.clock.now()
  const hours = openness(line, timeZone, at)
  if (!hours.open || (await shiftRules(sql, line.teamId)).rules.emptyShift !== 'close') return hours
  const duty = await dutyNow(sql, line.teamId, at)
  if (!closedLines(duty).has(line.lineId)) return hours
  const next = nextSeated(await rosterNow(sql, line.teamId, { at, seats: duty.seats }), line.lineId, at)
  const opensAt = next ?? (hours.closesAt ? openness(line, timeZone, hours.closesAt).opensAt : undefined)
  return { open: false, ...(opensAt ? { opensAt } : {}) }
}

/** Lines with a roster on which nobody is on duty who may answer: there a team's rule may close the public page. */
export function closedLines({ rostered, clockedIn }: DutyNow): Set<string> {
  const crew = clockedIn.filter(isOnDuty)
  return new Set([...rostered].filter((lineId) => onLine(crew, lineId).every((person) => person.learns)))
}

/** When the next shift of a line begins in which somebody sits. */
function nextSeated({ shifts }: RosterNow, lineId: string, at: Date): Date | null {
  const isHeld = (shift: (typeof shifts)[number]): boolean =>
    shift.seatings.some(({ memberId, beside }) => !beside && seatOf(shift, memberId))
  return shifts.find((shift) => shift.lineId === lineId && shift.startsAt > at && isHeld(shift))?.startsAt ?? null
}
