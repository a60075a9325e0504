import type { Sql } from '#platform/database'

export type RestRow = { memberId: string; fromAt: Date; untilAt: Date }

/** Who rests after this instant: these members, or (null) everybody. */
export async function restsOf(
  sql: Sql,
  teamId: string,
  { after, whose }: { after: Date; whose: string[] | null },
): Promise<RestRow[]> {
  return sql<RestRow[]>`
    select member_id as "memberId", from_at as "fromAt", until_at as "untilAt" from member_rests
    where team_id = ${teamId} and until_at > ${after}
      and (${whose}::uuid[] is null or member_id = any(${whose}::uuid[])) order by member_id`
}

/** Takes the place of what was kept of this member. */
export async function keepRest(sql: Sql, teamId: string, { memberId, fromAt, untilAt }: RestRow): Promise<void> {
  await sql`
    insert into member_rests (team_id, member_id, from_at, until_at) values (${teamId}, ${memberId}, ${fromAt}, ${untilAt})
    on conflict (team_id, member_id) do update set from_at = excluded.from_at, until_at = excluded.until_at`
}

export async function dropRest(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from member_rests where team_id = ${teamId} and member_id = ${memberId}`
}

/** Those that are over. */
export async function deleteRests(sql: Sql, teamId: string, at: Date): Promise<void> {
  await sql`delete from member_rests where team_id = ${teamId} and until_at <= ${at}`
}
