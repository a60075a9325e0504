import { later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { longestShift } from './seated.ts'
import { aroundRows, stretchRows, type ShiftAround, type Stretch } from './store-around.ts'
import { shiftOf } from './store.ts'

type Span = { from: Date; to: Date }

/** Every published shift that goes on at some instant of this time, with everybody who sits in it, by start. */
export const shiftsAround = (sql: Sql, teamId: string, { from, to }: Span): Promise<ShiftAround[]> =>
  aroundRows(sql, teamId, { since: later(from, -longestShift), from, to })

/** One published shift by its id, whenever it is or was, with everybody who sits in it. */
export async function shiftWith(sql: Sql, place: { teamId: string; shiftId: string }): Promise<ShiftAround | null> {
  const from = (await shiftOf(sql, place))?.startsAt
  const there = from ? await shiftsAround(sql, place.teamId, { from, to: later(from, 1) }) : []
  return there.find(({ shiftId }) => shiftId === place.shiftId) ?? null
}

/** When there are shifts, by line, of all that begin in this time. */
export async function stretchesOf(sql: Sql, teamId: string, { from, to }: Span): Promise<Map<string, Stretch[]>> {
  return Map.groupBy(await stretchRows(sql, teamId, { since: from, to }), ({ lineId }) => lineId)
}
