import type { Sql } from '#platform/database'

type Place = { teamId: string; memberId: string; stepId: string }
export type OwnStep = { memberId: string; stepId: string; ownerId: string | null; dueAt: Date; isDone: boolean }
export type Mark = { memberId: string; stepId: string; markId: string; by: string | null; at: Date }

export async function stepsOf(sql: Sql, teamId: string, memberIds: readonly string[]): Promise<OwnStep[]> {
  return sql<OwnStep[]>`
    select member_id as "memberId", step_id as "stepId", owner_id as "ownerId", due_at as "dueAt", is_done as "isDone"
    from training_steps where team_id = ${teamId} and member_id = any(${[...memberIds]}::uuid[])`
}

export async function stepOf(sql: Sql, { teamId, memberId, stepId }: Place): Promise<OwnStep | null> {
  const rows = await sql<OwnStep[]>`
    select member_id as "memberId", step_id as "stepId", owner_id as "ownerId", due_at as "dueAt", is_done as "isDone"
    from training_steps where team_id = ${teamId} and member_id = ${memberId} and step_id = ${stepId}`
  return rows[0] ?? null
}

export async function putStep(sql: Sql, teamId: string, step: OwnStep): Promise<void> {
  await sql`
    insert into training_steps (team_id, member_id, step_id, owner_id, due_at, is_done)
    values (${teamId}, ${step.memberId}, ${step.stepId}, ${step.ownerId}, ${step.dueAt}, ${step.isDone})
    on conflict (team_id, member_id, step_id) do update set owner_id = excluded.owner_id, due_at = excluded.due_at,
      is_done = excluded.is_done`
}

/** Steps that their path has no more; what was done of them stays, should it be walked again. */
export async function deleteStep(sql: Sql, { teamId, memberId, stepId }: Place): Promise<void> {
  await sql`delete from training_steps
    where team_id = ${teamId} and member_id = ${memberId} and step_id = ${stepId}`
}

/** Whose open steps this member looks after. */
export async function walkersOf(sql: Sql, teamId: string, ownerId: string): Promise<string[]> {
  const rows = await sql<{ memberId: string }[]>`
    select distinct member_id as "memberId" from training_steps
    where team_id = ${teamId} and owner_id = ${ownerId} and not is_done`
  return rows.map(({ memberId }) => memberId)
}

/** How many open steps each of them looks after. */
export async function loadsOf(sql: Sql, teamId: string): Promise<{ ownerId: string; load: number }[]> {
  return sql<{ ownerId: string; load: number }[]>`
    select owner_id as "ownerId", count(*) as load from training_steps
    where team_id = ${teamId} and owner_id is not null and not is_done group by owner_id`
}

export async function stepsOwned(sql: Sql, teamId: string, ownerId: string): Promise<OwnStep[]> {
  return sql<OwnStep[]>`
    select member_id as "memberId", step_id as "stepId", owner_id as "ownerId", due_at as "dueAt", is_done as "isDone"
    from training_steps where team_id = ${teamId} and owner_id = ${ownerId} order by member_id, step_id for update`
}

export async function marksOf(sql: Sql, teamId: string, memberIds: readonly string[]): Promise<MarkLine[]> {
  return sql<MarkLine[]>`
    select member_id as "memberId", step_id as "stepId", mark_id as "markId", by_id as "by", at,
      sealed_note is not null as "hasNote"
    from training_marks where team_id = ${teamId} and member_id = any(${[...memberIds]}::uuid[]) order by at, mark_id`
}
export type MarkLine = Mark & { hasNote: boolean }

export async function insertMark(
  sql: Sql,
  teamId: string,
  mark: Mark & { sealedNote: Uint8Array | null },
): Promise<void> {
  await sql`
    insert into training_marks (team_id, member_id, step_id, mark_id, by_id, at, sealed_note)
    values (${teamId}, ${mark.memberId}, ${mark.stepId}, ${mark.markId}, ${mark.by}, ${mark.at}, ${mark.sealedNote})
    on conflict (team_id, member_id, mark_id) do nothing`
}

export async function deleteMark(
  sql: Sql,
  { teamId, memberId, markId }: { teamId: string; memberId: string; markId: string },
): Promise<void> {
  await sql`delete from training_marks
    where team_id = ${teamId} and member_id = ${memberId} and mark_id = ${markId}`
}

export async function markNotes(
  sql: Sql,
  teamId: string,
  memberId: string,
): Promise<{ id: string; note: Uint8Array }[]> {
  return sql<{ id: string; note: Uint8Array }[]>`
    select mark_id as id, sealed_note as note from training_marks
    where team_id = ${teamId} and member_id = ${memberId} and sealed_note is not null`
}
