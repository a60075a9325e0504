import type { Sql } from '#platform/database'

export type Skill = { skillId: string; sealedName: Uint8Array; validFor: number | null; retired: boolean }
type Place = { teamId: string; memberId: string; skillId: string }

/** The team's list in its order, retired ones too. */
export async function skillsOf(sql: Sql, teamId: string): Promise<Skill[]> {
  return sql<Skill[]>`
    select skill_id as "skillId", sealed_name as "sealedName", valid_for as "validFor", retired from skills
    where team_id = ${teamId} order by place, skill_id`
}

/** Makes it at the end of the list, or gives the one that is there other words and another time. */
export async function putSkill(sql: Sql, teamId: string, skill: Omit<Skill, 'retired'>): Promise<void> {
  await sql`
    insert into skills (team_id, skill_id, place, sealed_name, valid_for, retired)
    select ${teamId}::uuid, ${skill.skillId}::uuid, coalesce(max(place), 0) + 1, ${skill.sealedName}::bytea,
      ${skill.validFor}::integer, false
    from skills where team_id = ${teamId}
    on conflict (team_id, skill_id) do update set sealed_name = excluded.sealed_name, valid_for = excluded.valid_for`
}

export async function setPlaces(sql: Sql, teamId: string, skillIds: readonly string[]): Promise<void> {
  await sql`
    update skills set place = put.place::integer
    from unnest(${[...skillIds]}::uuid[]) with ordinality as put (skill_id, place)
    where skills.team_id = ${teamId} and skills.skill_id = put.skill_id`
}

/** False when there is no such skill. */
export async function setRetired(sql: Sql, teamId: string, skillId: string, retired: boolean): Promise<boolean> {
  const rows = await sql`update skills set retired = ${retired}
    where team_id = ${teamId} and skill_id = ${skillId} returning 1 as one`
  return rows.length === 1
}

export type HeldRow = {
  memberId: string
  skillId: string
  claimedAt: Date | null
  confirmedBy: string | null
  confirmedAt: Date | null
  expiresAt: Date | null
  takenBy: string | null
  takenAt: Date | null
  told: number
  sealedNote: Uint8Array | null
  changedBy: string
  changedAt: Date
  previous: Previous | null
}
/** The row before the last change, as JSON keeps it. */
export type Previous = { none: true } | { none: false; row: Record<string, string | number | null> }

export async function lockHeld(sql: Sql, { teamId, memberId, skillId }: Place): Promise<HeldRow | null> {
  const rows = await sql<HeldRow[]>`
    select member_id as "memberId", skill_id as "skillId", claimed_at as "claimedAt", confirmed_by as "confirmedBy",
      confirmed_at as "confirmedAt", expires_at as "expiresAt", taken_by as "takenBy", taken_at as "takenAt", told,
      sealed_note as "sealedNote", changed_by as "changedBy", changed_at as "changedAt", previous
    from held_skills where team_id = ${teamId} and member_id = ${memberId} and skill_id = ${skillId} for update`
  return rows[0] ?? null
}

export async function putHeld(sql: Sql, teamId: string, row: HeldRow): Promise<void> {
  await sql`
    insert into held_skills (team_id, member_id, skill_id, claimed_at, confirmed_by, confirmed_at, expires_at, taken_by,
      taken_at, told, sealed_note, changed_by, changed_at, previous)
    values (${teamId}, ${row.memberId}, ${row.skillId}, ${row.claimedAt}, ${row.confirmedBy}, ${row.confirmedAt},
      ${row.expiresAt}, ${row.takenBy}, ${row.takenAt}, ${row.told}, ${row.sealedNote}, ${row.changedBy},
      ${row.changedAt}, ${row.previous && sql.json(row.previous)})
    on conflict (team_id, member_id, skill_id) do update set claimed_at = excluded.claimed_at,
      confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at, expires_at = excluded.expires_at,
      taken_by = excluded.taken_by, taken_at = excluded.taken_at, told = excluded.told,
      sealed_note = excluded.sealed_note, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
      previous = excluded.previous`
}

export async function deleteHeld(sql: Sql, { teamId, memberId, skillId }: Place): Promise<void> {
  await sql`delete from held_skills where team_id = ${teamId} and member_id = ${memberId} and skill_id = ${skillId}`
}

/** Nothing of the row before is kept for longer than it can be undone. */
export async function forgetPrevious(sql: Sql, { teamId, memberId, skillId }: Place, upTo: Date): Promise<void> {
  await sql`update held_skills set previous = null
    where team_id = ${teamId} and member_id = ${memberId} and skill_id = ${skillId} and changed_at <= ${upTo}`
}

export type HeldLine = Omit<HeldRow, 'sealedNote' | 'previous' | 'told' | 'changedBy' | 'changedAt'> & {
  hasNote: boolean
}

/** Who has which skill, of these members; notes are asked for by themselves. */
export async function heldBy(sql: Sql, teamId: string, memberIds: readonly string[]): Promise<HeldLine[]> {
  return sql<HeldLine[]>`
    select member_id as "memberId", skill_id as "skillId", claimed_at as "claimedAt", confirmed_by as "confirmedBy",
      confirmed_at as "confirmedAt", expires_at as "expiresAt", taken_by as "takenBy", taken_at as "takenAt",
      sealed_note is not null as "hasNote"
    from held_skills where team_id = ${teamId} and member_id = any(${[...memberIds]}::uuid[])`
}

export async function skillNotes(
  sql: Sql,
  teamId: string,
  memberId: string,
): Promise<{ id: string; note: Uint8Array }[]> {
  return sql<{ id: string; note: Uint8Array }[]>`
    select skill_id as id, sealed_note as note from held_skills
    where team_id = ${teamId} and member_id = ${memberId} and sealed_note is not null`
}

/** The skills of a member who goes; their keys are named so that their deadlines can go too. */
export async function deleteSkillsOf(sql: Sql, teamId: string, memberId: string): Promise<string[]> {
  const rows = await sql<{ skillId: string }[]>`
    delete from held_skills where team_id = ${teamId} and member_id = ${memberId} returning skill_id as "skillId"`
  return rows.map(({ skillId }) => skillId)
}

/**
 * Every confirmation that stands, with its end: whether somebody has a skill at an instant is `expiresAt === null ||
 * expiresAt > instant`. Those of retired skills too: a seat that still asks for one stays filled.
 */
export async function skillsAt(
  sql: Sql,
  teamId: string,
): Promise<{ memberId: string; skillId: string; expiresAt: Date | null }[]> {
  return sql<{ memberId: string; skillId: string; expiresAt: Date | null }[]>`
    select member_id as "memberId", skill_id as "skillId", expires_at as "expiresAt" from held_skills
    where team_id = ${teamId} and confirmed_at is not null and taken_at is null order by member_id, skill_id`
}
