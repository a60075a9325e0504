/** Proposing a roster, saying why a seat is open, and how likely it is that nobody answers. See README.md. */
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
