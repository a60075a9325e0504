/* The door of shifts for whoever only reckons: a roster as plain data and what speaks against a seat. Neither server nor screen. */
export { lookUp, mayStandAlone, merged, overlap, sittingsOf, type Place, type Sitting } from '../looking-up.ts'
export { mayTake, restAfter, unfit } from '../may-take.ts'
export { placeFrom, placeName } from '../places.ts'
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
} from '../problem.ts'
