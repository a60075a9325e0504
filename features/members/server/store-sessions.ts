import type { Sql } from '#platform/database'
import type { DeviceKind, Role } from '../rules.ts'

export type SessionRow = {
  teamId: string
  sessionId: string
  memberId: string
  device: DeviceKind
  startedAt: Date
  seenAt: Date
  rotatedAt: Date
  provedAt: Date
}
/** Of an active member. `isSuccessor`: found by its newest token, and the one before is still good. */
export type FoundSession = SessionRow & { roles: Role[]; isSuccessor: boolean }

const columns = (sql: Sql) => sql`
  s.team_id as "teamId", s.session_id as "sessionId", s.member_id as "memberId", s.device,
  s.started_at as "startedAt", s.seen_at as "seenAt", s.rotated_at as "rotatedAt", s.proved_at as "provedAt"`

export async function insertSession(
  sql: Sql,
  session: { teamId: string; sessionId: string; memberId: string; tokenHash: Uint8Array; at: Date },
): Promise<void> {
  await sql`
    insert into sessions (team_id, session_id, member_id, token_hash, started_at, seen_at, rotated_at, proved_at)
    values (${session.teamId}, ${session.sessionId}, ${session.memberId}, ${session.tokenHash}, ${session.at}, ${session.at},
      ${session.at}, ${session.at})`
}

/** The session a token belongs to, by its newest token or the one before; only of active members. */
export async function sessionByToken(sql: Sql, teamId: string, tokenHash: Uint8Array): Promise<FoundSession | null> {
  const rows = await sql<FoundSession[]>`
    select ${columns(sql)}, m.roles, s.token_hash = ${tokenHash} and s.previous_hash is not null as "isSuccessor"
    from sessions s join members m on m.team_id = s.team_id and m.member_id = s.member_id and m.state = 'active'
    where s.team_id = ${teamId} and (s.token_hash = ${tokenHash} or s.previous_hash = ${tokenHash})`
  return rows[0] ?? null
}

/** The same, of a session that was found before; by no token. */
export async function standingSession(sql: Sql, teamId: string, sessionId: string): Promise<FoundSession | null> {
  const rows = await sql<FoundSession[]>`
    select ${columns(sql)}, m.roles, false as "isSuccessor"
    from sessions s join members m on m.team_id = s.team_id and m.member_id = s.member_id and m.state = 'active'
    where s.team_id = ${teamId} and s.session_id = ${sessionId}`
  return rows[0] ?? null
}

export async function sessionOf(sql: Sql, teamId: string, sessionId: string): Promise<SessionRow | null> {
  const rows = await sql<SessionRow[]>`
    select ${columns(sql)} from sessions s where team_id = ${teamId} and session_id = ${sessionId}`
  return rows[0] ?? null
}

/**
 * Marks a session as used. When the token that was `shown` is the newest, and was given before `settledBefore`, the one before is
 * done. Looked at here, not before: another tab may just have been given one.
 */
export async function touchSession(
  sql: Sql,
  touched: { teamId: string; sessionId: string; at: Date; shown: Uint8Array | null; settledBefore: Date },
): Promise<void> {
  await sql`
    update sessions set seen_at = ${touched.at}, previous_hash = case
      when token_hash = ${touched.shown} and rotated_at < ${touched.settledBefore} then null else previous_hash end
    where team_id = ${touched.teamId} and session_id = ${touched.sessionId}`
}

/**
 * Gives a session a new token. The one that was just shown stays good until the new one has been used for a while. False when it
 * was given one since (`since`: when it was last, as far as whoever asks knows).
 */
export async function rotateSession(
  sql: Sql,
  rotated: { teamId: string; sessionId: string; since: Date; shown: Uint8Array; fresh: Uint8Array; at: Date },
): Promise<boolean> {
  const rows = await sql`
    update sessions set token_hash = ${rotated.fresh}, previous_hash = ${rotated.shown}, rotated_at = ${rotated.at}
    where team_id = ${rotated.teamId} and session_id = ${rotated.sessionId} and rotated_at = ${rotated.since}
    returning session_id`
  return rows.length === 1
}

export async function proveSession(sql: Sql, proved: { teamId: string; sessionId: string; at: Date }): Promise<void> {
  await sql`
    update sessions set proved_at = ${proved.at}
    where team_id = ${proved.teamId} and session_id = ${proved.sessionId}`
}

export async function setDevice(
  sql: Sql,
  set: { teamId: string; sessionId: string; device: DeviceKind },
): Promise<void> {
  await sql`
    update sessions set device = ${set.device} where team_id = ${set.teamId} and session_id = ${set.sessionId}`
}

export async function sessionsOf(sql: Sql, teamId: string, memberId: string): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select ${columns(sql)} from sessions s where team_id = ${teamId} and member_id = ${memberId} order by started_at desc, session_id`
}

/** Ends one session of this member. Returns whether there was one. */
export async function deleteSession(
  sql: Sql,
  ended: { teamId: string; memberId: string; sessionId: string },
): Promise<boolean> {
  const rows = await sql`
    delete from sessions
    where team_id = ${ended.teamId} and member_id = ${ended.memberId} and session_id = ${ended.sessionId}
    returning session_id`
  return rows.length === 1
}
