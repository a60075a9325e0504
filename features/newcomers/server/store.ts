import type { Sql } from '#platform/database'
import type { HandState, State } from '../rules.ts'

export type Place = { teamId: string; newcomerId: string }
export type CardRow = {
  newcomerId: string
  language: 'en' | 'es'
  state: State
  from: HandState | null
  memberId: string | null
  ownerId: string | null
  dueAt: Date | null
  told: number
  goesAt: Date | null
}

/** False when a card of this id is there. */
export async function insertCard(
  sql: Sql,
  teamId: string,
  card: Pick<CardRow, 'newcomerId' | 'language' | 'ownerId' | 'dueAt'> & { codeHash: Uint8Array; sealed: Uint8Array },
): Promise<boolean> {
  const rows = await sql`
    insert into newcomers (team_id, newcomer_id, language, state, owner_id, due_at, told, code_hash, sealed)
    values (${teamId}, ${card.newcomerId}, ${card.language}, 'new', ${card.ownerId}, ${card.dueAt}, 0,
      ${card.codeHash}, ${card.sealed})
    on conflict (team_id, newcomer_id) do nothing returning 1 as one`
  return rows.length === 1
}

/** Sent twice, it is one: the words of the second answer are those that hold. False once somebody has looked at it. */
export async function setCode(sql: Sql, { teamId, newcomerId }: Place, codeHash: Uint8Array): Promise<boolean> {
  const rows = await sql`
    update newcomers set code_hash = ${codeHash}
    where team_id = ${teamId} and newcomer_id = ${newcomerId} and state = 'new' returning 1 as one`
  return rows.length === 1
}

export async function lockCard(sql: Sql, { teamId, newcomerId }: Place): Promise<CardRow | null> {
  const rows = await sql<CardRow[]>`
    select newcomer_id as "newcomerId", language, state, declined_from as "from", member_id as "memberId",
      owner_id as "ownerId", due_at as "dueAt", told, goes_at as "goesAt"
    from newcomers where team_id = ${teamId} and newcomer_id = ${newcomerId} for update`
  return rows[0] ?? null
}

/** With how many notes there are; what is due first stands first. */
export async function cardsOf(sql: Sql, teamId: string): Promise<(CardRow & { notes: number })[]> {
  return sql<(CardRow & { notes: number })[]>`
    select newcomer_id as "newcomerId", language, state, declined_from as "from", member_id as "memberId",
      owner_id as "ownerId", due_at as "dueAt", told, goes_at as "goesAt",
      (select count(*)::integer from newcomer_notes notes
        where notes.team_id = ${teamId} and notes.newcomer_id = newcomers.newcomer_id) as notes
    from newcomers where team_id = ${teamId} order by due_at, goes_at desc, newcomer_id`
}

export async function putCard(sql: Sql, teamId: string, card: CardRow): Promise<void> {
  await sql`
    update newcomers set state = ${card.state}, declined_from = ${card.from}, member_id = ${card.memberId},
      owner_id = ${card.ownerId}, due_at = ${card.dueAt}, told = ${card.told}, goes_at = ${card.goesAt}
    where team_id = ${teamId} and newcomer_id = ${card.newcomerId}`
}

export async function countOpen(sql: Sql, teamId: string): Promise<number> {
  const rows = await sql<{ open: number }[]>`
    select count(*)::integer as open from newcomers where team_id = ${teamId} and due_at is not null`
  return rows[0]!.open
}

/** How many open cards each of them looks after. */
export async function loadsOf(sql: Sql, teamId: string): Promise<{ ownerId: string; load: number }[]> {
  return sql<{ ownerId: string; load: number }[]>`
    select owner_id as "ownerId", count(*)::integer as load from newcomers
    where team_id = ${teamId} and owner_id is not null and due_at is not null group by owner_id`
}

export async function ownedBy(sql: Sql, teamId: string, ownerId: string): Promise<string[]> {
  const rows = await sql<{ newcomerId: string }[]>`
    select newcomer_id as "newcomerId" from newcomers
    where team_id = ${teamId} and owner_id = ${ownerId} order by newcomer_id`
  return rows.map(({ newcomerId }) => newcomerId)
}

export async function ownedByNobody(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ newcomerId: string }[]>`
    select newcomer_id as "newcomerId" from newcomers
    where team_id = ${teamId} and owner_id is null order by newcomer_id`
  return rows.map(({ newcomerId }) => newcomerId)
}

export async function cardOfMember(sql: Sql, teamId: string, memberId: string): Promise<string | null> {
  const rows = await sql<{ newcomerId: string }[]>`
    select newcomer_id as "newcomerId" from newcomers where team_id = ${teamId} and member_id = ${memberId}`
  return rows[0]?.newcomerId ?? null
}

export async function cardByCode(sql: Sql, teamId: string, codeHash: Uint8Array): Promise<string | null> {
  const rows = await sql<{ newcomerId: string }[]>`
    select newcomer_id as "newcomerId" from newcomers where team_id = ${teamId} and code_hash = ${codeHash}`
  return rows[0]?.newcomerId ?? null
}

/** Everything of it. False when it was gone. */
export async function deleteCard(sql: Sql, { teamId, newcomerId }: Place): Promise<boolean> {
  await sql`delete from newcomer_notes where team_id = ${teamId} and newcomer_id = ${newcomerId}`
  const rows = await sql`
    delete from newcomers where team_id = ${teamId} and newcomer_id = ${newcomerId} returning 1 as one`
  return rows.length === 1
}
