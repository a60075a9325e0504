import type { Sql } from '#platform/database'
import type { NudgeKind } from '../load.ts'

export type HardNight = {
  shiftId: string
  memberId: string
  byId: string
  at: Date
  endedAt: Date
  restUntil: Date
  /** They said that they have rested enough. */
  restEnded: boolean
}

/** False: it was said before. */
export async function markHard(sql: Sql, teamId: string, row: Omit<HardNight, 'restEnded'>): Promise<boolean> {
  const made = await sql`
    insert into hard_nights (team_id, shift_id, member_id, by_id, at, ended_at, rest_until)
    values (${teamId}, ${row.shiftId}, ${row.memberId}, ${row.byId}, ${row.at}, ${row.endedAt}, ${row.restUntil})
    on conflict (team_id, shift_id, member_id) do nothing returning 1 as one`
  return made.length === 1
}

/** By whoever said it, or by whom it is about. False: neither, or nobody said it. */
export async function unmarkHard(
  sql: Sql,
  teamId: string,
  { shiftId, memberId, by }: { shiftId: string; memberId: string; by: string },
): Promise<boolean> {
  const gone = await sql`
    delete from hard_nights where team_id = ${teamId} and shift_id = ${shiftId} and member_id = ${memberId}
      and (by_id = ${by} or member_id = ${by}) returning 1 as one`
  return gone.length === 1
}

/** Of everybody (null) or of one member, of shifts that ended after this. */
export async function hardNights(
  sql: Sql,
  teamId: string,
  { since, memberId }: { since: Date; memberId: string | null },
): Promise<HardNight[]> {
  return sql<HardNight[]>`
    select shift_id as "shiftId", member_id as "memberId", by_id as "byId", at, ended_at as "endedAt",
      rest_until as "restUntil", rest_ended as "restEnded"
    from hard_nights
    where team_id = ${teamId} and ended_at > ${since} and (${memberId}::uuid is null or member_id = ${memberId}::uuid)`
}

/** What somebody said of others, of shifts that ended after this. */
export async function markedBy(sql: Sql, teamId: string, of: { since: Date; by: string }): Promise<HardNight[]> {
  return sql<HardNight[]>`
    select shift_id as "shiftId", member_id as "memberId", by_id as "byId", at, ended_at as "endedAt",
      rest_until as "restUntil", rest_ended as "restEnded"
    from hard_nights where team_id = ${teamId} and ended_at > ${of.since} and by_id = ${of.by}`
}

/** They have rested enough, or not after all: of every rest that is not over. False: they rest after none. */
export async function setRestEnded(
  sql: Sql,
  teamId: string,
  { memberId, at, ended }: { memberId: string; at: Date; ended: boolean },
): Promise<boolean> {
  const rows = await sql`
    update hard_nights set rest_ended = ${ended}
    where team_id = ${teamId} and member_id = ${memberId} and rest_until > ${at} returning 1 as one`
  return rows.length > 0
}

export async function deleteNight(
  sql: Sql,
  teamId: string,
  { shiftId, memberId }: { shiftId: string; memberId: string },
): Promise<void> {
  await sql`delete from hard_nights where team_id = ${teamId} and shift_id = ${shiftId} and member_id = ${memberId}`
}

export async function deleteNightsOf(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from hard_nights where team_id = ${teamId} and member_id = ${memberId}`
  await sql`delete from care_pauses where team_id = ${teamId} and member_id = ${memberId}`
}

export async function rulesOf(sql: Sql, teamId: string): Promise<{ version: number; restHours: number } | null> {
  const rows = await sql<{ version: number; restHours: number }[]>`
    select version, rest_hours as "restHours" from care_rules where team_id = ${teamId}`
  return rows[0] ?? null
}

/** False: somebody else saved meanwhile. */
export async function saveRules(
  sql: Sql,
  teamId: string,
  { version, restHours }: { version: number; restHours: number },
): Promise<boolean> {
  const rows =
    version === 0
      ? await sql`
          insert into care_rules (team_id, version, rest_hours) values (${teamId}, 1, ${restHours})
          on conflict (team_id) do nothing returning 1 as one`
      : await sql`
          update care_rules set version = version + 1, rest_hours = ${restHours}
          where team_id = ${teamId} and version = ${version} returning 1 as one`
  return rows.length === 1
}

export type Pause = { memberId: string; kind: NudgeKind; reader: 'self' | 'planners' }

export async function pause(sql: Sql, teamId: string, of: Pause & { until: Date }): Promise<void> {
  await sql`
    insert into care_pauses (team_id, member_id, kind, reader, until_at)
    values (${teamId}, ${of.memberId}, ${of.kind}, ${of.reader}, ${of.until})
    on conflict (team_id, member_id, kind, reader) do update set until_at = excluded.until_at`
}

export async function unpause(sql: Sql, teamId: string, of: Pause): Promise<void> {
  await sql`
    delete from care_pauses
    where team_id = ${teamId} and member_id = ${of.memberId} and kind = ${of.kind} and reader = ${of.reader}`
}

/** Those that hold at this time. */
export async function pausesFor(sql: Sql, teamId: string, { reader, at }: { reader: Pause['reader']; at: Date }) {
  return sql<{ memberId: string; kind: NudgeKind }[]>`
    select member_id as "memberId", kind from care_pauses
    where team_id = ${teamId} and reader = ${reader} and until_at > ${at}`
}
