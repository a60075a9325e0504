import type { Sql } from '#platform/database'

/** Somebody is on duty on a line without a seat, until a time. `sealed`: why, for the circle of responders. */
export type Exception = {
  exceptionId: string
  lineId: string
  memberId: string
  byId: string
  fromAt: Date
  untilAt: Date
  sealed: string
}

/** False when there is one with this id. */
export async function insertException(sql: Sql, teamId: string, exception: Exception): Promise<boolean> {
  const { exceptionId, lineId, memberId, byId, fromAt, untilAt, sealed } = exception
  const rows = await sql`
    insert into duty_exceptions (team_id, exception_id, line_id, member_id, by_id, from_at, until_at, sealed)
    values (${teamId}, ${exceptionId}, ${lineId}, ${memberId}, ${byId}, ${fromAt}, ${untilAt}, ${sealed})
    on conflict (team_id, exception_id) do nothing returning 1 as one`
  return rows.length === 1
}

/** Those that have begun and are not over. */
export async function exceptionsAt(sql: Sql, teamId: string, at: Date): Promise<Exception[]> {
  return sql<Exception[]>`
    select exception_id as "exceptionId", line_id as "lineId", member_id as "memberId", by_id as "byId", from_at as "fromAt",
      until_at as "untilAt", sealed
    from duty_exceptions where team_id = ${teamId} and until_at > ${at} and from_at <= ${at} order by from_at, exception_id`
}

type Place = { teamId: string; exceptionId: string }

export async function exceptionOf(sql: Sql, { teamId, exceptionId }: Place): Promise<Exception | null> {
  const rows = await sql<Exception[]>`
    select exception_id as "exceptionId", line_id as "lineId", member_id as "memberId", by_id as "byId", from_at as "fromAt",
      until_at as "untilAt", sealed
    from duty_exceptions where team_id = ${teamId} and exception_id = ${exceptionId}`
  return rows[0] ?? null
}

export async function exceptionsOf(sql: Sql, teamId: string, memberId: string, at: Date): Promise<string[]> {
  const rows = await sql<{ exceptionId: string }[]>`
    select exception_id as "exceptionId" from duty_exceptions
    where team_id = ${teamId} and member_id = ${memberId} and until_at > ${at} order by exception_id`
  return rows.map(({ exceptionId }) => exceptionId)
}

/** It ends at this instant, which is before the time it was to end; one that had only just begun was never there. */
export async function endException(sql: Sql, { teamId, exceptionId }: Place, at: Date): Promise<void> {
  await sql`delete from duty_exceptions where team_id = ${teamId} and exception_id = ${exceptionId} and from_at >= ${at}`
  await sql`update duty_exceptions set until_at = ${at} where team_id = ${teamId} and exception_id = ${exceptionId} and until_at > ${at}`
}

/** The reason has served once it is over. */
export async function forgetReason(sql: Sql, { teamId, exceptionId }: Place): Promise<void> {
  await sql`update duty_exceptions set sealed = '' where team_id = ${teamId} and exception_id = ${exceptionId}`
}

export async function deleteException(sql: Sql, { teamId, exceptionId }: Place): Promise<void> {
  await sql`delete from duty_exceptions where team_id = ${teamId} and exception_id = ${exceptionId}`
}
