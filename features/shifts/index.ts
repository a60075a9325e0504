import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { memberRemoved } from '#features/keys'
import { theTeam } from '#features/members'
import { standingChanged } from '#features/training'
import { armAgain, dailyDeadline } from './server/daily.ts'
import { movingDeadlines } from './server/deadlines-moving.ts'
import { exceptionDeadline } from './server/exceptions.ts'
import { happenings } from './server/happen.ts'
import { leaveShifts, standOtherwise } from './server/leaving.ts'
import { shiftRoutes, shiftTopics } from './server/routes.ts'

/** Who is on when: patterns of shifts, their seats, who sits there, and who can. See README.md. */
export const shifts: Feature = {
  name: 'shifts',
  routes: shiftRoutes,
  topics: shiftTopics,
  deadlines: (house) => [
    ...happenings(house),
    dailyDeadline(house),
    ...movingDeadlines(house),
    exceptionDeadline(house),
  ],
  moments: (house) => [
    on(memberRemoved, (sql, afterCommit, gone) => leaveShifts({ sql, afterCommit, house }, gone)),
    on(standingChanged, (sql, afterCommit, of) => standOtherwise({ sql, afterCommit, house }, of)),
  ],
  async start(house) {
    const team = await theTeam(house.db.sql)
    if (team) await house.db.transact((sql, afterCommit) => armAgain({ sql, afterCommit, house }, team.teamId))
    return async () => {}
  },
}

export {
  seatedChanged,
  seatingGone,
  seatLeft,
  shiftBegan,
  shiftEnded,
  shiftNears,
  shiftsPublished,
} from './server/moments.ts'
export { imagined, problemFor } from './server/problem.ts'
export { workedRows } from './server/store-problem.ts'
export { addDays, dateAt, touchesNight } from './nights.ts'
export { seatedNow, type Seated } from './server/seated.ts'
export { aheadOf, workedIn, type Ahead, type Worked } from './server/store-worked.ts'
export { shiftsAround, shiftWith, stretchesOf } from './server/around.ts'
export { coverSeat, type NotCovered } from './server/covering.ts'
export { makeException, takeBack } from './server/exceptions.ts'
export { nextSeats, sealedPatterns, type NextSeat, type ShiftAround, type Stretch } from './server/store-around.ts'
export { exceptionsAt, type Exception } from './server/store-exceptions.ts'
export { holdPlan } from './server/store.ts'
export { restUntil } from './server/resting.ts'
export { shiftRules } from './server/rules.ts'
export { exceptionSchema, seatSchema, type Seat as ShiftSeat } from './wire.ts'
