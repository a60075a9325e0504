import type { Sql } from '#platform/database'

export type DebriefRow = {
  debriefId: string
  shiftId: string
  memberId: string
  startsAt: Date
  endsAt: Date
  state: 'asked' | 'not now' | 'answered'
  carerId: string | null
  answeredAt: Date | null
  goesAt: Date
}
type Place = { teamId: string; debriefId: string }
export type NewDebrief = Pick<DebriefRow, 'debriefId' | 'shiftId' | 'memberId' | 'startsAt' | 'endsAt' | 'goesAt'>

/** False: they were asked about this shift already. */
export async function ask(sql: Sql, teamId: string, row: NewDebrief): Promise<boolean> {
  const made = await sql`
    insert into debriefs (team_id, debrief_id, shift_id, member_id, starts_at, ends_at, state, goes_at)
    values (${teamId}, ${row.debriefId}, ${row.shiftId}, ${row.memberId}, ${row.startsAt}, ${row.endsAt}, 'asked',
      ${row.goesAt})
    on conflict (team_id, shift_id, member_id) do nothing returning 1 as one`
  return made.length === 1
}

/** Locked until your transaction ends. */
export async function lockDebrief(sql: Sql, { teamId, debriefId }: Place): Promise<DebriefRow | null> {
  const rows = await sql<DebriefRow[]>`
    select debrief_id as "debriefId", shift_id as "shiftId", member_id as "memberId", starts_at as "startsAt",
      ends_at as "endsAt", state, carer_id as "carerId", answered_at as "answeredAt", goes_at as "goesAt"
    from debriefs where team_id = ${teamId} and debrief_id = ${debriefId} for update`
  return rows[0] ?? null
}

/** Those of a member, and those that were answered for them. */
export async function debriefsOf(sql: Sql, teamId: string, memberId: string): Promise<DebriefRow[]> {
  return sql<DebriefRow[]>`
    select debrief_id as "debriefId", shift_id as "shiftId", member_id as "memberId", starts_at as "startsAt",
      ends_at as "endsAt", state, carer_id as "carerId", answered_at as "answeredAt", goes_at as "goesAt"
    from debriefs where team_id = ${teamId} and (member_id = ${memberId} or carer_id = ${memberId})
    order by ends_at desc, debrief_id`
}

export async function setNotNow(sql: Sql, { teamId, debriefId }: Place, notNow: boolean): Promise<void> {
  await sql`update debriefs set state = ${notNow ? 'not now' : 'asked'}
    where team_id = ${teamId} and debrief_id = ${debriefId} and state <> 'answered'`
}

export type Answered = { carerId: string | null; answeredAt: Date; goesAt: Date; sealed: Uint8Array }
export async function setAnswer(sql: Sql, { teamId, debriefId }: Place, of: Answered): Promise<void> {
  await sql`
    update debriefs set state = 'answered', carer_id = ${of.carerId}, answered_at = ${of.answeredAt},
      goes_at = ${of.goesAt}, sealed = ${of.sealed}
    where team_id = ${teamId} and debrief_id = ${debriefId}`
}

export async function answerOf(sql: Sql, { teamId, debriefId }: Place): Promise<Uint8Array | null> {
  const rows = await sql<{ sealed: Uint8Array | null }[]>`
    select sealed from debriefs where team_id = ${teamId} and debrief_id = ${debriefId}`
  return rows[0]?.sealed ?? null
}

export async function deleteDebrief(sql: Sql, { teamId, debriefId }: Place): Promise<void> {
  await sql`delete from debriefs where team_id = ${teamId} and debrief_id = ${debriefId}`
}

export async function carerOf(sql: Sql, teamId: string, memberId: string): Promise<string | null> {
  const rows = await sql<{ carerId: string }[]>`
    select carer_id as "carerId" from carers where team_id = ${teamId} and member_id = ${memberId}`
  return rows[0]?.carerId ?? null
}

export async function chooseCarer(sql: Sql, teamId: string, of: { memberId: string; carerId: string }): Promise<void> {
  await sql`
    insert into carers (team_id, member_id, carer_id) values (${teamId}, ${of.memberId}, ${of.carerId})
    on conflict (team_id, member_id) do update set carer_id = excluded.carer_id`
}

export async function deleteCarer(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from carers where team_id = ${teamId} and member_id = ${memberId}`
}

/** Somebody left: nobody has them as a carer any more, and what was answered for them stays with whoever answered. */
export async function loseCarer(sql: Sql, teamId: string, carerId: string): Promise<void> {
  await sql`delete from carers where team_id = ${teamId} and (carer_id = ${carerId} or member_id = ${carerId})`
  await sql`update debriefs set carer_id = null where team_id = ${teamId} and carer_id = ${carerId}`
}

/** What the team asks: no row, what the product asks. */
export async function questionsOf(sql: Sql, teamId: string): Promise<{ version: number; sealed: Uint8Array | null }> {
  const rows = await sql<{ version: number; sealed: Uint8Array }[]>`
    select version, sealed from debrief_questions where team_id = ${teamId}`
  return rows[0] ?? { version: 0, sealed: null }
}

/** False: somebody else saved meanwhile. */
export async function saveQuestions(
  sql: Sql,
  teamId: string,
  { version, sealed }: { version: number; sealed: Uint8Array },
): Promise<boolean> {
  const rows =
    version === 0
      ? await sql`
          insert into debrief_questions (team_id, version, sealed) values (${teamId}, 1, ${sealed})
          on conflict (team_id) do nothing returning 1 as one`
      : await sql`
          update debrief_questions set version = version + 1, sealed = ${sealed}
          where team_id = ${teamId} and version = ${version} returning 1 as one`
  return rows.length === 1
}
