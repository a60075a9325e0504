import type { Sql } from '#platform/database'

export type Duty = {
  memberId: string
  lineIds: string[]
  languages: string[]
  since: Date
  breakSince: Date | null
  idleSince: Date
  /** When they are clocked out by themselves; null: not. */
  offAt: Date | null
}

/** Everybody who clocked in, with the contacts they hold. Practice makes nobody busy. */
export async function dutiesOf(sql: Sql, teamId: string): Promise<(Duty & { busy: number })[]> {
  return sql<(Duty & { busy: number })[]>`
    select d.member_id as "memberId", d.line_ids as "lineIds", d.languages, d.since, d.break_since as "breakSince",
      d.idle_since as "idleSince", d.off_at as "offAt", count(w.contact_id)::int as busy
    from duties d left join waitings w on w.team_id = d.team_id and w.practice is null
      and ((w.state in ('claimed', 'offered') and w.responder = d.member_id) or (w.state = 'unlocking' and w.claimer = d.member_id))
    where d.team_id = ${teamId} group by d.team_id, d.member_id order by d.since, d.member_id`
}

/** Clocking in again on other lines or languages keeps since when, and for how long they have been idle. */
export async function keepDuty(
  sql: Sql,
  teamId: string,
  duty: Omit<Duty, 'breakSince' | 'idleSince' | 'offAt'>,
): Promise<void> {
  await sql`
    insert into duties (team_id, member_id, line_ids, languages, since, idle_since)
    values (${teamId}, ${duty.memberId}, ${duty.lineIds}, ${duty.languages}, ${duty.since}, ${duty.since})
    on conflict (team_id, member_id) do update set line_ids = excluded.line_ids, languages = excluded.languages, break_since = null,
      off_at = null`
}

export async function setOffAt(sql: Sql, teamId: string, memberId: string, offAt: Date | null): Promise<void> {
  await sql`update duties set off_at = ${offAt} where team_id = ${teamId} and member_id = ${memberId}`
}

export async function deleteDuty(sql: Sql, teamId: string, memberId: string): Promise<boolean> {
  const rows = await sql`delete from duties where team_id = ${teamId} and member_id = ${memberId} returning 1 as one`
  return rows.length === 1
}

export async function setBreak(sql: Sql, teamId: string, memberId: string, since: Date | null): Promise<boolean> {
  const rows = await sql`update duties set break_since = ${since}
    where team_id = ${teamId} and member_id = ${memberId} returning 1 as one`
  return rows.length === 1
}

/** One claim of a member at a time: else two pages of theirs could both count the same free place. */
export async function lockDuty(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`select 1 from duties where team_id = ${teamId} and member_id = ${memberId} for update`
}

/** Without waiting for whoever changes it now: false then. */
export async function tryLockDuty(sql: Sql, teamId: string, memberId: string): Promise<boolean> {
  const rows =
    await sql`select 1 as one from duties where team_id = ${teamId} and member_id = ${memberId} for update skip locked`
  return rows.length === 1
}

export async function setIdle(sql: Sql, teamId: string, memberId: string, at: Date): Promise<void> {
  await sql`update duties set idle_since = ${at} where team_id = ${teamId} and member_id = ${memberId}`
}

export type TestRing = { ringId: string; at: Date; heardAt: Date | null }

/** A new test ring for a session takes the place of the one before. */
export async function insertTestRing(
  sql: Sql,
  ring: { teamId: string; sessionId: string; memberId: string; ringId: string; at: Date },
): Promise<void> {
  await sql`
    insert into test_rings (team_id, session_id, member_id, ring_id, at)
    values (${ring.teamId}, ${ring.sessionId}, ${ring.memberId}, ${ring.ringId}, ${ring.at})
    on conflict (team_id, session_id) do update set ring_id = excluded.ring_id, at = excluded.at, heard_at = null`
}

export async function markHeard(
  sql: Sql,
  ring: { teamId: string; sessionId: string; ringId: string; at: Date },
): Promise<boolean> {
  const rows = await sql`update test_rings set heard_at = ${ring.at}
    where team_id = ${ring.teamId} and session_id = ${ring.sessionId} and ring_id = ${ring.ringId} returning 1 as one`
  return rows.length === 1
}

export async function testRingOf(sql: Sql, teamId: string, sessionId: string): Promise<TestRing | null> {
  const rows = await sql<TestRing[]>`select ring_id as "ringId", at, heard_at as "heardAt" from test_rings
    where team_id = ${teamId} and session_id = ${sessionId}`
  return rows[0] ?? null
}

/** Those that nobody has confirmed yet, newest first. A device knows its own by its id. */
export async function unheardTestRings(sql: Sql, teamId: string): Promise<(TestRing & { memberId: string })[]> {
  return sql<(TestRing & { memberId: string })[]>`
    select member_id as "memberId", ring_id as "ringId", at, heard_at as "heardAt" from test_rings
    where team_id = ${teamId} and heard_at is null order by at desc, ring_id`
}

export async function deleteTestRings(sql: Sql, teamId: string, before: Date): Promise<void> {
  await sql`delete from test_rings where team_id = ${teamId} and at < ${before}`
}

export type Cover = { lineId: string; uncoveredSince: Date; alarmedAt: Date | null }

export async function coversOf(sql: Sql, teamId: string): Promise<Cover[]> {
  return sql<Cover[]>`select line_id as "lineId", uncovered_since as "uncoveredSince", alarmed_at as "alarmedAt"
    from covers where team_id = ${teamId}`
}

export async function keepCover(sql: Sql, teamId: string, cover: Cover): Promise<void> {
  await sql`
    insert into covers (team_id, line_id, uncovered_since, alarmed_at)
    values (${teamId}, ${cover.lineId}, ${cover.uncoveredSince}, ${cover.alarmedAt})
    on conflict (team_id, line_id) do update set alarmed_at = excluded.alarmed_at`
}

export async function deleteCover(sql: Sql, teamId: string, lineId: string): Promise<void> {
  await sql`delete from covers where team_id = ${teamId} and line_id = ${lineId}`
}
