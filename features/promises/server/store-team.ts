import type { Sql } from '#platform/database'
import type { CallbackPolicy } from '../rules.ts'

export type AwayRow = { memberId: string; until: Date }

/** Who is away at an instant. */
export async function awaysOf(sql: Sql, teamId: string, at: Date): Promise<AwayRow[]> {
  return sql<AwayRow[]>`
    select member_id as "memberId", until from aways where team_id = ${teamId} and until > ${at} order by member_id`
}

export async function setAway(sql: Sql, teamId: string, { memberId, until }: AwayRow): Promise<void> {
  await sql`
    insert into aways (team_id, member_id, until) values (${teamId}, ${memberId}, ${until})
    on conflict (team_id, member_id) do update set until = excluded.until`
}

export async function deleteAway(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from aways where team_id = ${teamId} and member_id = ${memberId}`
}

export async function policyOf(sql: Sql, teamId: string, lineId: string): Promise<CallbackPolicy | null> {
  const rows = await sql<CallbackPolicy[]>`
    select attempts, apart_minutes as "apartMinutes" from callback_policies
    where team_id = ${teamId} and line_id = ${lineId}`
  return rows[0] ?? null
}

export async function setPolicy(sql: Sql, teamId: string, policy: CallbackPolicy & { lineId: string }): Promise<void> {
  await sql`
    insert into callback_policies (team_id, line_id, attempts, apart_minutes)
    values (${teamId}, ${policy.lineId}, ${policy.attempts}, ${policy.apartMinutes})
    on conflict (team_id, line_id) do update set attempts = excluded.attempts, apart_minutes = excluded.apart_minutes`
}

export type ToldShift = { lineId: string; openedAt: Date }

export async function toldShifts(sql: Sql, teamId: string): Promise<ToldShift[]> {
  return sql<ToldShift[]>`
    select line_id as "lineId", opened_at as "openedAt" from shifts_told where team_id = ${teamId}`
}

export async function setTold(sql: Sql, teamId: string, { lineId, openedAt }: ToldShift): Promise<void> {
  await sql`
    insert into shifts_told (team_id, line_id, opened_at) values (${teamId}, ${lineId}, ${openedAt})
    on conflict (team_id, line_id) do update set opened_at = excluded.opened_at`
}
