import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { circleLeft, memberRemoved } from '#features/keys'
import { holdTopics } from './server/live.ts'
import { disown, motionDeadlines } from './server/motions.ts'
import { holdRoutes } from './server/routes.ts'

export { heldUntil, mayGo, periodsOf, promiseKept, promiseMade, startClock, stopClock } from './server/clock.ts'
export { objectErased, personWishes } from './server/erasing.ts'
export { keeps, type Keeper, type KeptObject } from './server/keepers.ts'
export { mayExport } from './server/exports.ts'
export { motionWaits } from './server/motions.ts'

/** When every story goes, and who may keep it longer: erasing clocks, periods, holds, and the stewards' motions. See README.md. */
export const holds: Feature = {
  name: 'holds',
  routes: holdRoutes,
  topics: holdTopics,
  deadlines: motionDeadlines,
  moments: (house) => [
    on(memberRemoved, (sql, afterCommit, gone) => disown({ sql, afterCommit, house }, { ...gone, left: true })),
    on(circleLeft, (sql, afterCommit, gone) => disown({ sql, afterCommit, house }, { ...gone, left: false })),
  ],
}
