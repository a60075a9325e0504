import type { Sql } from '#platform/database'
import type { AvailabilityView } from '../views.ts'
import type { Availability } from '../wire.ts'

/** What was given: of these members, or (null) of everybody. */
export async function availabilitiesOf(
  sql: Sql,
  teamId: string,
  memberIds: string[] | null,
): Promise<AvailabilityView[]> {
  return sql<AvailabilityView[]>`
    select member_id as "memberId", version, given, sealed from availabilities
    where team_id = ${teamId} and (${memberIds}::uuid[] is null or member_id = any(${memberIds}::uuid[]))
    order by member_id`
}

export type Given = { memberId: string; version: number; given: Availability; sealed: string; at: Date }

/** False when `version` is not the one that is kept; 0: none is. */
export async function setAvailability(sql: Sql, teamId: string, given: Given): Promise<boolean> {
  const rows =
    given.version === 0
      ? await sql`
          insert into availabilities (team_id, member_id, version, given, sealed, changed_at)
          values (${teamId}, ${given.memberId}, 1, ${sql.json(given.given)}, ${given.sealed}, ${given.at})
          on conflict do nothing returning 1 as one`
      : await sql`
          update availabilities set version = version + 1, given = ${sql.json(given.given)}, sealed = ${given.sealed},
            changed_at = ${given.at}
          where team_id = ${teamId} and member_id = ${given.memberId} and version = ${given.version} returning 1 as one`
  return rows.length === 1
}

export async function deleteAvailability(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from availabilities where team_id = ${teamId} and member_id = ${memberId}`
}
