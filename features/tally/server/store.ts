import type { Sql } from '#platform/database'
import type { RingCount } from '../rings.ts'
import type { Published } from '../wire.ts'

type Card = { teamId: string; cardId: string; month: string; sealed: Uint8Array }
type Month = { teamId: string; month: string }

export async function cardOf(sql: Sql, teamId: string, cardId: string): Promise<{ month: string } | null> {
  const rows = await sql<{ month: string }[]>`
    select month from tally_cards where team_id = ${teamId} and card_id = ${cardId} for update`
  return rows[0] ?? null
}

export async function wasCounted(sql: Sql, teamId: string, cardId: string): Promise<boolean> {
  const rows = await sql`select 1 as one from tally_counted where team_id = ${teamId} and card_id = ${cardId}`
  return rows.length === 1
}

/** Takes some cards of a month out, any, to be put back among others: see `mixIn`. */
export async function takeSome(sql: Sql, { teamId, month }: Month, most: number): Promise<Card[]> {
  return sql<Card[]>`
    delete from tally_cards where team_id = ${teamId} and card_id in (
      select card_id from tally_cards where team_id = ${teamId} and month = ${month} order by random() limit ${most} for update)
    returning team_id as "teamId", card_id as "cardId", month, sealed`
}

export async function insertCards(sql: Sql, cards: readonly Card[]): Promise<void> {
  const rows = cards.map(({ teamId, cardId, month, sealed }) => ({
    team_id: teamId,
    card_id: cardId,
    month,
    sealed,
  }))
  await sql`insert into tally_cards ${sql(rows)}`
}

export async function deleteCard(sql: Sql, teamId: string, cardId: string): Promise<void> {
  await sql`delete from tally_cards where team_id = ${teamId} and card_id = ${cardId}`
}

/** A month's cards, locked, in the order of their random identifiers. */
export async function cardsOf(sql: Sql, { teamId, month }: Month): Promise<Card[]> {
  return sql<Card[]>`
    select team_id as "teamId", card_id as "cardId", month, sealed from tally_cards
    where team_id = ${teamId} and month = ${month} order by card_id for update`
}

export async function deleteCards(sql: Sql, { teamId, month }: Month): Promise<void> {
  await sql`delete from tally_cards where team_id = ${teamId} and month = ${month}`
}

/** How many cards each month has. */
export async function cardsByMonth(sql: Sql, teamId: string): Promise<{ month: string; cards: number }[]> {
  return sql<{ month: string; cards: number }[]>`
    select month, count(*) as cards from tally_cards where team_id = ${teamId} group by month order by month`
}

export async function keepCounted(sql: Sql, { teamId, month }: Month): Promise<void> {
  await sql`insert into tally_counted (team_id, card_id, month)
    select team_id, card_id, month from tally_cards where team_id = ${teamId} and month = ${month} on conflict do nothing`
}

export async function forgetCounted(sql: Sql, { teamId, month }: Month): Promise<void> {
  await sql`delete from tally_counted where team_id = ${teamId} and month = ${month}`
}

/** The folded months, with the sealed sheet of those whose year is not closed. */
export async function foldedMonths(sql: Sql, teamId: string): Promise<{ month: string; sheet: Uint8Array | null }[]> {
  return sql<{ month: string; sheet: Uint8Array | null }[]>`
    select month, sheet from tally_months where team_id = ${teamId} order by month`
}

/** False when somebody else has folded it already. */
export async function insertMonth(sql: Sql, { teamId, month }: Month, sheet: Uint8Array | null): Promise<boolean> {
  const rows = await sql`insert into tally_months (team_id, month, sheet) values (${teamId}, ${month}, ${sheet})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** A year is closed: its sheets and its rings go. */
export async function deleteYear(sql: Sql, teamId: string, year: number): Promise<void> {
  await sql`update tally_months set sheet = null where team_id = ${teamId} and month like ${`${year}-%`}`
  await sql`delete from tally_rings where team_id = ${teamId} and month like ${`${year}-%`}`
}

export async function countRing(sql: Sql, { teamId, month }: Month, ring: Omit<RingCount, 'rings'>): Promise<void> {
  await sql`
    insert into tally_rings (team_id, month, how, within_seconds, rings)
    values (${teamId}, ${month}, ${ring.how}, ${ring.within}, 1)
    on conflict (team_id, month, how, within_seconds) do update set rings = tally_rings.rings + 1`
}

/** Takes one back, if it was counted in this month. */
export async function uncountRing(sql: Sql, { teamId, month }: Month, ring: Omit<RingCount, 'rings'>): Promise<void> {
  await sql`delete from tally_rings where team_id = ${teamId} and month = ${month} and how = ${ring.how}
    and within_seconds = ${ring.within} and rings = 1`
  await sql`update tally_rings set rings = rings - 1 where team_id = ${teamId} and month = ${month} and how = ${ring.how}
    and within_seconds = ${ring.within} and rings > 1`
}

/** How many rings ended since a month began, and how many of them somebody answered. */
export async function ringsEnded(sql: Sql, teamId: string, from: string): Promise<{ rings: number; answered: number }> {
  const rows = await sql<{ rings: number; answered: number }[]>`
    select coalesce(sum(rings), 0)::int as rings, coalesce(sum(rings) filter (where how = 'answered'), 0)::int as answered
    from tally_rings where team_id = ${teamId} and month >= ${from} and how in ('answered', 'left', 'message')`
  return rows[0]!
}

export async function ringsByMonth(sql: Sql, teamId: string): Promise<(RingCount & { month: string })[]> {
  return sql<(RingCount & { month: string })[]>`
    select month, how, within_seconds as within, rings from tally_rings where team_id = ${teamId}
    order by month, how, within_seconds`
}

export async function insertTables(
  sql: Sql,
  teamId: string,
  tables: readonly { year: number; tableId: string; counts: Published }[],
): Promise<void> {
  for (const { year, tableId, counts } of tables)
    await sql`insert into tally_tables (team_id, year, table_id, counts)
      values (${teamId}, ${year}, ${tableId}, ${sql.json(counts as never)})`
}

export async function tablesOf(sql: Sql, teamId: string, year: number): Promise<Published[]> {
  const rows = await sql<{ counts: Published }[]>`
    select counts from tally_tables where team_id = ${teamId} and year = ${year} order by table_id`
  return rows.map(({ counts }) => counts)
}

export async function yearsOf(sql: Sql, teamId: string): Promise<number[]> {
  const rows = await sql<{ year: number }[]>`
    select distinct year from tally_tables where team_id = ${teamId} order by year desc`
  return rows.map(({ year }) => year)
}

export async function isPagePublic(sql: Sql, teamId: string): Promise<boolean> {
  const rows = await sql<{ isPublic: boolean }[]>`
    select is_public as "isPublic" from tally_pages where team_id = ${teamId}`
  return rows[0]?.isPublic ?? false
}

export async function setPagePublic(sql: Sql, teamId: string, isPublic: boolean): Promise<void> {
  await sql`insert into tally_pages (team_id, is_public) values (${teamId}, ${isPublic})
    on conflict (team_id) do update set is_public = excluded.is_public`
}
