import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { orderedId } from '#platform/ids'
import type { ShiftSeat as Seat } from '#features/shifts'
import { armSoon, seatsChanged } from '../features/shifts/server/happen.ts'

/* Shifts as rows, for tests of what follows from them: who plans, and by which rules, is not what those tests are about. */

export const zone = 'America/Los_Angeles'
/** An instant by the clock on a wall: the first one, where it shows the same time twice. */
export const wall = (there: string, timeZone = zone): Date =>
  new Date(Temporal.PlainDateTime.from(there).toZonedDateTime(timeZone).epochMilliseconds)

export const seatOf = (kind: Seat['kind'], count = 1, skills: string[] = []): Seat => ({
  seatId: orderedId(),
  count,
  skills,
  languages: [],
  trainee: true,
  kind,
})

export type Sits = { seat: Seat; slot?: number; memberId: string; beside?: boolean }
export type Made = { shiftId: string; patternId: string; lineId: string }
type Put = { lineId: string; from: Date; until: Date; seats: Seat[]; sits?: Sits[]; published?: boolean }

/** A shift with whoever sits there, made ahead as the house makes them. */
export async function putShift(house: House, teamId: string, put: Put): Promise<Made> {
  const { lineId, from, until, seats, sits = [], published = true } = put
  const [shiftId, patternId] = [orderedId(), orderedId()]
  const night = from.toISOString().slice(0, 10)
  await house.db.transact(async (sql, afterCommit) => {
    await sql`
      insert into shift_patterns (team_id, pattern_id, line_id, version, pattern, sealed)
      values (${teamId}, ${patternId}, ${lineId}, 1, ${sql.json({ seats } as never)}, 'sealed')`
    await sql`
      insert into shifts (team_id, shift_id, pattern_id, line_id, night, starts_at, ends_at, seats, state, published)
      values (${teamId}, ${shiftId}, ${patternId}, ${lineId}, ${night}, ${from}, ${until}, ${sql.json(seats as never)}, 'on', ${published})`
    for (const one of sits) await insertSeating(sql, teamId, { shiftId, ...one }, house.clock.now())
    await looks({ sql, afterCommit, house }, teamId)
  })
  return { shiftId, patternId, lineId }
}

/** The roster is edited: from now on this member sits there, whoever did; null empties it. */
export async function sit(
  house: House,
  { teamId, shiftId }: { teamId: string; shiftId: string },
  { seat, slot = 0, memberId, beside }: Omit<Sits, 'memberId'> & { memberId: string | null },
): Promise<void> {
  await house.db.transact(async (sql, afterCommit) => {
    await sql`delete from seatings where team_id = ${teamId} and shift_id = ${shiftId} and seat_id = ${seat.seatId} and slot = ${slot}`
    const one = { shiftId, seat, slot, memberId: memberId ?? '', beside: beside ?? false }
    if (memberId) await insertSeating(sql, teamId, one, house.clock.now())
    await seatsChanged({ sql, afterCommit, house }, teamId)
  })
}

/** What the house does every day: shifts of the next two days are looked after at their times. */
export const lookAhead = (house: House, teamId: string): Promise<void> =>
  house.db.transact((sql, afterCommit) => looks({ sql, afterCommit, house }, teamId))

async function looks(tx: { sql: Sql; afterCommit: AfterCommit; house: House }, teamId: string): Promise<void> {
  await armSoon(tx, teamId)
  await seatsChanged(tx, teamId)
}

const insertSeating = (
  sql: Sql,
  teamId: string,
  { shiftId, seat, slot = 0, memberId, beside = false }: Sits & { shiftId: string },
  at: Date,
): Promise<unknown> => sql`
  insert into seatings (team_id, shift_id, seat_id, slot, member_id, how, beside, since, coming)
  values (${teamId}, ${shiftId}, ${seat.seatId}, ${slot}, ${memberId}, 'placed', ${beside}, ${at}, 'not asked')`
