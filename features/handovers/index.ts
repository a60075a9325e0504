import { memberRemoved } from '#features/keys'
import { shiftBegan, shiftEnded } from '#features/shifts'
import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { expectEnd, expectLeaving, handoverDeadlines } from './server/deadlines.ts'
import { listOpen } from './server/look.ts'
import { handoverRoutes, handoverTopics } from './server/routes.ts'

/** What is open when a shift ends, offered to the next one: nothing falls between. See README.md. */
export const handovers: Feature = {
  name: 'handovers',
  routes: handoverRoutes,
  topics: handoverTopics,
  deadlines: handoverDeadlines,
  moments: (house) => [
    on(shiftBegan, (sql, afterCommit, { teamId, shiftId }) => expectEnd({ sql, afterCommit, house }, teamId, shiftId)),
    on(shiftEnded, (sql, afterCommit, { teamId, shiftId }) => listOpen({ sql, afterCommit, house }, teamId, shiftId)),
    on(memberRemoved, (sql, _afterCommit, gone) => expectLeaving(sql, house, gone)),
  ],
}
