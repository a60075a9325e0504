import type { Sql } from '#platform/database'
import type { Days } from '../rules.ts'
import type { Place } from './store.ts'

export async function sealedOf(sql: Sql, { teamId, newcomerId }: Place): Promise<Uint8Array | null> {
  const rows = await sql<{ sealed: Uint8Array }[]>`
    select sealed from newcomers where team_id = ${teamId} and newcomer_id = ${newcomerId}`
  return rows[0]?.sealed ?? null
}

export type NoteRow = { noteId: string; by: string; at: Date; sealed: Uint8Array }

export async function notesOf(sql: Sql, { teamId, newcomerId }: Place): Promise<NoteRow[]> {
  return sql<NoteRow[]>`
    select note_id as "noteId", by_id as "by", at, sealed from newcomer_notes
    where team_id = ${teamId} and newcomer_id = ${newcomerId} order by at, note_id`
}

export async function insertNote(sql: Sql, { teamId, newcomerId }: Place, note: NoteRow): Promise<void> {
  await sql`
    insert into newcomer_notes (team_id, newcomer_id, note_id, by_id, at, sealed)
    values (${teamId}, ${newcomerId}, ${note.noteId}, ${note.by}, ${note.at}, ${note.sealed})
    on conflict (team_id, newcomer_id, note_id) do nothing`
}

/** Only by whoever wrote it. False when there is no such note of theirs. */
export async function deleteNote(
  sql: Sql,
  { teamId, newcomerId }: Place,
  { noteId, by }: { noteId: string; by: string },
): Promise<boolean> {
  const rows = await sql`
    delete from newcomer_notes
    where team_id = ${teamId} and newcomer_id = ${newcomerId} and note_id = ${noteId} and by_id = ${by}
    returning 1 as one`
  return rows.length === 1
}

export async function daysOf(sql: Sql, teamId: string): Promise<Days | null> {
  const rows = await sql<{ days: Days }[]>`select days from newcomer_days where team_id = ${teamId}`
  return rows[0]?.days ?? null
}

export async function putDays(sql: Sql, teamId: string, days: Days): Promise<void> {
  await sql`
    insert into newcomer_days (team_id, days) values (${teamId}, ${sql.json(days)}::jsonb)
    on conflict (team_id) do update set days = excluded.days`
}

/** Since when nobody new is taken; null: they are. */
export async function pausedSince(sql: Sql, teamId: string): Promise<Date | null> {
  const rows = await sql<{ since: Date }[]>`select since from newcomer_pauses where team_id = ${teamId}`
  return rows[0]?.since ?? null
}

/** Said twice, the first time holds. */
export async function pause(sql: Sql, teamId: string, since: Date): Promise<void> {
  await sql`
    insert into newcomer_pauses (team_id, since) values (${teamId}, ${since})
    on conflict (team_id) do nothing`
}

export async function resume(sql: Sql, teamId: string): Promise<void> {
  await sql`delete from newcomer_pauses where team_id = ${teamId}`
}
