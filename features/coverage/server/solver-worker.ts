import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { isUnfinished, type Breach } from '#features/shifts/checks'
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
const solved = await solve({ ...order, tell: (progress) => say({ kind: 'progress', progress }) })
const breaches = problemsOf(order.problem, solved.seatings)
const before = new Set(problemsOf(order.problem, order.problem.agreed).map((breach) => JSON.stringify(breach)))
const ours = breaches.filter((one) => one.kind !== 'too-few-shifts' && !before.has(JSON.stringify(one)))
// What the independent check does not accept is no proposal, whatever the search thinks of it.
if (ours.some((breach) => !isUnfinished(breach))) throw new Error(`a proposal broke a rule: ${ours[0]!.kind}`)
say({ kind: 'solved', solved, breaches, why: whyOpen(order.problem, solved.seatings) })
