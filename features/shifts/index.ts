import type { Feature } from '#platform/house'
import { movingDeadlines } from './server/deadlines-moving.ts'
import { happenings } from './server/happen.ts'
import { movingRoutes } from './server/routes-moving.ts'

/** Who is on when: patterns of shifts, their seats, who sits there, and who can. See README.md. */
export const shifts: Feature = {
  name: 'shifts',
  routes: movingRoutes,
  deadlines: (house) => [...happenings(house), ...movingDeadlines(house)],
}

export { seatedChanged, seatingGone, shiftBegan, shiftEnded, shiftNears } from './server/moments.ts'
export { seatedNow, type Seated } from './server/seated.ts'
export { lookUp, mayStandAlone, merged, overlap, sittingsOf, type Place, type Sitting } from './looking-up.ts'
export { mayTake, restAfter, unfit } from './may-take.ts'
export {
  hourMs,
  hoursOf,
  isToFill,
  isUnfinished,
  usualRules,
  type Breach,
  type Caps,
  type Person,
  type Problem,
  type Rules,
  type Seat,
  type Seating,
  type Shift,
  type Span,
  type Unfinished,
  type Wish,
} from './problem.ts'
