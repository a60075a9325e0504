import { viewTopic, type Feature } from '#platform/house'
import { anyMember } from '#features/members'
import { useSettledAddress } from './server/address.ts'
import { announceSetUp } from './server/founding.ts'
import { expire, invitationDeadline } from './server/invitations.ts'
import { joiningRoutes } from './server/routes-joining.ts'
import { keysRoutes } from './server/routes-keys.ts'
import { setUpRoutes } from './server/routes-set-up.ts'
import { teamPage } from './server/views.ts'

export { circles, intakeSchema, statementSchema, timeZoneSchema, type Circle, type Intake, type RosterJson } from './wire.ts'
export { circleLeft, memberJoined, memberRemoved } from './server/moments.ts'
export { delayedChange, type Delay } from './server/delays.ts'
export {
  acceptIntake,
  areCurrent,
  currentRosters,
  recipientsFor,
  type IntakeRefusal,
  type Recipients,
} from './server/recipients.ts'

export const keys: Feature = {
  name: 'keys',
  routes: (house) => [...keysRoutes(house), ...joiningRoutes(house), ...setUpRoutes(house)],
  topics: (house) => [
    viewTopic({
      name: 'team',
      guard: anyMember,
      view: (visitor, key) => Promise.resolve(key === '' ? teamPage(house.db.sql, visitor) : null),
    }),
  ],
  deadlines: (house) => [
    { kind: invitationDeadline, handle: (sql, afterCommit, deadline) => expire(house, sql, afterCommit, deadline) },
  ],
  async start(house) {
    await useSettledAddress(house)
    await announceSetUp(house)
    return async () => {}
  },
}
