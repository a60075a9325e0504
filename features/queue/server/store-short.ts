import type { Sql } from '#platform/database'

/** A shift in which somebody is missing. */
export type ShortRow = { shiftId: string; since: Date; calledAt: Date }

export async function shortRows(sql: Sql, teamId: string): Promise<ShortRow[]> {
  return sql<ShortRow[]>`select shift_id as "shiftId", since, called_at as "calledAt" from short_shifts
    where team_id = ${teamId} order by since, shift_id`
}

export async function keepShort(sql: Sql, teamId: string, { shiftId, since, calledAt }: ShortRow): Promise<void> {
  await sql`
    insert into short_shifts (team_id, shift_id, since, called_at) values (${teamId}, ${shiftId}, ${since}, ${calledAt})
    on conflict (team_id, shift_id) do update set called_at = excluded.called_at`
}

export async function deleteShort(sql: Sql, teamId: string, shiftId: string): Promise<void> {
  await sql`delete from short_shifts where team_id = ${teamId} and shift_id = ${shiftId}`
}
