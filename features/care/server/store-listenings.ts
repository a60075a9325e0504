import type { Sql } from '#platform/database'
import type { ListeningState } from '../rules.ts'

export type ListeningRow = {
  listeningId: string
  memberId: string
  ownerId: string
  fallbackId: string | null
  state: ListeningState
  late: boolean
  madeAt: Date
  dueAt: Date
  endedAt: Date | null
}
type Place = { teamId: string; listeningId: string }

/** False: there is one of this id. */
export async function insertListening(sql: Sql, teamId: string, row: ListeningRow): Promise<boolean> {
  const made = await sql`
    insert into listenings (team_id, listening_id, member_id, owner_id, fallback_id, state, late, made_at, due_at, ended_at)
    values (${teamId}, ${row.listeningId}, ${row.memberId}, ${row.ownerId}, ${row.fallbackId}, ${row.state}, ${row.late},
      ${row.madeAt}, ${row.dueAt}, ${row.endedAt})
    on conflict (team_id, listening_id) do nothing returning 1 as one`
  return made.length === 1
}

export async function lockListening(sql: Sql, { teamId, listeningId }: Place): Promise<ListeningRow | null> {
  const rows = await sql<ListeningRow[]>`
    select listening_id as "listeningId", member_id as "memberId", owner_id as "ownerId", fallback_id as "fallbackId", state,
      late, made_at as "madeAt", due_at as "dueAt", ended_at as "endedAt"
    from listenings where team_id = ${teamId} and listening_id = ${listeningId} for update`
  return rows[0] ?? null
}

export async function setListening(sql: Sql, teamId: string, row: ListeningRow): Promise<void> {
  await sql`
    update listenings set owner_id = ${row.ownerId}, fallback_id = ${row.fallbackId}, state = ${row.state}, late = ${row.late},
      due_at = ${row.dueAt}, ended_at = ${row.endedAt}
    where team_id = ${teamId} and listening_id = ${row.listeningId}`
}

export async function deleteListening(sql: Sql, { teamId, listeningId }: Place): Promise<void> {
  await sql`delete from listenings where team_id = ${teamId} and listening_id = ${listeningId}`
}

/** Those that somebody asked for, listens to or stands behind, what is due first first. */
export async function listeningsOf(sql: Sql, teamId: string, memberId: string): Promise<ListeningRow[]> {
  return sql<ListeningRow[]>`
    select listening_id as "listeningId", member_id as "memberId", owner_id as "ownerId", fallback_id as "fallbackId", state,
      late, made_at as "madeAt", due_at as "dueAt", ended_at as "endedAt"
    from listenings
    where team_id = ${teamId} and (member_id = ${memberId} or owner_id = ${memberId} or fallback_id = ${memberId})
    order by due_at, listening_id`
}

/** How many open ones each has. */
export async function listeningLoads(sql: Sql, teamId: string): Promise<{ ownerId: string; load: number }[]> {
  return sql<{ ownerId: string; load: number }[]>`
    select owner_id as "ownerId", count(*)::int as load from listenings where team_id = ${teamId} and state = 'open'
    group by owner_id`
}
