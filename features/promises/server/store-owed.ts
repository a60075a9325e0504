import type { Sql } from '#platform/database'
import type { PromiseRow } from './store.ts'

/**
 * What is looked for: what is a member's own, or what would be theirs too (`orFallback`), or everybody's (null); what is
 * unkept (`since` null), or what changed from then on.
 */
export type Looking = { teamId: string; memberId: string | null; orFallback: boolean; since: Date | null }

/** What is owed, what is due first first: at most `limit`. */
export async function owedPromises(
  sql: Sql,
  { teamId, memberId, orFallback, since }: Looking,
  limit: number,
): Promise<PromiseRow[]> {
  if (since)
    return sql<PromiseRow[]>`
      select promise_id as "promiseId", case_id as "caseId", line_id as "lineId", kind, state, owner_id as "ownerId",
        fallback_id as "fallbackId", due_at as "dueAt", late, attempts, tried_at as "triedAt", attempt_id as "attemptId",
        next_at as "nextAt", changed_at as "changedAt", practice_id as "practiceId"
      from promises where team_id = ${teamId} and changed_at >= ${since}
        and (${memberId}::uuid is null or owner_id = ${memberId}::uuid
          or (${orFallback}::boolean and fallback_id = ${memberId}::uuid))
      order by due_at, promise_id limit ${limit}`
  return sql<PromiseRow[]>`
    select promise_id as "promiseId", case_id as "caseId", line_id as "lineId", kind, state, owner_id as "ownerId",
      fallback_id as "fallbackId", due_at as "dueAt", late, attempts, tried_at as "triedAt", attempt_id as "attemptId",
      next_at as "nextAt", changed_at as "changedAt", practice_id as "practiceId"
    from promises where team_id = ${teamId} and state in ('open', 'trying', 'deciding')
      and (${memberId}::uuid is null or owner_id = ${memberId}::uuid
          or (${orFallback}::boolean and fallback_id = ${memberId}::uuid))
    order by due_at, promise_id limit ${limit}`
}

/** Whether anything at all is owed, practice apart. */
export async function hasOwed(sql: Sql, teamId: string): Promise<boolean> {
  const rows = await sql`select 1 as one from promises
    where team_id = ${teamId} and state in ('open', 'trying', 'deciding') and practice_id is null limit 1`
  return rows.length > 0
}

/** How many there are of them and how many of those are late, practice apart; and how many are practice. */
export async function owedCount(
  sql: Sql,
  { teamId, memberId, orFallback, since }: Looking,
): Promise<{ total: number; late: number; practice: number }> {
  const rows = await sql<{ total: number; late: number; practice: number }[]>`
    select (count(*) filter (where practice_id is null))::int as total,
      (count(*) filter (where practice_id is null and late and state in ('open', 'trying', 'deciding')))::int as late,
      (count(*) filter (where practice_id is not null))::int as practice
    from promises where team_id = ${teamId}
      and (case when ${since}::timestamptz is null then state in ('open', 'trying', 'deciding')
        else changed_at >= ${since}::timestamptz end)
      and (${memberId}::uuid is null or owner_id = ${memberId}::uuid
          or (${orFallback}::boolean and fallback_id = ${memberId}::uuid))`
  return rows[0] ?? { total: 0, late: 0, practice: 0 }
}

/** What is a member's own, practice apart, and when anything in the team changed last. */
export async function owedPulse(
  sql: Sql,
  teamId: string,
  memberId: string,
): Promise<{ changedAt: Date | null; mine: number; mineLate: number }> {
  const rows = await sql<{ changedAt: Date | null; mine: number; mineLate: number }[]>`
    select max(changed_at) as "changedAt",
      (count(*) filter (where practice_id is null and owner_id = ${memberId}
        and state in ('open', 'trying', 'deciding')))::int as mine,
      (count(*) filter (where practice_id is null and owner_id = ${memberId} and late
        and state in ('open', 'trying', 'deciding')))::int as "mineLate"
    from promises where team_id = ${teamId}`
  return rows[0] ?? { changedAt: null, mine: 0, mineLate: 0 }
}

/** Who owns something that is due before then, practice apart. */
export async function ownersDueBefore(sql: Sql, teamId: string, before: Date): Promise<string[]> {
  const rows = await sql<{ ownerId: string }[]>`
    select distinct owner_id as "ownerId" from promises
    where team_id = ${teamId} and state in ('open', 'trying', 'deciding') and due_at < ${before}
      and practice_id is null order by owner_id`
  return rows.map(({ ownerId }) => ownerId)
}

export type UnkeptPromise = Pick<PromiseRow, 'promiseId' | 'caseId' | 'kind' | 'state' | 'ownerId' | 'dueAt' | 'late'>

/** What these members own that is due before then, and, whosever they are, these promises; unkept ones, practice apart. */
export async function unkeptPromises(
  sql: Sql,
  teamId: string,
  { ownerIds, before, promiseIds }: { ownerIds: string[]; before: Date; promiseIds: string[] },
): Promise<UnkeptPromise[]> {
  return sql<UnkeptPromise[]>`
    select promise_id as "promiseId", case_id as "caseId", kind, state, owner_id as "ownerId", due_at as "dueAt", late
    from promises where team_id = ${teamId} and state in ('open', 'trying', 'deciding') and practice_id is null
      and ((owner_id = any(${ownerIds}::uuid[]) and due_at < ${before}) or promise_id = any(${promiseIds}::uuid[]))
    order by due_at, promise_id`
}
