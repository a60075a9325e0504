import { costOf, openSolver, problemsOf, type Progress, type Solved } from '../features/coverage/index.ts'
import { isUnfinished, type Breach, type Problem } from '../features/shifts/checks/index.ts'

/** `--cpu`: seconds that the solver's thread itself worked, for a machine on which other work goes on; else by the wall. */
export const clock = process.argv.includes('--cpu') ? 'cpu' : 'wall'

export type Measured = {
  solved: Solved
  /** Seconds until the first roster that was worth showing: one that a search has gone over, not the empty one. */
  first: number
  seconds: number
  breaches: Breach[]
  open: number
}

export async function measure(name: string, problem: Problem, seconds: number): Promise<Measured> {
  const solver = openSolver()
  const told: Progress[] = []
  const running = solver.begin('team', { problem, seconds, seed: 1, clock }, (progress) => told.push(progress))
  if (typeof running === 'string') throw new Error(running)
  const answer = await running.answer
  await solver.close()
  if (answer.kind !== 'solved') throw new Error(`${name}: ${answer.kind}`, { cause: answer })
  const { solved } = answer
  const proposals = told.filter(({ seatings }) => seatings !== null && seatings.length > 0)
  const taken = new Set(solved.seatings.map(({ seatId }) => seatId))
  const open = problem.shifts.flatMap(({ seats }) => seats).filter(({ id }) => !taken.has(id)).length
  const breaches = problemsOf(problem, solved.seatings).filter(
    (one) => !isUnfinished(one) || one.kind !== 'too-few-shifts',
  )
  const cost = costOf(problem, solved.seatings).total
  if (Math.abs(cost - solved.cost) > 0.01) throw new Error(`${name}: costs ${cost}, and the solver says ${solved.cost}`)
  tell(name, { solved, told, open })
  return {
    solved,
    first: (proposals[0]?.milliseconds ?? Infinity) / 1000,
    seconds: solved.milliseconds / 1000,
    breaches,
    open,
  }
}

/** Milliseconds by the clock that decides. */
export const now = (): number => (clock === 'cpu' ? process.threadCpuUsage().user / 1000 : performance.now())

function tell(name: string, { solved, told, open }: { solved: Solved; told: Progress[]; open: number }): void {
  const { cost, bound, isProven, milliseconds } = solved
  const stages = told.map(
    ({ stage, cost: now, milliseconds: at }) => `${stage} ${Math.round(now)} at ${Math.round(at)} ms`,
  )
  const gap =
    bound === null ? 'no bound' : `bound ${bound.toFixed(1)}, gap ${((100 * (cost - bound)) / cost).toFixed(2)} %`
  process.stderr.write(`  ${name}: ${stages.join(', ')}\n`)
  process.stderr.write(
    `  ${name}: cost ${cost.toFixed(1)}, ${gap}${isProven ? ', proven' : ''}, ${open} open, ${Math.round(milliseconds)} ms by the ${clock}\n`,
  )
}
