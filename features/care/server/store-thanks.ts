import type { Sql } from '#platform/database'

export type ThanksRow = {
  thanksId: string
  shiftId: string
  fromId: string
  toId: string
  givenAt: Date
  seenAt: Date | null
}
type Place = { teamId: string; thanksId: string }

/** False: they thanked for this shift already. */
export async function insertThanks(
  sql: Sql,
  teamId: string,
  row: Omit<ThanksRow, 'seenAt'> & { sealed: Uint8Array },
): Promise<boolean> {
  const made = await sql`
    insert into thanks (team_id, thanks_id, shift_id, from_id, to_id, given_at, sealed)
    values (${teamId}, ${row.thanksId}, ${row.shiftId}, ${row.fromId}, ${row.toId}, ${row.givenAt}, ${row.sealed})
    on conflict do nothing returning 1 as one`
  return made.length === 1
}

export async function thanksOf(sql: Sql, teamId: string, memberId: string): Promise<ThanksRow[]> {
  return sql<ThanksRow[]>`
    select thanks_id as "thanksId", shift_id as "shiftId", from_id as "fromId", to_id as "toId", given_at as "givenAt",
      seen_at as "seenAt"
    from thanks where team_id = ${teamId} and (from_id = ${memberId} or to_id = ${memberId})
    order by given_at desc, thanks_id`
}

export async function thanksAt(
  sql: Sql,
  { teamId, thanksId }: Place,
): Promise<(ThanksRow & { sealed: Uint8Array }) | null> {
  const rows = await sql<(ThanksRow & { sealed: Uint8Array })[]>`
    select thanks_id as "thanksId", shift_id as "shiftId", from_id as "fromId", to_id as "toId", given_at as "givenAt",
      seen_at as "seenAt", sealed
    from thanks where team_id = ${teamId} and thanks_id = ${thanksId}`
  return rows[0] ?? null
}

export async function setSeen(sql: Sql, { teamId, thanksId }: Place, at: Date): Promise<void> {
  await sql`update thanks set seen_at = ${at} where team_id = ${teamId} and thanks_id = ${thanksId} and seen_at is null`
}

export async function deleteThanks(sql: Sql, { teamId, thanksId }: Place): Promise<void> {
  await sql`delete from thanks where team_id = ${teamId} and thanks_id = ${thanksId}`
}
