import type { Sql } from '#platform/database'
import type { Form } from '../form.ts'

/** A version of the team's form, or null: it never made that one. */
export async function formAt(sql: Sql, teamId: string, version: number): Promise<Form | null> {
  const rows = await sql<{ form: Form }[]>`
    select form from record_forms where team_id = ${teamId} and version = ${version}`
  return rows[0]?.form ?? null
}

/** Newest first. */
export async function versionsOf(sql: Sql, teamId: string): Promise<{ version: number; at: Date }[]> {
  return sql<{ version: number; at: Date }[]>`
    select version, made_at as "at" from record_forms where team_id = ${teamId} order by version desc`
}

/** True when this is the version after `made.after`, which was the newest until now. */
export async function insertForm(
  sql: Sql,
  made: { teamId: string; after: number; form: Form; at: Date },
): Promise<boolean> {
  const rows = await sql`
    insert into record_forms (team_id, version, form, made_at)
    select ${made.teamId}::uuid, ${made.after + 1}::integer, ${sql.json(made.form)}::jsonb, ${made.at}::timestamptz
    where ${made.after}::integer = (select coalesce(max(version), 0) from record_forms where team_id = ${made.teamId})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

export async function screenersOf(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ lineId: string }[]>`
    select line_id as "lineId" from record_screeners where team_id = ${teamId} order by line_id`
  return rows.map((row) => row.lineId)
}

export async function setScreener(sql: Sql, place: { teamId: string; lineId: string }, on: boolean): Promise<void> {
  if (on)
    await sql`insert into record_screeners (team_id, line_id) values (${place.teamId}, ${place.lineId})
      on conflict do nothing`
  else await sql`delete from record_screeners where team_id = ${place.teamId} and line_id = ${place.lineId}`
}
