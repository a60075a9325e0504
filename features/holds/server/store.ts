import type { Sql } from '#platform/database'
import type { Measure, ObjectKind, Periods } from '../rules.ts'
import type { Place } from './keepers.ts'

export type Clock = Place & { kind: ObjectKind; lineId: string; measure: Measure; startedAt: Date }

/** Starts the clock, or starts it again by another measure. */
export async function putClock(sql: Sql, clock: Clock): Promise<void> {
  await sql`insert into erasing_clocks (team_id, object_id, kind, line_id, measure, started_at)
    values (${clock.teamId}, ${clock.objectId}, ${clock.kind}, ${clock.lineId}, ${clock.measure}, ${clock.startedAt})
    on conflict (team_id, object_id) do update set measure = excluded.measure, started_at = excluded.started_at`
}

export async function clockOf(sql: Sql, place: Place): Promise<Clock | null> {
  const rows = await sql<
    Clock[]
  >`select team_id as "teamId", object_id as "objectId", kind, line_id as "lineId", measure,
    started_at as "startedAt" from erasing_clocks where team_id = ${place.teamId} and object_id = ${place.objectId}`
  return rows[0] ?? null
}

/** Locks it, so that erasing, holding and a changed period take turns. */
export async function holdClock(sql: Sql, place: Place): Promise<Clock | null> {
  await sql`select 1 as one from erasing_clocks where team_id = ${place.teamId} and object_id = ${place.objectId} for update`
  return clockOf(sql, place)
}

export async function clocksOf(sql: Sql, teamId: string): Promise<Clock[]> {
  return sql<Clock[]>`select team_id as "teamId", object_id as "objectId", kind, line_id as "lineId", measure,
    started_at as "startedAt" from erasing_clocks where team_id = ${teamId} order by started_at, object_id`
}

export async function clocksOfLine(sql: Sql, teamId: string, lineId: string): Promise<Clock[]> {
  return sql<Clock[]>`select team_id as "teamId", object_id as "objectId", kind, line_id as "lineId", measure,
    started_at as "startedAt" from erasing_clocks where team_id = ${teamId} and line_id = ${lineId} order by object_id`
}

export async function dropClock(sql: Sql, place: Place): Promise<void> {
  await sql`delete from erasing_clocks where team_id = ${place.teamId} and object_id = ${place.objectId}`
}

export async function insertPromise(sql: Sql, place: Place, promiseId: string): Promise<void> {
  await sql`insert into object_promises (team_id, object_id, promise_id)
    values (${place.teamId}, ${place.objectId}, ${promiseId}) on conflict do nothing`
}

export async function deletePromise(sql: Sql, place: Place, promiseId: string): Promise<boolean> {
  const rows = await sql`delete from object_promises where team_id = ${place.teamId} and object_id = ${place.objectId}
    and promise_id = ${promiseId} returning 1 as one`
  return rows.length === 1
}

export async function dropPromises(sql: Sql, place: Place): Promise<void> {
  await sql`delete from object_promises where team_id = ${place.teamId} and object_id = ${place.objectId}`
}

/** The objects of these that wait for a promise. */
export async function promisedAmong(sql: Sql, teamId: string, objectIds: string[]): Promise<Set<string>> {
  const rows = await sql<{ objectId: string }[]>`select distinct object_id as "objectId" from object_promises
    where team_id = ${teamId} and object_id = any(${objectIds}::uuid[])`
  return new Set(rows.map((row) => row.objectId))
}

export type LinePeriods = { lineId: string } & Periods

export async function allPeriods(sql: Sql, teamId: string): Promise<LinePeriods[]> {
  return sql<LinePeriods[]>`select line_id as "lineId", contact_days as "contactDays", case_days as "caseDays"
    from kept_periods where team_id = ${teamId} order by line_id`
}

export async function putPeriods(sql: Sql, teamId: string, periods: LinePeriods): Promise<void> {
  await sql`insert into kept_periods (team_id, line_id, contact_days, case_days)
    values (${teamId}, ${periods.lineId}, ${periods.contactDays}, ${periods.caseDays})
    on conflict (team_id, line_id) do update set contact_days = excluded.contact_days, case_days = excluded.case_days`
}
