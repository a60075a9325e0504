import type { Sql } from '#platform/database'
import type { CaseState } from '../rules.ts'

type Place = { teamId: string; caseId: string }
export type Case = Place & {
  lineId: string
  code: string
  state: 'open' | 'closed'
  streamId: string
  keyEpoch: number
  made: number
  assigned: string[]
  fallbackId: string | null
  offer: { from: string; to: string } | null
  contactIds: string[]
  /** The practice it belongs to; null: it is somebody's. */
  practiceId: string | null
}
type Row = Omit<Case, 'offer'> & { offeredBy: string | null; offeredTo: string | null }

const fromRow = ({ offeredBy, offeredTo, ...row }: Row): Case => ({
  ...row,
  offer: offeredBy && offeredTo ? { from: offeredBy, to: offeredTo } : null,
})

/** `'there'` when there is such a case already, `'code'` when another case of the team has this name. */
export async function insertCase(
  sql: Sql,
  made: Place & {
    lineId: string
    code: string
    streamId: string
    fallbackId: string | null
    practiceId: string | null
  },
): Promise<'made' | 'there' | 'code'> {
  const rows = await sql`
    insert into cases (team_id, case_id, line_id, code, state, stream_id, key_epoch, fallback_id, practice_id)
    values (${made.teamId}, ${made.caseId}, ${made.lineId}, ${made.code}, 'open', ${made.streamId}, 1, ${made.fallbackId},
      ${made.practiceId})
    on conflict do nothing returning 1 as one`
  if (rows.length === 1) return 'made'
  return (await caseOf(sql, made.teamId, made.caseId)) ? 'there' : 'code'
}

const select = (sql: Sql) => sql`
  select c.team_id as "teamId", c.case_id as "caseId", c.line_id as "lineId", c.code, c.state, c.stream_id as "streamId",
    c.key_epoch as "keyEpoch", c.fallback_id as "fallbackId", c.offered_by as "offeredBy", c.offered_to as "offeredTo",
    c.practice_id as "practiceId",
    array(select p.member_id::text from case_people p
      where p.team_id = c.team_id and p.case_id = c.case_id order by p.member_id) as assigned,
    array(select l.contact_id::text from case_contacts l
      where l.team_id = c.team_id and l.case_id = c.case_id order by l.contact_id) as "contactIds",
    (select coalesce(max(e.epoch), 0)::int from case_key_epochs e
      where e.team_id = c.team_id and e.case_id = c.case_id) as made
  from cases c`

/** The case with everybody on it, or null: unknown, or erased. Whether somebody may know of it is `mayReadCase`. */
export async function caseOf(sql: Sql, teamId: string, caseId: string): Promise<Case | null> {
  const rows = await sql<Row[]>`${select(sql)} where c.team_id = ${teamId} and c.case_id = ${caseId}`
  return rows[0] ? fromRow(rows[0]) : null
}

/** Locks the row, so that an offer, a removal and a closing take turns. */
export async function lockCase(sql: Sql, { teamId, caseId }: Place): Promise<Case | null> {
  await sql`select 1 as one from cases where team_id = ${teamId} and case_id = ${caseId} for update`
  return caseOf(sql, teamId, caseId)
}

/** Every case of the team; for a member, those they are named in. By name. */
export async function casesOf(sql: Sql, teamId: string, memberId: string | null): Promise<Case[]> {
  const rows = await sql<Row[]>`${select(sql)} where c.team_id = ${teamId} and (${memberId === null}
      or c.fallback_id = ${memberId} or c.offered_to = ${memberId} or exists (select 1 from case_people p
        where p.team_id = c.team_id and p.case_id = c.case_id and p.member_id = ${memberId}))
    order by c.code`
  return rows.map(fromRow)
}

/** Those that exist among these. */
export async function casesAmong(sql: Sql, teamId: string, caseIds: string[]): Promise<Case[]> {
  const rows = await sql<Row[]>`${select(sql)} where c.team_id = ${teamId} and c.case_id = any(${caseIds}::uuid[])`
  return rows.map(fromRow)
}

/** The cases a contact belongs to. */
export async function casesWith(sql: Sql, teamId: string, contactId: string): Promise<Case[]> {
  const rows = await sql<Row[]>`${select(sql)} where c.team_id = ${teamId} and exists (select 1 from case_contacts l
    where l.team_id = c.team_id and l.case_id = c.case_id and l.contact_id = ${contactId})`
  return rows.map(fromRow)
}

/** Writes what the rules made of a case. */
export async function saveState(sql: Sql, place: Place, to: CaseState): Promise<void> {
  const { teamId, caseId } = place
  await sql`update cases set state = ${to.state}, fallback_id = ${to.fallbackId},
      offered_by = ${to.offer?.from ?? null}, offered_to = ${to.offer?.to ?? null}
    where team_id = ${teamId} and case_id = ${caseId}`
  await sql`delete from case_people where team_id = ${teamId} and case_id = ${caseId}
    and member_id <> all(${[...to.assigned]}::uuid[])`
  for (const memberId of to.assigned) await insertAssigned(sql, place, memberId)
}

export async function insertAssigned(sql: Sql, { teamId, caseId }: Place, memberId: string): Promise<void> {
  await sql`insert into case_people (team_id, case_id, member_id) values (${teamId}, ${caseId}, ${memberId})
    on conflict do nothing`
}

export async function linkContact(sql: Sql, { teamId, caseId }: Place, contactId: string): Promise<void> {
  await sql`insert into case_contacts (team_id, case_id, contact_id) values (${teamId}, ${caseId}, ${contactId})
    on conflict do nothing`
}

export async function unlinkContact(sql: Sql, { teamId, caseId }: Place, contactId: string): Promise<void> {
  await sql`delete from case_contacts where team_id = ${teamId} and case_id = ${caseId} and contact_id = ${contactId}`
}

export async function allCases(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ caseId: string }[]>`select case_id as "caseId" from cases where team_id = ${teamId}`
  return rows.map((row) => row.caseId)
}

export async function deleteCase(sql: Sql, { teamId, caseId }: Place): Promise<void> {
  await sql`delete from case_keys where team_id = ${teamId} and case_id = ${caseId}`
  await sql`delete from case_key_epochs where team_id = ${teamId} and case_id = ${caseId}`
  await sql`delete from case_people where team_id = ${teamId} and case_id = ${caseId}`
  await sql`delete from case_contacts where team_id = ${teamId} and case_id = ${caseId}`
  await sql`delete from cases where team_id = ${teamId} and case_id = ${caseId}`
}
