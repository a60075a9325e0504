import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { memberRemoved } from '#features/keys'
import { shiftEnded } from '#features/shifts'
import { askAfter } from './server/debriefs.ts'
import { eraseDeadline } from './server/erasing.ts'
import { leaveCare } from './server/leaving.ts'
import { listeningDeadline } from './server/listenings.ts'
import { nightDeadline } from './server/nights.ts'
import { careTopics, debriefRoutes, teamRoutes } from './server/routes.ts'
import { crewRoutes } from './server/routes-crew.ts'

/** Whoever answers at night is looked after: debriefs, somebody who listens, rest, hours, thanks. See README.md. */
export const care: Feature = {
  name: 'care',
  routes: (house) => [...debriefRoutes(house), ...teamRoutes(house), ...crewRoutes(house)],
  topics: careTopics,
  deadlines: (house) => [eraseDeadline(house), listeningDeadline(house), nightDeadline()],
  moments: (house) => [
    on(shiftEnded, (sql, afterCommit, ended) => askAfter({ sql, afterCommit, house }, ended)),
    on(memberRemoved, (sql, afterCommit, gone) => leaveCare({ sql, afterCommit, house }, gone)),
  ],
}
