import { day, hour } from '#platform/clock'
import type { Availability, ShiftRules } from './wire.ts'

/** The rules of a team that has not said any. */
export const usualShiftRules: ShiftRules = {
  signUp: 'first come',
  opensDaysBefore: 60,
  closesHoursBefore: 2,
  fewestShiftsPerMonth: 0,
  mostShiftsPerMonth: 8,
  restHours: 8,
  mostHoursPerWeek: 24,
  mostHoursPerMonth: 72,
  restAfterNightHours: 12,
  emptyShift: 'say so',
  noticeHours: 48,
  noticeHoursOn: {},
  fewestNightsInRow: 1,
  mostNightsInRow: null,
  mostDaysInRow: null,
  wholeWeekends: false,
}

/** Who cannot come to a shift of this line tells it so long before. */
export const noticeHoursOf = ({ noticeHours, noticeHoursOn }: ShiftRules, lineId: string): number =>
  noticeHoursOn[lineId] ?? noticeHours

/** As many in a row have to be allowed as two nights together and whole weekends ask for. */
export function leastInRow({
  fewestNightsInRow,
  wholeWeekends,
}: Pick<ShiftRules, 'fewestNightsInRow' | 'wholeWeekends'>): { nights: number; days: number } {
  return { nights: fewestNightsInRow, days: Math.max(fewestNightsInRow, wholeWeekends ? 2 : 1) }
}

/** Of somebody who has not said when they can. */
export const nothingGiven: Availability = {
  week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
  dates: [],
  leave: [],
  languages: [],
  wishes: { mostShifts: null, with: [], apart: [], earlyAfter: [], rather: null },
}

/** How long whoever signed up may take it back without asking anybody. */
export const undoFor = 10 * 60_000

/** Why nobody may sign up for this shift now, whoever they are; null: they may. Times are milliseconds. */
export function whyNotNow(
  { signUp, opensDaysBefore, closesHoursBefore }: ShiftRules,
  startsAt: number,
  now: number,
): { kind: 'not-at-all' | 'too-late' } | { kind: 'not-yet'; opensAt: string } | null {
  if (signUp === 'not at all') return { kind: 'not-at-all' }
  const opensAt = startsAt - opensDaysBefore * day
  if (now < opensAt) return { kind: 'not-yet', opensAt: new Date(opensAt).toISOString() }
  return now >= startsAt - closesHoursBefore * hour ? { kind: 'too-late' } : null
}
