import { hour, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { membersWhoMay } from '#features/members'
import type { SeatPlace } from '../offers.ts'
import { seatingsAround } from './store-passings.ts'
import type { ShiftRow } from './store.ts'

/** Somebody who works shifts, and what speaks against them in a seat, as kinds of breaches. */
export type Candidate = { memberId: string; why: string[]; trainee: boolean }
export type Asked = { shift: ShiftRow; seatId: string; without: SeatPlace[] }

/** What somebody may set aside for themselves by saying yes: their own times; and what more people on the roster mend. */
const settable = ['unavailable', 'leave', 'alone', 'single-night', 'half-weekend', 'too-few-shifts']
export const whyNot = ({ why }: Candidate): string | null => why.find((kind) => !settable.includes(kind)) ?? null
export const isFree = ({ why }: Candidate): boolean => why.length === 0

/**
 * Everybody who works shifts, against one seat, as if nobody sat in the places of `without`. A back-up seat of the same shift does
 * not count: whoever is called leaves it.
 */
export async function whoCould(sql: Sql, teamId: string, { shift, without }: Asked): Promise<Candidate[]> {
  const members = await membersWhoMay(sql, teamId, 'duty.work')
  const span = { from: later(shift.startsAt, -8 * hour), to: later(shift.endsAt, 8 * hour) }
  const atHome = shift.seats.filter(({ kind }) => kind === 'back-up').map(({ seatId }) => seatId)
  const isLeft = (place: SeatPlace): boolean =>
    (place.shiftId === shift.shiftId && atHome.includes(place.seatId)) ||
    without.some((one) => one.shiftId === place.shiftId && one.seatId === place.seatId && one.slot === place.slot)
  const rows = (await seatingsAround(sql, teamId, span)).filter((row) => !isLeft(row))
  return members.map((memberId) => {
    const own = rows.filter((row) => row.memberId === memberId)
    const why = own.map((row) => (row.startsAt < shift.endsAt && row.endsAt > shift.startsAt ? 'overlap' : 'rest'))
    return { memberId, why, trainee: false }
  })
}
