import type { Sql } from '#platform/database'
import type { MotionKind, MotionState, ObjectKind } from '../rules.ts'
import type { Place } from './keepers.ts'

export type Motion = {
  teamId: string
  motionId: string
  kind: MotionKind
  state: MotionState
  movedBy: string
  movedAt: Date
  waitsUntil: Date | null
  agreedBy: string | null
  runsOutAt: Date
  endedAt: Date | null
  objectKind: ObjectKind | null
  objectId: string | null
  untilAt: Date | null
  reason: string | null
  lineId: string | null
  contactDays: number | null
  caseDays: number | null
}

/** False when there is such a motion already: the same one, sent twice. */
export async function insertMotion(sql: Sql, motion: Motion): Promise<boolean> {
  const rows = await sql`
    insert into motions (team_id, motion_id, kind, state, moved_by, moved_at, waits_until, runs_out_at,
      object_kind, object_id, until_at, reason, line_id, contact_days, case_days)
    values (${motion.teamId}, ${motion.motionId}, ${motion.kind}, ${motion.state}, ${motion.movedBy}, ${motion.movedAt},
      ${motion.waitsUntil}, ${motion.runsOutAt}, ${motion.objectKind}, ${motion.objectId}, ${motion.untilAt},
      ${motion.reason}, ${motion.lineId}, ${motion.contactDays}, ${motion.caseDays})
    on conflict (team_id, motion_id) do nothing returning 1 as one`
  return rows.length === 1
}

export async function motionsOf(sql: Sql, teamId: string): Promise<Motion[]> {
  return sql<Motion[]>`select team_id as "teamId", motion_id as "motionId", kind, state, moved_by as "movedBy",
    moved_at as "movedAt", waits_until as "waitsUntil", agreed_by as "agreedBy", runs_out_at as "runsOutAt",
    ended_at as "endedAt", object_kind as "objectKind", object_id as "objectId", until_at as "untilAt", reason,
    line_id as "lineId", contact_days as "contactDays", case_days as "caseDays"
    from motions where team_id = ${teamId} order by moved_at desc, motion_id`
}

/** Locked, so that two stewards and the time take turns. */
export async function holdMotion(sql: Sql, teamId: string, motionId: string): Promise<Motion | null> {
  const rows = await sql<
    Motion[]
  >`select team_id as "teamId", motion_id as "motionId", kind, state, moved_by as "movedBy",
    moved_at as "movedAt", waits_until as "waitsUntil", agreed_by as "agreedBy", runs_out_at as "runsOutAt",
    ended_at as "endedAt", object_kind as "objectKind", object_id as "objectId", until_at as "untilAt", reason,
    line_id as "lineId", contact_days as "contactDays", case_days as "caseDays"
    from motions where team_id = ${teamId} and motion_id = ${motionId} for update`
  return rows[0] ?? null
}

/** The holds of an object that are open or stand, locked. */
export async function holdHoldsOf(sql: Sql, place: Place): Promise<string[]> {
  const rows = await sql<{ motionId: string }[]>`select motion_id as "motionId" from motions
    where team_id = ${place.teamId} and object_id = ${place.objectId} and state in ('open', 'standing')
    order by motion_id for update`
  return rows.map((row) => row.motionId)
}

export async function heldUntilAmong(sql: Sql, teamId: string, objectIds: string[]): Promise<Map<string, Date>> {
  const rows = await sql<{ objectId: string; until: Date }[]>`
    select object_id as "objectId", max(until_at) as until from motions
    where team_id = ${teamId} and kind = 'hold' and state = 'standing' and object_id = any(${objectIds}::uuid[])
    group by object_id`
  return new Map(rows.map((row) => [row.objectId, row.until]))
}

export async function openMotionsBy(sql: Sql, teamId: string, memberId: string): Promise<string[]> {
  const rows = await sql<{ motionId: string }[]>`select motion_id as "motionId" from motions
    where team_id = ${teamId} and moved_by = ${memberId} and state = 'open' order by motion_id`
  return rows.map((row) => row.motionId)
}

export async function setMotion(
  sql: Sql,
  motion: { teamId: string; motionId: string; state: MotionState; agreedBy: string | null; runsOutAt: Date },
  endedAt: Date | null,
): Promise<void> {
  await sql`update motions set state = ${motion.state}, agreed_by = ${motion.agreedBy}, runs_out_at = ${motion.runsOutAt},
    ended_at = ${endedAt} where team_id = ${motion.teamId} and motion_id = ${motion.motionId}`
}

/** The object is gone: what remains says that there was a hold, not on what or why. */
export async function forgetObject(sql: Sql, { teamId, objectId }: Place): Promise<void> {
  await sql`delete from hold_keys k using motions m where k.team_id = ${teamId} and m.team_id = k.team_id
    and m.motion_id = k.motion_id and m.object_id = ${objectId}`
  await sql`update motions set reason = null, object_id = null where team_id = ${teamId} and object_id = ${objectId}`
}

export async function deleteMotion(sql: Sql, teamId: string, motionId: string): Promise<void> {
  await sql`delete from hold_keys where team_id = ${teamId} and motion_id = ${motionId}`
  await sql`delete from motions where team_id = ${teamId} and motion_id = ${motionId}`
}

export async function insertHoldKey(
  sql: Sql,
  key: { teamId: string; motionId: string; reader: string; sealed: Uint8Array },
): Promise<void> {
  await sql`insert into hold_keys (team_id, motion_id, reader, sealed)
    values (${key.teamId}, ${key.motionId}, ${key.reader}, ${key.sealed}) on conflict do nothing`
}

export async function holdKeysOf(
  sql: Sql,
  teamId: string,
  motionId: string,
): Promise<{ reader: string; sealed: Uint8Array }[]> {
  return sql<{ reader: string; sealed: Uint8Array }[]>`select reader, sealed from hold_keys
    where team_id = ${teamId} and motion_id = ${motionId} order by reader`
}
