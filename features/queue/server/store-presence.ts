import type { Sql } from '#platform/database'

/** `who`: a member, or a contact whose caller's page is open. */
export type Present = { teamId: string; processId: string; kind: 'member' | 'caller'; who: string }
export type Who = Pick<Present, 'kind' | 'who'>

export async function insertPresence(sql: Sql, present: Present): Promise<void> {
  await sql`insert into presences (team_id, process_id, kind, who)
    values (${present.teamId}, ${present.processId}, ${present.kind}, ${present.who}) on conflict do nothing`
}

export async function deletePresence(sql: Sql, present: Present): Promise<void> {
  await sql`delete from presences where team_id = ${present.teamId} and process_id = ${present.processId}
    and kind = ${present.kind} and who = ${present.who}`
}

/** What this process knows at first hand, written over whatever stood there. Resolves to what stood there wrongly, or was missing. */
export async function replacePresences(
  sql: Sql,
  { teamId, processId }: { teamId: string; processId: string },
  here: { memberIds: string[]; contactIds: string[] },
): Promise<Who[]> {
  const gone = await sql<Who[]>`delete from presences where team_id = ${teamId} and process_id = ${processId}
    and not (kind = 'member' and who = any(${here.memberIds}::uuid[]))
    and not (kind = 'caller' and who = any(${here.contactIds}::uuid[])) returning kind, who`
  const come = await sql<Who[]>`insert into presences (team_id, process_id, kind, who)
    select ${teamId}::uuid, ${processId}::uuid, 'member', * from unnest(${here.memberIds}::uuid[])
    union all select ${teamId}::uuid, ${processId}::uuid, 'caller', * from unnest(${here.contactIds}::uuid[])
    on conflict do nothing returning kind, who`
  return [...gone, ...come]
}

export async function beat(
  sql: Sql,
  { teamId, processId, at }: { teamId: string; processId: string; at: Date },
): Promise<void> {
  await sql`insert into presence_beats (team_id, process_id, beat_at) values (${teamId}, ${processId}, ${at})
    on conflict (team_id, process_id) do update set beat_at = excluded.beat_at`
}

/** Members with a live console, and the callers of these contacts, on any process that still beats (last beat after `alive`). */
export async function whoIsHere(
  sql: Sql,
  of: { teamId: string; contactIds?: string[]; alive: Date },
): Promise<Set<string>> {
  const rows = await sql<{ who: string }[]>`
    select distinct p.who from presences p
    join presence_beats b on b.team_id = p.team_id and b.process_id = p.process_id
    where p.team_id = ${of.teamId} and b.beat_at > ${of.alive}
      and (p.kind = 'member' or p.who = any(${of.contactIds ?? []}::uuid[]))`
  return new Set(rows.map((row) => row.who))
}

/** Forgets processes that stopped beating, and gives back whom they had. */
export async function dropSilent(sql: Sql, teamId: string, alive: Date): Promise<Who[]> {
  const silent = await sql<{ processId: string }[]>`
    delete from presence_beats where team_id = ${teamId} and beat_at <= ${alive} returning process_id as "processId"`
  const ids = silent.map((row) => row.processId)
  return sql<Who[]>`
    delete from presences where team_id = ${teamId} and process_id = any(${ids}::uuid[]) returning kind, who`
}

export async function dropProcess(sql: Sql, teamId: string, processId: string): Promise<void> {
  await sql`delete from presences where team_id = ${teamId} and process_id = ${processId}`
  await sql`delete from presence_beats where team_id = ${teamId} and process_id = ${processId}`
}
