import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { isUnfinished, type Breach, type Seating } from '#features/shifts/checks'
import { problemsOf } from '../checking.ts'
import { whyOpen, type Why } from '../reasons.ts'
import { solve, type Progress, type Solved, type Solving } from './solving.ts'

/** One proposal in a thread of its own. It is handed the problem and nothing else, and it ends with its answer. */
export type Order = Omit<Solving, 'tell'>
export type Answered = { kind: 'solved'; solved: Solved; breaches: Breach[]; why: Why[] }
export type Told = { kind: 'progress'; progress: Progress } | Answered

const order = workerData as Order
// On Linux this is the thread's own; elsewhere it would slow the whole house.
if (process.platform === 'linux') setPriority(10)
const say = (told: Told): void => parentPort!.postMessage(told)
const before = new Set(problemsOf(order.problem, order.problem.agreed).map((breach) => JSON.stringify(breach)))

/** What the independent check does not accept is no proposal, also not on the way, whatever the search thinks of it. */
function checked(seatings: Seating[]): Breach[] {
  const breaches = problemsOf(order.problem, seatings)
  const ours = breaches.filter((one) => one.kind !== 'too-few-shifts' && !before.has(JSON.stringify(one)))
  const broken = ours.find((breach) => !isUnfinished(breach))
  if (broken) throw new Error(`a proposal broke a rule: ${broken.kind}`)
  return breaches
}

const solved = await solve({
  ...order,
  tell(progress) {
    if (progress.seatings) checked(progress.seatings)
    say({ kind: 'progress', progress })
  },
})
const breaches = checked(solved.seatings)
say({ kind: 'solved', solved, breaches, why: whyOpen(order.problem, solved.seatings) })
