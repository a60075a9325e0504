import type { House } from '#platform/house'
import { permissionsOf } from '../rules.ts'
import type { MeView } from '../wire.ts'
import { rolesOf, teamOf } from './store.ts'

/** What a console knows about its own session. Throws when there is no such active member: the session would not be either. */
export async function meOf(
  house: House,
  session: { teamId: string; memberId: string; sessionId: string },
): Promise<MeView> {
  const team = await teamOf(house.db.sql, session.teamId)
  const roles = await rolesOf(house.db.sql, session.teamId, session.memberId)
  if (!team || !roles) throw new Error('a session without an active member')
  const { teamId, memberId, sessionId } = session
  return {
    me: { teamId, memberId, sessionId, roles, permissions: [...permissionsOf(roles)] },
    team,
    demo: house.config.demo,
  }
}
