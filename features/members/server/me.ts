import type { Sql } from '#platform/database'
import { permissionsOf } from '../rules.ts'
import type { MeView } from '../wire.ts'
import { rolesOf, teamOf } from './store.ts'

/** What a console knows about its own session. Throws when there is no such active member: the session would not be either. */
export async function meOf(
  sql: Sql,
  session: { teamId: string; memberId: string; sessionId: string },
): Promise<MeView> {
  const team = await teamOf(sql, session.teamId)
  const roles = await rolesOf(sql, session.teamId, session.memberId)
  if (!team || !roles) throw new Error('a session without an active member')
  const { teamId, memberId, sessionId } = session
  return { me: { teamId, memberId, sessionId, roles, permissions: [...permissionsOf(roles)] }, team }
}
