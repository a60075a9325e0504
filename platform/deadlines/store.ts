import type { Sql } from '#platform/database'

export type DeadlineRow = { team_id: string; kind: string; key: string; due_at: Date; attempts: number }
export type DeadlineName = { teamId: string; kind: string; key: string }

/** Sets or moves a deadline. Whoever had taken it before loses it: the lease is cleared. */
export const setDeadline = (sql: Sql, name: DeadlineName, dueAt: Date): Promise<unknown> => sql`
  insert into deadlines (team_id, kind, key, due_at, run_at)
  values (${name.teamId}, ${name.kind}, ${name.key}, ${dueAt}, ${dueAt})
  on conflict (team_id, kind, key) do update
  set due_at = excluded.due_at, run_at = excluded.run_at, attempts = 0, lease = null`

export const clearDeadline = (sql: Sql, name: DeadlineName): Promise<unknown> => sql`
  delete from deadlines where team_id = ${name.teamId} and kind = ${name.kind} and key = ${name.key}`

/** Takes up to `limit` due rows of these kinds, of every team by design. A row another process is working on is skipped. */
export const takeDue = (
  sql: Sql,
  due: { kinds: string[]; now: Date; until: Date; lease: string; limit: number },
): Promise<DeadlineRow[]> => sql<DeadlineRow[]>`
  with due as materialized (
    select team_id, kind, key from deadlines
    where run_at <= ${due.now} and kind = any (${due.kinds})
    order by run_at limit ${due.limit} for update skip locked
  )
  update deadlines d set run_at = ${due.until}, attempts = d.attempts + 1, lease = ${due.lease}
  from due where d.team_id = due.team_id and d.kind = due.kind and d.key = due.key
  returning d.team_id, d.kind, d.key, d.due_at, d.attempts`

/** Removes a row that is still ours and keeps it locked until the transaction ends: nobody else can take or move it meanwhile. */
export const removeTaken = (sql: Sql, name: DeadlineName, lease: string): Promise<{ key: string }[]> => sql<
  { key: string }[]
>`
  delete from deadlines
  where team_id = ${name.teamId} and kind = ${name.kind} and key = ${name.key} and lease = ${lease} returning key`

export const postpone = (sql: Sql, name: DeadlineName, lease: string, runAt: Date): Promise<unknown> => sql`
  update deadlines set run_at = ${runAt}, lease = null
  where team_id = ${name.teamId} and kind = ${name.kind} and key = ${name.key} and lease = ${lease}`

/** When the next row of these kinds may be taken, of every team by design. */
export const nextRun = (sql: Sql, kinds: string[]): Promise<{ run_at: Date | null }[]> => sql<
  { run_at: Date | null }[]
>`
  select min(run_at) as run_at from deadlines where kind = any (${kinds})`

export const failingKinds = (sql: Sql, attempts: number): Promise<{ kind: string; count: number }[]> => sql<
  { kind: string; count: number }[]
>`
  select kind, count(*)::int as count from deadlines where attempts >= ${attempts} group by kind order by kind`
