import type { Feature } from '#platform/house'
import { memberRemoved } from '#features/keys'
import { shiftsPublished } from '#features/shifts'
import { on } from '#platform/moments'
import { deskOf } from './server/desk.ts'
import { coverageMessages, coverageRoutes, coverageTopics } from './server/routes.ts'
import { coverageDeadlines, forgetAll, forgetPublished } from './server/searches.ts'

/** Proposing a roster, saying why a seat is open, and how likely it is that nobody answers. See README.md. */
export const coverage: Feature = {
  name: 'coverage',
  routes: coverageRoutes,
  messages: coverageMessages,
  topics: coverageTopics,
  deadlines: coverageDeadlines,
  moments: (house) => [
    on(shiftsPublished, (sql, afterCommit, those) => forgetPublished({ sql, afterCommit, house }, those)),
    on(memberRemoved, (sql, afterCommit, gone) => forgetAll({ sql, afterCommit, house }, gone)),
  ],
  start: (house) => Promise.resolve(() => deskOf(house).close()),
}

export { apply, type Change } from './changes.ts'
export { problemsOf } from './checking.ts'
export { costOf, type Cost } from './cost.ts'
export {
  answersOf,
  erlangA,
  erlangC,
  peopleFor,
  unansweredRing,
  withOneMore,
  type Answering,
  type Load,
  type RingForecast,
  type Waiting,
} from './forecast.ts'
export { readPlan, withShifts, type Plan } from './planning.ts'
export { whyOpen, whyThisOne, type Blocked, type Reason, type Why } from './reasons.ts'
export { openSolver, type Answer, type Running, type Solver } from './server/solver.ts'
export type { Progress, Solved, Stage } from './server/solving.ts'
export { once, type Suggestion } from './suggesting.ts'
