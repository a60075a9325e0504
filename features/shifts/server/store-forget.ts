import type { Sql } from '#platform/database'

/** Shifts that ended before `kept`, and those that were off and are over. Their ids. */
export async function oldShifts(sql: Sql, teamId: string, { at, kept }: { at: Date; kept: Date }): Promise<string[]> {
  const rows = await sql<{ shiftId: string }[]>`
    select shift_id as "shiftId" from shifts
    where team_id = ${teamId} and (ends_at <= ${kept} or (ends_at <= ${at} and state = 'off'))`
  return rows.map(({ shiftId }) => shiftId)
}

/** With everybody who sat there and whoever wished to. */
export async function deleteShifts(sql: Sql, teamId: string, shiftIds: string[]): Promise<void> {
  await sql`delete from seatings where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
  await sql`delete from seat_wishes where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
  await sql`delete from seats_left_empty where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
  await sql`delete from shifts where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
}

/** Nobody waits for an answer about a shift that has begun, and what was answered with no before `refused` is over. */
export async function deleteLateWishes(
  sql: Sql,
  teamId: string,
  { at, refused }: { at: Date; refused: Date },
): Promise<void> {
  await sql`
    delete from seat_wishes w using shifts s
    where w.team_id = ${teamId} and s.team_id = w.team_id and s.shift_id = w.shift_id
      and (s.starts_at <= ${at} or w.refused_at <= ${refused})`
}

/** Patterns that ended and of which no shift is kept, and closures of dates that are not kept. */
export async function deleteOldPlans(sql: Sql, teamId: string, keptFrom: string): Promise<void> {
  await sql`
    delete from shift_patterns p where p.team_id = ${teamId}
      and (p.ended_on < ${keptFrom} or p.pattern -> 'repeats' ->> 'date' < ${keptFrom})
      and not exists (select 1 from shifts s where s.team_id = ${teamId} and s.pattern_id = p.pattern_id)`
  await sql`delete from shift_closures where team_id = ${teamId} and last_date < ${keptFrom}`
}
