import type { Sql } from '#platform/database'

type Place = { teamId: string; caseId: string }
export type StoredWrap = { epoch: number; reader: string; sealed: Uint8Array }

/** True for whoever makes this epoch first. */
export async function insertEpoch(sql: Sql, { teamId, caseId }: Place, epoch: number): Promise<boolean> {
  const rows = await sql`insert into case_key_epochs (team_id, case_id, epoch)
    values (${teamId}, ${caseId}, ${epoch}) on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** A reader's wrap is written once; a second one for the same place changes nothing. */
export async function insertWrap(sql: Sql, { teamId, caseId }: Place, wrap: StoredWrap): Promise<void> {
  await sql`insert into case_keys (team_id, case_id, epoch, reader, sealed)
    values (${teamId}, ${caseId}, ${wrap.epoch}, ${wrap.reader}, ${wrap.sealed}) on conflict do nothing`
}

export async function wrapsOf(sql: Sql, { teamId, caseId }: Place): Promise<StoredWrap[]> {
  return sql<StoredWrap[]>`select epoch, reader, sealed from case_keys
    where team_id = ${teamId} and case_id = ${caseId} order by epoch, reader`
}

export async function dropReader(sql: Sql, { teamId, caseId }: Place, reader: string): Promise<void> {
  await sql`delete from case_keys where team_id = ${teamId} and case_id = ${caseId} and reader = ${reader}`
}

/** From now on its content key must be newer than every epoch made so far; for every case of the team without a `caseId`. */
export async function demandNewEpoch(
  sql: Sql,
  { teamId, caseId }: { teamId: string; caseId: string | null },
): Promise<void> {
  await sql`update cases set key_epoch = (select coalesce(max(e.epoch), 0) + 1 from case_key_epochs e
      where e.team_id = cases.team_id and e.case_id = cases.case_id)
    where team_id = ${teamId} and (${caseId === null} or case_id = ${caseId})`
}
