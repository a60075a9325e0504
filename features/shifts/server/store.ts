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

/** Locks the team's plan until your transaction ends, before anything of it is read: changes come one after the other. */
export async function lockPlan(sql: Sql, teamId: string, plan: { at: Date; timeZone: string }): Promise<void> {
  await sql`
    insert into shift_plans (team_id, changed_at, time_zone) values (${teamId}, ${plan.at}, ${plan.timeZone})
    on conflict (team_id) do update set changed_at = excluded.changed_at`
}

export async function shiftOf(sql: Sql, { teamId, shiftId }: ShiftPlace): Promise<ShiftRow | null> {
  const rows = await sql<ShiftRow[]>`
    select shift_id as "shiftId", pattern_id as "patternId", line_id as "lineId", night, starts_at as "startsAt",
      ends_at as "endsAt", seats, state, published
    from shifts where team_id = ${teamId} and shift_id = ${shiftId}`
  return rows[0] ?? null
}
