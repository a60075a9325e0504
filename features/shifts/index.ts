import type { Feature } from '#platform/house'
import { happenings } from './server/happen.ts'

/** Who is on when: patterns of shifts, their seats, who sits there, and who can. See README.md. */
export const shifts: Feature = {
  name: 'shifts',
  deadlines: happenings,
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
