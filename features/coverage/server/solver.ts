import { Worker } from 'node:worker_threads'
import type { Answered, Order, Told } from './solver-worker.ts'
import type { Progress } from './solving.ts'

export type Answer =
  /** With what the check found (shifts that were promised and are missing) and why seats are open. */
  | Answered
  /** Stopped by somebody; what was found until then was told on the way. */
  | { kind: 'cancelled' }
  /** The thread ended by itself: nothing is proposed. */
  | { kind: 'failed'; error: Error }
export type Running = { answer: Promise<Answer>; cancel: () => void }
export type Solver = {
  /** A string when it cannot begin: this team has one under way, or too many teams are waiting. */
  begin: (teamId: string, order: Order, tell: (progress: Progress) => void) => Running | 'under-way' | 'full'
  close: () => Promise<void>
}

/** So many teams are served or wait; a solve takes seconds, and more waiting would only look like a fault. */
const longestQueue = 8

type Job = { teamId: string; run: () => Promise<void>; cancel: () => void }

/** One proposal at a time on this machine, each in a thread of its own; ending the thread is how one is stopped. */
export function openSolver(): Solver {
  const jobs: Job[] = []
  let current: Promise<void> = Promise.resolve()
  return {
    begin(teamId, order, tell) {
      if (jobs.some((job) => job.teamId === teamId)) return 'under-way'
      if (jobs.length >= longestQueue) return 'full'
      const { answer, job } = prepare(teamId, order, tell)
      jobs.push(job)
      // The next one begins when the thread is gone; the team may ask again as soon as it has its answer, or stopped it.
      const leave = (): void => void (jobs.includes(job) && jobs.splice(jobs.indexOf(job), 1))
      void answer.then(leave)
      current = current.then(job.run)
      const cancel = (): void => {
        leave()
        job.cancel()
      }
      return { answer, cancel }
    },
    async close() {
      for (const job of jobs.slice()) job.cancel()
      await current
    },
  }
}

function prepare(
  teamId: string,
  order: Order,
  tell: (progress: Progress) => void,
): { answer: Promise<Answer>; job: Job } {
  const { promise: answer, resolve } = Promise.withResolvers<Answer>()
  let worker: Worker | null = null
  let isCancelled = false
  const run = async (): Promise<void> => {
    if (isCancelled) return
    worker = new Worker(new URL('./solver-worker.ts', import.meta.url), { workerData: order })
    worker.on('message', (told: Told) =>
      told.kind === 'progress' ? !isCancelled && tell(told.progress) : resolve(told),
    )
    worker.on('error', (error) => resolve({ kind: 'failed', error: error as Error }))
    await new Promise((ended) => worker!.once('exit', ended))
    resolve({ kind: 'failed', error: new Error('the solver ended without an answer') })
  }
  const cancel = (): void => {
    isCancelled = true
    resolve({ kind: 'cancelled' })
    void worker?.terminate()
  }
  return { answer, job: { teamId, run, cancel } }
}
