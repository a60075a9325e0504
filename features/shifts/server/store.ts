import type { Sql } from '#platform/database'
import type { Seat } from '../wire.ts'

export type ShiftRow = {
  shiftId: string
  patternId: string
  lineId: string
  night: string
  startsAt: Date
  endsAt: Date
  seats: Seat[]
  state: 'on' | 'off'
  published: boolean
}
export type ShiftPlace = { teamId: string; shiftId: string }

/**
 * Locks the team's plan until your transaction ends, before anything of it is read: changes come one after the other. Each has
 * an instant of its own, also two of one moment and after a clock that went back: whoever looks again goes by it.
 */
export async function lockPlan(sql: Sql, teamId: string, plan: { at: Date; timeZone: string }): Promise<void> {
  await sql`
    insert into shift_plans (team_id, changed_at, time_zone) values (${teamId}, ${plan.at}, ${plan.timeZone})
    on conflict (team_id) do update set time_zone = excluded.time_zone,
      changed_at = greatest(excluded.changed_at, shift_plans.changed_at + interval '1 millisecond')`
}

/** Until your transaction ends no seat changes hands: those who change one wait for it. Whoever was changing one is waited for. */
export async function holdPlan(sql: Sql, teamId: string): Promise<void> {
  await sql`select 1 as one from shift_plans where team_id = ${teamId} for share`
}

export async function changedAt(sql: Sql, teamId: string): Promise<Date | null> {
  const rows = await sql<{ changedAt: Date }[]>`
    select changed_at as "changedAt" from shift_plans where team_id = ${teamId}`
  return rows[0]?.changedAt ?? null
}

export async function shiftOf(sql: Sql, { teamId, shiftId }: ShiftPlace): Promise<ShiftRow | null> {
  return (await shiftsOf(sql, teamId, [shiftId]))[0] ?? null
}

export async function shiftsOf(sql: Sql, teamId: string, shiftIds: string[]): Promise<ShiftRow[]> {
  return sql<ShiftRow[]>`
    select shift_id as "shiftId", pattern_id as "patternId", line_id as "lineId", night, starts_at as "startsAt",
      ends_at as "endsAt", seats, state, published
    from shifts where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
}

/** Shifts whose night is one of these dates, by start. */
export async function shiftsOn(sql: Sql, teamId: string, dates: { from: string; to: string }): Promise<ShiftRow[]> {
  return sql<ShiftRow[]>`
    select shift_id as "shiftId", pattern_id as "patternId", line_id as "lineId", night, starts_at as "startsAt",
      ends_at as "endsAt", seats, state, published
    from shifts where team_id = ${teamId} and night >= ${dates.from} and night <= ${dates.to} order by starts_at, shift_id`
}

/** Shifts that are not over, by start: those that run, and those to come. */
export async function shiftsAhead(sql: Sql, teamId: string, at: Date): Promise<ShiftRow[]> {
  return sql<ShiftRow[]>`
    select shift_id as "shiftId", pattern_id as "patternId", line_id as "lineId", night, starts_at as "startsAt",
      ends_at as "endsAt", seats, state, published
    from shifts where team_id = ${teamId} and ends_at > ${at} order by starts_at, shift_id`
}

const recordOf = (shift: ShiftRow) => ({
  shift_id: shift.shiftId,
  pattern_id: shift.patternId,
  line_id: shift.lineId,
  night: shift.night,
  starts_at: shift.startsAt.toISOString(),
  ends_at: shift.endsAt.toISOString(),
  seats: shift.seats,
})

/** New shifts, on and not published. The ids of those that were not there: one pattern has one shift on a night, whatever happens. */
export async function insertShifts(sql: Sql, teamId: string, shifts: ShiftRow[]): Promise<Set<string>> {
  if (shifts.length === 0) return new Set()
  const rows = await sql<{ shiftId: string }[]>`
    insert into shifts (team_id, shift_id, pattern_id, line_id, night, starts_at, ends_at, seats, state, published)
    select ${teamId}::uuid, r.shift_id, r.pattern_id, r.line_id, r.night, r.starts_at, r.ends_at, r.seats, 'on', false
    from jsonb_to_recordset(${sql.json(shifts.map(recordOf))}::jsonb) as r (shift_id uuid, pattern_id uuid, line_id uuid,
      night text, starts_at timestamptz, ends_at timestamptz, seats jsonb)
    on conflict do nothing returning shift_id as "shiftId"`
  return new Set(rows.map(({ shiftId }) => shiftId))
}

/** As their patterns have them now, and on. */
export async function updateShifts(sql: Sql, teamId: string, shifts: ShiftRow[]): Promise<void> {
  if (shifts.length === 0) return
  await sql`
    update shifts s set starts_at = r.starts_at, ends_at = r.ends_at, seats = r.seats, state = 'on',
      moved = s.moved + (case when (s.starts_at, s.ends_at) = (r.starts_at, r.ends_at) then 0 else 1 end)
    from jsonb_to_recordset(${sql.json(shifts.map(recordOf))}::jsonb) as r (shift_id uuid, starts_at timestamptz,
      ends_at timestamptz, seats jsonb)
    where s.team_id = ${teamId} and s.shift_id = r.shift_id`
}

export async function turnOff(sql: Sql, teamId: string, shiftIds: string[]): Promise<void> {
  await sql`
    update shifts set state = 'off', armed_for = null
    where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[])`
}

/**
 * Shifts that begin soon, run or are over, and whose deadlines are not set for when they begin now: where the house was away for the
 * whole of one, its row still says so. They count as set from here on.
 */
export async function armShifts(sql: Sql, teamId: string, { until }: { until: Date }): Promise<ShiftRow[]> {
  return sql<ShiftRow[]>`
    update shifts set armed_for = starts_at
    where team_id = ${teamId} and starts_at <= ${until} and state = 'on' and armed_for is distinct from starts_at
    returning shift_id as "shiftId", pattern_id as "patternId", line_id as "lineId", night, starts_at as "startsAt",
      ends_at as "endsAt", seats, state, published`
}

/** Those of these dates that are not over and nobody saw so far. */
export async function publishShifts(
  sql: Sql,
  teamId: string,
  { firstDate, lastDate, at }: { firstDate: string; lastDate: string; at: Date },
): Promise<string[]> {
  const rows = await sql<{ shiftId: string }[]>`
    update shifts set published = true
    where team_id = ${teamId} and night >= ${firstDate} and night <= ${lastDate} and ends_at > ${at} and state = 'on'
      and not published
    returning shift_id as "shiftId"`
  return rows.map(({ shiftId }) => shiftId)
}

/** Those that have not begun. */
export async function hideShifts(sql: Sql, teamId: string, shiftIds: string[], at: Date): Promise<string[]> {
  const rows = await sql<{ shiftId: string }[]>`
    update shifts set published = false
    where team_id = ${teamId} and shift_id = any(${shiftIds}::uuid[]) and starts_at > ${at} and published
    returning shift_id as "shiftId"`
  return rows.map(({ shiftId }) => shiftId)
}
