import type { Sql } from '#platform/database'
import type { EventKind, Role } from '../rules.ts'
import type { TeamView } from '../wire.ts'

export type MemberRow = { memberId: string; roles: Role[]; state: 'active' | 'removed'; card: Uint8Array | null }

export async function insertTeam(sql: Sql, team: TeamView): Promise<void> {
  await sql`
    insert into teams (team_id, name, languages, time_zone)
    values (${team.teamId}, ${team.name}, ${team.languages}, ${team.timeZone})
    on conflict do nothing`
}

/** Changes what everybody may know of the team: its public name, languages and time zone. */
export async function updateTeam(sql: Sql, team: TeamView): Promise<void> {
  await sql`
    update teams set name = ${team.name}, languages = ${team.languages}, time_zone = ${team.timeZone}
    where team_id = ${team.teamId}`
}

/** The installation's team, or null before set-up. Installations hold one team for now; this is the one place that says so. */
export async function theTeam(sql: Sql): Promise<TeamView | null> {
  const rows = await sql<TeamView[]>`
    select team_id as "teamId", name, languages, time_zone as "timeZone" from teams order by team_id limit 1`
  return rows[0] ?? null
}

export async function teamOf(sql: Sql, teamId: string): Promise<TeamView | null> {
  const rows = await sql<TeamView[]>`
    select team_id as "teamId", name, languages, time_zone as "timeZone" from teams where team_id = ${teamId}`
  return rows[0] ?? null
}

export async function insertMemberRow(
  sql: Sql,
  member: { teamId: string; memberId: string; roles: readonly Role[] },
): Promise<void> {
  await sql`
    insert into members (team_id, member_id, roles, state)
    values (${member.teamId}, ${member.memberId}, ${[...member.roles]}, 'active')`
}

/** Everybody who is or was in the team, removed members too (their names may still be on old records). */
export async function membersOf(sql: Sql, teamId: string): Promise<MemberRow[]> {
  return sql<MemberRow[]>`
    select member_id as "memberId", roles, state, card from members where team_id = ${teamId} order by member_id`
}

/** An active member's roles; null when there is no such active member. */
export async function rolesOf(sql: Sql, teamId: string, memberId: string): Promise<Role[] | null> {
  const rows = await sql<{ roles: Role[] }[]>`
    select roles from members where team_id = ${teamId} and member_id = ${memberId} and state = 'active'`
  return rows[0]?.roles ?? null
}

/**
 * Whether they are in the team, and will be until this transaction ends: a removal under way is waited for. Asked before somebody is
 * put anywhere, because whoever removes them looks once where they are.
 */
export async function staysInTeam(sql: Sql, teamId: string, memberId: string): Promise<boolean> {
  const rows = await sql`select 1 as one from members
    where team_id = ${teamId} and member_id = ${memberId} and state = 'active' for share`
  return rows.length === 1
}

export async function setRoles(sql: Sql, teamId: string, memberId: string, roles: readonly Role[]): Promise<void> {
  await sql`
    update members set roles = ${[...roles]} where team_id = ${teamId} and member_id = ${memberId} and state = 'active'`
}

/** Keeps a member's sealed name card. Only consoles can read it. */
export async function setCard(sql: Sql, teamId: string, memberId: string, card: Uint8Array): Promise<void> {
  await sql`update members set card = ${card} where team_id = ${teamId} and member_id = ${memberId}`
}

export async function setState(sql: Sql, teamId: string, memberId: string, state: MemberRow['state']): Promise<void> {
  await sql`update members set state = ${state} where team_id = ${teamId} and member_id = ${memberId}`
}

/** Active members who hold at least one of these roles. */
export async function membersWithRoles(sql: Sql, teamId: string, held: readonly Role[]): Promise<string[]> {
  const rows = await sql<{ memberId: string }[]>`
    select member_id as "memberId" from members
    where team_id = ${teamId} and state = 'active' and roles && ${[...held]} order by member_id`
  return rows.map((row) => row.memberId)
}

/** `day` is a calendar day in UTC, `YYYY-MM-DD`. */
export async function insertEvent(
  sql: Sql,
  event: { teamId: string; memberId: string; eventId: string; kind: EventKind; day: string },
): Promise<void> {
  await sql`
    insert into member_events (team_id, member_id, event_id, kind, day)
    values (${event.teamId}, ${event.memberId}, ${event.eventId}, ${event.kind}, ${event.day})`
}

export async function eventsOf(
  sql: Sql,
  teamId: string,
  memberId: string,
): Promise<{ kind: EventKind; day: string }[]> {
  return sql<{ kind: EventKind; day: string }[]>`
    select kind, to_char(day, 'YYYY-MM-DD') as day from member_events
    where team_id = ${teamId} and member_id = ${memberId} order by member_events.day desc, kind`
}

export async function deleteEvents(sql: Sql, teamId: string, memberId: string, upTo: string): Promise<void> {
  await sql`delete from member_events where team_id = ${teamId} and member_id = ${memberId} and day <= ${upTo}`
}

/** This installation's key for a purpose; `fresh` is kept if there was none, whichever process comes first. */
export async function installationKey(
  sql: Sql,
  key: { teamId: string; purpose: string; fresh: Uint8Array },
): Promise<Uint8Array> {
  await sql`
    insert into installation_keys (team_id, purpose, key) values (${key.teamId}, ${key.purpose}, ${key.fresh})
    on conflict do nothing`
  const rows = await sql<{ key: Uint8Array }[]>`
    select key from installation_keys where team_id = ${key.teamId} and purpose = ${key.purpose}`
  return rows[0]!.key
}
