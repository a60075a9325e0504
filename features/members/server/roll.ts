import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { roles as everyRole, permissionsOf, type Permission, type Role } from '../rules.ts'
import { endSessions } from './sessions.ts'
import { insertMemberRow, membersWithRoles, setState } from './store.ts'
import { deleteWays } from './store-ways.ts'
import { keepWays, type CheckedWays } from './ways.ts'

/**
 * Adds a member with their ways in. `memberId` must be a UUIDv4. `waysIn` is what `checkWaysIn` gave.
 * Throws when the member is there already, or when a handle was taken meanwhile.
 */
export async function insertMember(
  sql: Sql,
  member: { teamId: string; memberId: string; roles: readonly Role[]; waysIn: CheckedWays },
): Promise<void> {
  await insertMemberRow(sql, member)
  await keepWays(sql, member, member.waysIn)
}

/**
 * Removes a member: their sessions and ways in are gone when this commits, their sockets close right after. The row stays,
 * as `removed`, because rosters and records still name it.
 */
export async function removeMember(
  sql: Sql,
  teamId: string,
  memberId: string,
  { house, afterCommit }: { house: House; afterCommit: AfterCommit },
): Promise<void> {
  // First, as it holds the member: see replaceWaysIn.
  await setState(sql, teamId, memberId, 'removed')
  await endSessions(sql, afterCommit, house, { teamId, memberId })
  await deleteWays(sql, { teamId, memberId })
}

/**
 * A member who lost everything was invited again: all old ways in and sessions end, the new ways in take their place, and
 * the member is active (again).
 */
export async function replaceWaysIn(
  sql: Sql,
  { teamId, memberId, waysIn }: { teamId: string; memberId: string; waysIn: CheckedWays },
  { house, afterCommit }: { house: House; afterCommit: AfterCommit },
): Promise<void> {
  // First, as it holds the member: whoever is just signing in by an old way waits, or is found among the sessions.
  await setState(sql, teamId, memberId, 'active')
  await endSessions(sql, afterCommit, house, { teamId, memberId })
  await deleteWays(sql, { teamId, memberId })
  await keepWays(sql, { teamId, memberId }, waysIn)
}

/** Ids of the active members who may do this. */
export function membersWhoMay(sql: Sql, teamId: string, permission: Permission): Promise<string[]> {
  const enough = everyRole.filter((role) => permissionsOf([role]).has(permission))
  return membersWithRoles(sql, teamId, enough)
}
