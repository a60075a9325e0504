import type { Sql } from '#platform/database'

export type Practice = {
  teamId: string
  practiceId: string
  lineId: string
  startedBy: string
  memberIds: string[]
  startedAt: Date
  linkUntil: Date
  contactId: string | null
}

const columns = (sql: Sql) => sql`team_id as "teamId", practice_id as "practiceId", line_id as "lineId",
  started_by as "startedBy", members as "memberIds", started_at as "startedAt", link_until as "linkUntil",
  contact_id as "contactId"`

/** False when there is one under this id already. */
export async function insertPractice(
  sql: Sql,
  practice: Omit<Practice, 'contactId'> & { tokenHash: Uint8Array },
): Promise<boolean> {
  const rows = await sql`
    insert into practices (team_id, practice_id, line_id, started_by, members, started_at, token_hash, link_until)
    values (${practice.teamId}, ${practice.practiceId}, ${practice.lineId}, ${practice.startedBy}, ${practice.memberIds},
      ${practice.startedAt}, ${practice.tokenHash}, ${practice.linkUntil})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** `locking`: until your transaction ends, so that two who begin it take turns. */
export async function practiceOf(
  sql: Sql,
  teamId: string,
  practiceId: string,
  { locking = false }: { locking?: boolean } = {},
): Promise<Practice | null> {
  const rows = await sql<Practice[]>`select ${columns(sql)} from practices
    where team_id = ${teamId} and practice_id = ${practiceId} ${locking ? sql`for update` : sql``}`
  return rows[0] ?? null
}

/** The practice this link belongs to. */
export async function practiceByToken(
  sql: Sql,
  teamId: string,
  tokenHash: Uint8Array,
  { locking = false }: { locking?: boolean } = {},
): Promise<Practice | null> {
  const rows = await sql<Practice[]>`select ${columns(sql)} from practices
    where team_id = ${teamId} and token_hash = ${tokenHash} ${locking ? sql`for update` : sql``}`
  return rows[0] ?? null
}

export async function setBegun(
  sql: Sql,
  { teamId, practiceId, contactId }: { teamId: string; practiceId: string; contactId: string },
): Promise<void> {
  await sql`update practices set contact_id = ${contactId}
    where team_id = ${teamId} and practice_id = ${practiceId} and contact_id is null`
}

/** From now on nobody has its link. */
export async function changeLink(
  sql: Sql,
  { teamId, practiceId, tokenHash }: { teamId: string; practiceId: string; tokenHash: Uint8Array },
): Promise<void> {
  await sql`update practices set token_hash = ${tokenHash} where team_id = ${teamId} and practice_id = ${practiceId}`
}

/** Those this member takes part in, or started; the newest first. */
export async function practicesOf(sql: Sql, teamId: string, memberId: string): Promise<Practice[]> {
  return sql<Practice[]>`select ${columns(sql)} from practices
    where team_id = ${teamId} and (started_by = ${memberId} or ${memberId}::uuid = any(members))
    order by started_at desc, practice_id`
}

/** Takes back a link nobody has used. False when there is none. */
export async function deleteUnused(
  sql: Sql,
  { teamId, practiceId }: { teamId: string; practiceId: string },
): Promise<boolean> {
  const rows = await sql`delete from practices
    where team_id = ${teamId} and practice_id = ${practiceId} and contact_id is null returning 1 as one`
  return rows.length === 1
}

export async function deletePractice(sql: Sql, teamId: string, practiceId: string): Promise<void> {
  await sql`delete from practices where team_id = ${teamId} and practice_id = ${practiceId}`
}

/** Whoever left the team leaves no link that still opens, and is rung in no practice. */
export async function forgetMember(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from practices where team_id = ${teamId} and contact_id is null
    and (started_by = ${memberId} or members = array[${memberId}::uuid])`
  await sql`update practices set members = array_remove(members, ${memberId}::uuid)
    where team_id = ${teamId} and ${memberId}::uuid = any(members) and cardinality(members) > 1`
}
