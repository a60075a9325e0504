export { openSolver } from './server/solver.ts'
