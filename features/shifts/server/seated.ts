import { day, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { Seat } from '../wire.ts'
import { seatedRows, type SeatedRow } from './store-seated.ts'

/**
 * Somebody who is seated at an instant. By an exception: without a shift and a seat, until it ends. `skills` and `languages` are
 * what the seat asks for, not all that they bring.
 */
export type Seated = {
  lineId: string
  memberId: string
  shiftId: string | null
  seatId: string | null
  kind: 'line' | 'pair' | 'exception'
  skills: string[]
  languages: Seat['languages']
  beside: boolean
  untilAt: Date
}

/** The longest shift is a day, or 25 hours in the night in which clocks go back. */
export const longestShift = 2 * day

/**
 * Who is seated at this instant, on every line, and which lines are rostered: on a line that is not, clocking in is enough to be
 * on duty. Back-ups are not seated until they were put into another seat.
 */
export async function seatedNow(
  sql: Sql,
  teamId: string,
  at: Date,
): Promise<{ rostered: ReadonlySet<string>; seats: Seated[] }> {
  const rows = await seatedRows(sql, teamId, at, later(at, -longestShift))
  const rostered = rows.filter(({ what }) => what === 'rostered').map(({ lineId }) => lineId)
  return { rostered: new Set(rostered), seats: rows.filter(({ what }) => what !== 'rostered').map(asSeated) }
}

const asSeated = ({ lineId, memberId, shiftId, seat, beside, untilAt }: SeatedRow): Seated => ({
  lineId,
  memberId: memberId!,
  shiftId,
  seatId: seat?.seatId ?? null,
  kind: !seat || seat.kind === 'back-up' ? 'exception' : seat.kind,
  skills: seat?.skills ?? [],
  languages: seat?.languages ?? [],
  beside: beside ?? false,
  untilAt: untilAt!,
})
