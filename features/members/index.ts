import type { Feature } from '#platform/house'
import { eventsDeadline } from './server/events.ts'
import { signInRoutes } from './server/routes-sign-in.ts'
import { sessionRoutes } from './server/routes-sessions.ts'
import { wayRoutes } from './server/routes-ways.ts'
import { identify, sessionDeadline } from './server/sessions.ts'

export { deviceKinds, permissionsOf, problemWithWays, roles, type Permission, type Role } from './rules.ts'
export { wayInSchema, waysInSchema, type Me, type MeView, type TeamView, type WayIn } from './wire.ts'
export { anyMember, may } from './server/guards.ts'
export { note } from './server/events.ts'
export { insertMember, membersWhoMay, removeMember, replaceWaysIn } from './server/roll.ts'
export { startSession } from './server/sessions.ts'
export {
  insertTeam,
  membersOf,
  rolesOf,
  setCard,
  setRoles,
  staysInTeam,
  teamOf,
  theTeam,
  updateTeam,
  type MemberRow,
} from './server/store.ts'
export { waysOf } from './server/store-ways.ts'
export { checkWaysIn, type CheckedWays, type WayProblem } from './server/ways.ts'

export const members: Feature = {
  name: 'members',
  routes: (house) => [...signInRoutes(house), ...sessionRoutes(house), ...wayRoutes(house)],
  deadlines: (house) => [sessionDeadline(house), eventsDeadline()],
  identify,
}
