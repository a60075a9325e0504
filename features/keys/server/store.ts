import type { Sql } from '#platform/database'
import type { Card, Circle, CircleWrap, Intake, Ladder, RosterJson, StatementJson } from '../wire.ts'

/* Bytes are bytea in the tables and base64url everywhere else; rosters and statements are kept as the text that was signed. */

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
const text = (sealed: Uint8Array): string => Buffer.from(sealed).toString('base64url')

export async function vaultOf(
  sql: Sql,
  teamId: string,
  memberId: string,
): Promise<{ version: number; file: string } | null> {
  const [row] = await sql<{ version: number; file: Uint8Array }[]>`
    select version, file from vaults where team_id = ${teamId} and member_id = ${memberId}`
  return row ? { version: row.version, file: text(row.file) } : null
}

/** Puts a member's first vault, or one that replaces a lost one. */
export async function putVault(sql: Sql, teamId: string, memberId: string, file: string): Promise<void> {
  await sql`
    insert into vaults (team_id, member_id, version, file) values (${teamId}, ${memberId}, 1, ${bytes(file)})
    on conflict (team_id, member_id) do update set version = vaults.version + 1, file = excluded.file`
}

/** Saves a vault that was made from version `follows`; null when another device saved one in between. */
export async function saveVault(
  sql: Sql,
  saved: { teamId: string; memberId: string; follows: number; file: string },
): Promise<number | null> {
  const [row] = await sql<{ version: number }[]>`
    update vaults set version = version + 1, file = ${bytes(saved.file)}
    where team_id = ${saved.teamId} and member_id = ${saved.memberId} and version = ${saved.follows}
    returning version`
  return row?.version ?? null
}

export async function deleteVault(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from vaults where team_id = ${teamId} and member_id = ${memberId}`
}

/** False when this circle already has this epoch. */
export async function insertRoster(sql: Sql, roster: RosterJson): Promise<boolean> {
  const rows = await sql`
    insert into rosters (team_id, circle, epoch, body)
    values (${roster.team}, ${roster.circle}, ${roster.epoch}, ${JSON.stringify(roster)})
    on conflict do nothing returning epoch`
  return rows.length === 1
}

/** Every roster of the team, oldest first. */
export async function rostersOf(sql: Sql, teamId: string): Promise<RosterJson[]> {
  const rows = await sql<{ body: string }[]>`
    select body from rosters where team_id = ${teamId} order by epoch, circle`
  return rows.map((row) => JSON.parse(row.body) as RosterJson)
}

/** The newest roster of each circle. */
export async function newestRosters(sql: Sql, teamId: string): Promise<Partial<Record<Circle, RosterJson>>> {
  const rows = await sql<{ circle: Circle; body: string }[]>`
    select distinct on (circle) circle, body from rosters where team_id = ${teamId} order by circle, epoch desc`
  return Object.fromEntries(rows.map((row) => [row.circle, JSON.parse(row.body) as RosterJson]))
}

/** Waits for whoever else changes this team's rosters: two changes never both follow the same roster. */
export async function holdRosters(sql: Sql, teamId: string): Promise<void> {
  await sql`
    select epoch from rosters where team_id = ${teamId} and circle = 'stewards' and epoch = 1 for update`
}

/** Keeps the rosters as they are until your transaction ends; many may at once. */
export async function keepRosters(sql: Sql, teamId: string): Promise<void> {
  await sql`
    select epoch from rosters where team_id = ${teamId} and circle = 'stewards' and epoch = 1 for share`
}

export async function insertWraps(sql: Sql, teamId: string, wraps: CircleWrap[]): Promise<void> {
  for (const wrap of wraps) {
    await sql`
      insert into circle_wraps (team_id, circle, epoch, member_id, sealed)
      values (${teamId}, ${wrap.circle}, ${wrap.epoch}, ${wrap.member}, ${bytes(wrap.sealed)})`
  }
}

export async function wrapsOf(sql: Sql, teamId: string, memberId: string): Promise<CircleWrap[]> {
  const rows = await sql<{ circle: Circle; epoch: number; sealed: Uint8Array }[]>`
    select circle, epoch, sealed from circle_wraps
    where team_id = ${teamId} and member_id = ${memberId} order by circle, epoch`
  return rows.map((row) => ({ ...row, member: memberId, sealed: text(row.sealed) }))
}

export async function deleteWraps(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from circle_wraps where team_id = ${teamId} and member_id = ${memberId}`
}

