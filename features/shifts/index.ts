import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { memberRemoved } from '#features/keys'
import { endExceptionsOf, exceptionDeadline } from './server/exceptions.ts'
import { happenings } from './server/happen.ts'

/** Who is on when: patterns of shifts, their seats, who sits there, and who can. See README.md. */
export const shifts: Feature = {
  name: 'shifts',
  deadlines: (house) => [...happenings(house), exceptionDeadline(house)],
  moments: (house) => [
    on(memberRemoved, (sql, afterCommit, gone) => endExceptionsOf({ sql, afterCommit, house }, gone)),
  ],
}

export { seatedChanged, seatingGone, shiftBegan, shiftEnded, shiftNears } from './server/moments.ts'
export { seatedNow, type Seated } from './server/seated.ts'
export { shiftsAround, stretchesOf } from './server/around.ts'
export { coverSeat, type NotCovered } from './server/covering.ts'
export { makeException, takeBack } from './server/exceptions.ts'
export { emptyShiftRule, nextSeats, type NextSeat, type ShiftAround, type Stretch } from './server/store-around.ts'
export { exceptionsAt, type Exception } from './server/store-exceptions.ts'
export { exceptionSchema, type Seat } from './wire.ts'
