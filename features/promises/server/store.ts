import type { Sql } from '#platform/database'
import type { PromiseKind, PromiseState } from '../rules.ts'

export type Place = { teamId: string; promiseId: string }
export type PromiseRow = {
  promiseId: string
  caseId: string
  lineId: string
  kind: PromiseKind
  state: PromiseState
  ownerId: string
  fallbackId: string | null
  dueAt: Date
  late: boolean
  attempts: number
  triedAt: Date | null
  attemptId: string | null
  nextAt: Date | null
  changedAt: Date
  practiceId: string | null
}

/** False when this promise is there already. */
export async function insertPromise(sql: Sql, teamId: string, promise: PromiseRow): Promise<boolean> {
  const rows = await sql`
    insert into promises (team_id, promise_id, case_id, line_id, kind, state, owner_id, fallback_id, due_at, late, attempts,
      tried_at, attempt_id, next_at, changed_at, practice_id)
    values (${teamId}, ${promise.promiseId}, ${promise.caseId}, ${promise.lineId}, ${promise.kind}, ${promise.state},
      ${promise.ownerId}, ${promise.fallbackId}, ${promise.dueAt}, ${promise.late}, ${promise.attempts},
      ${promise.triedAt}, ${promise.attemptId}, ${promise.nextAt}, ${promise.changedAt},
      ${promise.practiceId})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** One promise, locked until your transaction ends; null when there is none. */
export async function lockPromise(sql: Sql, { teamId, promiseId }: Place): Promise<PromiseRow | null> {
  const rows = await sql<PromiseRow[]>`
    select promise_id as "promiseId", case_id as "caseId", line_id as "lineId", kind, state, owner_id as "ownerId",
      fallback_id as "fallbackId", due_at as "dueAt", late, attempts, tried_at as "triedAt", attempt_id as "attemptId",
      next_at as "nextAt", changed_at as "changedAt", practice_id as "practiceId"
    from promises where team_id = ${teamId} and promise_id = ${promiseId} for update`
  return rows[0] ?? null
}

/** Keeps what the rules made of it. */
export async function setPromise(sql: Sql, { teamId, promiseId }: Place, promise: PromiseRow): Promise<void> {
  await sql`
    update promises set state = ${promise.state}, owner_id = ${promise.ownerId}, fallback_id = ${promise.fallbackId},
      due_at = ${promise.dueAt}, late = ${promise.late}, attempts = ${promise.attempts}, tried_at = ${promise.triedAt},
      attempt_id = ${promise.attemptId}, next_at = ${promise.nextAt}, changed_at = ${promise.changedAt}
    where team_id = ${teamId} and promise_id = ${promiseId}`
}

/** The promises of a case, ended ones too; what is due first stands first. */
export async function promisesOf(sql: Sql, teamId: string, caseId: string): Promise<PromiseRow[]> {
  return sql<PromiseRow[]>`
    select promise_id as "promiseId", case_id as "caseId", line_id as "lineId", kind, state, owner_id as "ownerId",
      fallback_id as "fallbackId", due_at as "dueAt", late, attempts, tried_at as "triedAt", attempt_id as "attemptId",
      next_at as "nextAt", changed_at as "changedAt", practice_id as "practiceId"
    from promises where team_id = ${teamId} and case_id = ${caseId} order by due_at, promise_id`
}

/** Whether a case has a promise that is neither kept nor let go. */
export async function hasUnkept(sql: Sql, teamId: string, caseId: string): Promise<boolean> {
  const rows = await sql`
    select 1 as one from promises
    where team_id = ${teamId} and case_id = ${caseId} and state in ('open', 'trying', 'deciding') limit 1`
  return rows.length > 0
}

/** The promises a member owns or would get, in one order, so that nobody waits in a circle. Of one case where it is named. */
export async function promisesWith(
  sql: Sql,
  teamId: string,
  { memberId, caseId = null }: { memberId: string; caseId?: string | null },
): Promise<string[]> {
  const rows = await sql<{ promiseId: string }[]>`
    select promise_id as "promiseId" from promises
    where team_id = ${teamId} and (owner_id = ${memberId} or fallback_id = ${memberId})
      and (${caseId}::uuid is null or case_id = ${caseId}::uuid)
    order by promise_id`
  return rows.map(({ promiseId }) => promiseId)
}

/** How many unkept promises each member owns, practice apart. */
export async function ladenBy(sql: Sql, teamId: string): Promise<Map<string, number>> {
  const rows = await sql<{ ownerId: string; count: number }[]>`
    select owner_id as "ownerId", count(*)::int as count from promises
    where team_id = ${teamId} and state in ('open', 'trying', 'deciding') and practice_id is null group by owner_id`
  return new Map(rows.map(({ ownerId, count }) => [ownerId, count]))
}

export async function deletePromises(sql: Sql, teamId: string, caseId: string): Promise<string[]> {
  const rows = await sql<{ promiseId: string }[]>`
    delete from promises where team_id = ${teamId} and case_id = ${caseId} returning promise_id as "promiseId"`
  return rows.map(({ promiseId }) => promiseId)
}