/** Drops a member's wraps of circles they have left but others of which they are still in. */
export async function deleteWrapsOfCircle(sql: Sql, teamId: string, memberId: string, circle: Circle): Promise<void> {
  await sql`
    delete from circle_wraps where team_id = ${teamId} and member_id = ${memberId} and circle = ${circle}`
}

export async function insertLadder(sql: Sql, teamId: string, ladder: Ladder): Promise<void> {
  await sql`
    insert into circle_ladders (team_id, circle, epoch, sealed)
    values (${teamId}, ${ladder.circle}, ${ladder.epoch}, ${bytes(ladder.sealed)})`
}

export async function laddersOf(sql: Sql, teamId: string): Promise<Ladder[]> {
  const rows = await sql<{ circle: Circle; epoch: number; sealed: Uint8Array }[]>`
    select circle, epoch, sealed from circle_ladders where team_id = ${teamId} order by circle, epoch`
  return rows.map((row) => ({ ...row, sealed: text(row.sealed) }))
}

/** False when this line already has this epoch. */
export async function insertIntake(sql: Sql, intake: Intake): Promise<boolean> {
  const { team, line, epoch } = intake.statement
  const rows = await sql`
    insert into intakes (team_id, line_id, epoch, statement, wrap)
    values (${team}, ${line}, ${epoch}, ${JSON.stringify(intake.statement)}, ${bytes(intake.wrap)})
    on conflict do nothing returning epoch`
  return rows.length === 1
}

type IntakeRow = { statement: string; wrap: Uint8Array }
const intakeOf = (row: IntakeRow): Intake => ({
  statement: JSON.parse(row.statement) as StatementJson,
  wrap: text(row.wrap),
})

/** Every epoch of every line's intake, oldest first. */
export async function intakesOf(sql: Sql, teamId: string): Promise<Intake[]> {
  const rows = await sql<IntakeRow[]>`
    select statement, wrap from intakes where team_id = ${teamId} order by line_id, epoch`
  return rows.map(intakeOf)
}

export async function newestIntake(sql: Sql, teamId: string, lineId: string): Promise<Intake | null> {
  const [row] = await sql<IntakeRow[]>`
    select statement, wrap from intakes
    where team_id = ${teamId} and line_id = ${lineId} order by epoch desc limit 1`
  return row ? intakeOf(row) : null
}

/** The lines that have an intake, each with its newest epoch. */
export async function lineEpochs(sql: Sql, teamId: string): Promise<{ lineId: string; epoch: number }[]> {
  return sql<{ lineId: string; epoch: number }[]>`
    select line_id as "lineId", max(epoch)::int as epoch from intakes
    where team_id = ${teamId} group by line_id order by line_id`
}

export async function putCard(sql: Sql, teamId: string, card: Card): Promise<void> {
  await sql`
    insert into name_cards (team_id, member_id, sealed) values (${teamId}, ${card.member}, ${bytes(card.sealed)})
    on conflict (team_id, member_id) do update set sealed = excluded.sealed`
}

export async function cardsOf(sql: Sql, teamId: string): Promise<Card[]> {
  const rows = await sql<{ member: string; sealed: Uint8Array }[]>`
    select member_id as member, sealed from name_cards where team_id = ${teamId} order by member_id`
  return rows.map((row) => ({ member: row.member, sealed: text(row.sealed) }))
}
