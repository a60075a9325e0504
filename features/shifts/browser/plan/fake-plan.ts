import { usualShiftRules } from '../../rules.ts'
import type { Seating, ShiftView, ShiftsView } from '../../views.ts'
import type { Availability, Seat, ShiftRules } from '../../wire.ts'
import { clockHours, hourMs, spanOn } from './clock.ts'

/* A crew and its nights as the server shows them, for tests of what is made of them. */

export const zone = 'America/Los_Angeles'
export const names = new Map([
  ['amara', 'Amara'],
  ['dee', 'Dee'],
  ['ines', 'Inés'],
  ['mateo', 'Mateo'],
  ['sam', 'Sam'],
])
export const usual: ShiftRules = {
  ...usualShiftRules,
  signUp: 'after a yes',
  opensDaysBefore: 60,
  closesHoursBefore: 12,
  mostHoursPerMonth: 60,
}
const lineSeat: Seat = { seatId: 'line', count: 2, skills: [], languages: [], trainee: true, kind: 'line' }

type Made = { published?: boolean; seats?: Seat[]; seated?: string[]; from?: string; to?: string }

/** A night of the line: who sits on the line, in order. */
export function shiftOn(
  night: string,
  { published = false, seats = [lineSeat], seated = [], from = '20:00', to = '02:00' }: Made = {},
): ShiftView {
  const [startsAt, endsAt] = spanOn(night, { from, to }, zone)
  return {
    shiftId: `${night}-${from}`,
    patternId: 'nights',
    lineId: 'night',
    night,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    hours: (endsAt - startsAt) / hourMs,
    clockHours: clockHours({ from, to }),
    seats,
    state: 'on',
    published,
    seatings: seated.map((memberId, slot) => seating(memberId, slot)),
    wishes: [],
    offers: [],
    leftEmpty: [],
  }
}
export const seating = (memberId: string, slot: number): Seating => ({
  seatId: 'line',
  slot,
  memberId,
  how: 'placed',
  beside: false,
  coming: 'not asked',
})

const everyDay = [{ from: '00:00', to: '24:00' }]
export const alwaysFree = (changed: Partial<Availability> = {}): Availability => ({
  week: { mon: everyDay, tue: everyDay, wed: everyDay, thu: everyDay, fri: everyDay, sat: everyDay, sun: everyDay },
  dates: [],
  leave: [],
  languages: ['en'],
  wishes: { mostShifts: null, with: [], apart: [], earlyAfter: [], rather: null },
  ...changed,
})
export const viewOf = (shifts: ShiftView[]): ShiftsView => ({
  shifts,
  patterns: [],
  closures: [],
  rules: { version: 1, rules: usual },
  problems: [],
  rests: [],
})
