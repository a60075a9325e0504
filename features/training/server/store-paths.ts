import type { Sql } from '#platform/database'
import type { Standing, Step } from '../path-rules.ts'

export type Path = { version: number; steps: Step[]; sealedWords: Uint8Array; madeAt: Date }

export async function newestVersion(sql: Sql, teamId: string): Promise<number> {
  const rows = await sql<{ version: number }[]>`
    select coalesce(max(version), 0) as version from training_paths where team_id = ${teamId}`
  return rows[0]!.version
}

export async function pathsAt(sql: Sql, teamId: string, versions: readonly number[]): Promise<Path[]> {
  return sql<Path[]>`
    select version, steps, sealed_words as "sealedWords", made_at as "madeAt" from training_paths
    where team_id = ${teamId} and version = any(${[...versions]}::integer[]) order by version desc`
}

/** True when this is the version after `after`, which was the newest until now. */
export async function insertPath(
  sql: Sql,
  teamId: string,
  path: { after: number; steps: Step[]; sealedWords: Uint8Array; madeBy: string; madeAt: Date },
): Promise<boolean> {
  const rows = await sql`
    insert into training_paths (team_id, version, steps, sealed_words, made_by, made_at)
    select ${teamId}::uuid, ${path.after + 1}::integer, ${sql.json(path.steps)}::jsonb, ${path.sealedWords}::bytea,
      ${path.madeBy}::uuid, ${path.madeAt}::timestamptz
    where ${path.after}::integer = (select coalesce(max(version), 0) from training_paths where team_id = ${teamId})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

export type Walk = {
  memberId: string
  version: number
  begunAt: Date
  standing: Standing
  byHand: boolean
  setBy: string | null
  setAt: Date
}

export async function lockWalk(sql: Sql, teamId: string, memberId: string): Promise<Walk | null> {
  const rows = await sql<Walk[]>`
    select member_id as "memberId", version, begun_at as "begunAt", standing, by_hand as "byHand", set_by as "setBy",
      set_at as "setAt"
    from trainings where team_id = ${teamId} and member_id = ${memberId} for update`
  return rows[0] ?? null
}

export async function walksOf(sql: Sql, teamId: string, memberIds: readonly string[]): Promise<Walk[]> {
  return sql<Walk[]>`
    select member_id as "memberId", version, begun_at as "begunAt", standing, by_hand as "byHand", set_by as "setBy",
      set_at as "setAt"
    from trainings where team_id = ${teamId} and member_id = any(${[...memberIds]}::uuid[])`
}

export async function putWalk(sql: Sql, teamId: string, walk: Walk): Promise<void> {
  await sql`
    insert into trainings (team_id, member_id, version, begun_at, standing, by_hand, set_by, set_at)
    values (${teamId}, ${walk.memberId}, ${walk.version}, ${walk.begunAt}, ${walk.standing}, ${walk.byHand},
      ${walk.setBy}, ${walk.setAt})
    on conflict (team_id, member_id) do update set version = excluded.version, begun_at = excluded.begun_at,
      standing = excluded.standing, by_hand = excluded.by_hand, set_by = excluded.set_by, set_at = excluded.set_at`
}

/** Who stands as a trainee in the rows: true for the team only while it has a path (`hasPath`). */
export async function traineeRows(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ memberId: string }[]>`
    select member_id as "memberId" from trainings where team_id = ${teamId} and standing = 'trainee' order by member_id`
  return rows.map(({ memberId }) => memberId)
}

export async function hasPath(sql: Sql, teamId: string): Promise<boolean> {
  const rows = await sql<{ has: boolean }[]>`
    select jsonb_array_length(steps) > 0 as has from training_paths
    where team_id = ${teamId} order by version desc limit 1`
  return rows[0]?.has ?? false
}

/** Everything of a member's path goes; the steps are named so that their deadlines can go too. */
export async function deleteWalk(sql: Sql, teamId: string, memberId: string): Promise<string[]> {
  await sql`delete from trainings where team_id = ${teamId} and member_id = ${memberId}`
  await sql`delete from training_marks where team_id = ${teamId} and member_id = ${memberId}`
  const rows = await sql<{ stepId: string }[]>`
    delete from training_steps where team_id = ${teamId} and member_id = ${memberId} returning step_id as "stepId"`
  return rows.map(({ stepId }) => stepId)
}
