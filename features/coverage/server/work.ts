import { later, second } from '#platform/clock'
import type { House } from '#platform/house'
import type { Problem, Seating } from '#features/shifts/checks'
import type { PlanResult, ProgressView, ResultView } from '../views.ts'
import { openIn } from './asking.ts'
import type { Running, Solver } from './solver.ts'
import type { Answered } from './solver-worker.ts'
import type { Progress } from './solving.ts'
import { tellSearch, type SearchPlace } from './store.ts'

/** A row is written no more often than this, and no less while somebody works on it: it is how they hear that it was stopped. */
const beat = second
/** A process that was not heard of for so long has ended, and its search broke off. */
export const lease = 15 * second

export type Order = { problem: Problem; seconds?: number; start?: Seating[] }
type Ended = { state: 'done' | 'failed' | 'broke off'; result: ResultView | PlanResult | null }
type Parts = { house: House; solver: Solver; worker: string; place: SearchPlace; progress: ProgressView }

/** By the thread's own time, so that a busy machine finds the same roster, later. */
const usual = { seconds: 20, seed: 1, clock: 'cpu' as const }

/**
 * One search that this process works on. Its row is the truth: what comes of the search goes there, best so far included, and a
 * row that is not ours any more (stopped, thrown away, taken for broken off) ends the work. When PostgreSQL is away, what was not
 * written is kept and written with the next beat.
 */
export class Work {
  readonly place: SearchPlace
  #parts: Parts
  #progress: ProgressView
  #found: (() => ResultView) | null = null
  #isNews = false
  #ended: Ended | null = null
  #isOver = false
  #running: Running | null = null
  #writing: Promise<void> | null = null
  #writtenAt: number
  #cancelBeat: () => void = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
    this.place = parts.place
    this.#progress = parts.progress
    this.#writtenAt = this.#now
    this.#beatLater()
  }

  /** `keep`: what is kept of the best so far. Null when it was stopped, or did not end well. */
  async search(order: Order, keep?: (seatings: Seating[]) => ResultView): Promise<Answered | null> {
    if (this.#isOver) return null
    const { house, solver, place } = this.#parts
    const begun = solver.begin(place.teamId, { ...usual, ...order }, (progress) => {
      this.#progress = shown(this.#progress, order.problem, progress)
      const { seatings } = progress
      if (seatings && keep) this.#found = () => keep(seatings)
      this.#isNews = true
      if (this.#now - this.#writtenAt >= beat) void this.write()
    })
    if (typeof begun === 'string') return this.#fail()
    this.#running = begun
    const answer = await begun.answer
    this.#running = null
    if (answer.kind === 'solved') return answer
    if (answer.kind === 'cancelled') return null
    house.log.error('a roster was not found', answer.error)
    return this.#fail()
  }

  async #fail(): Promise<null> {
    await this.end('failed')
    return null
  }

  /** Without a result, what was found until then stays. */
  async end(state: Ended['state'], result: Ended['result'] = null): Promise<void> {
    this.#ended ??= { state, result }
    await this.#writing
    await this.write()
  }

  /** Nothing of it is told any more. */
  cancel(): void {
    this.#isOver = true
    this.#cancelBeat()
    this.#running?.cancel()
  }

  /** Writes what there is to be told; not while that goes on already. */
  async write(): Promise<void> {
    if (this.#isOver) return
    await (this.#writing ??= this.#writeOnce().finally(() => (this.#writing = null)))
  }

  async #writeOnce(): Promise<void> {
    const { house, worker, place } = this.#parts
    const [found, ended, isNews] = [this.#found, this.#ended, this.#isNews]
    this.#found = null
    this.#isNews = false
    this.#writtenAt = this.#now
    const until = later(house.clock.now(), lease)
    const { state, result } = ended ?? { state: 'under way' as const, result: null }
    const told = { ...place, worker, until, state, progress: this.#progress, result: result ?? found?.() ?? null }
    try {
      const isOurs = await tellSearch(house.db.sql, told)
      if (isOurs && (isNews || ended)) house.live.changed(place.teamId, 'coverage', '')
      if (!isOurs || ended) this.cancel()
    } catch (error) {
      house.log.warn('a search was not written down', { kind: error instanceof Error ? error.name : typeof error })
      this.#found ??= found
      this.#isNews = true
    }
  }

  #beatLater(): void {
    const { clock } = this.#parts.house
    this.#cancelBeat = clock.at(later(clock.now(), beat), () => {
      if (this.#isOver) return
      this.#beatLater()
      void this.write()
    })
  }

  get #now(): number {
    return this.#parts.house.clock.now().getTime()
  }
}

const shown = (before: ProgressView, problem: Problem, progress: Progress): ProgressView => ({
  stage: progress.stage,
  ...(progress.seatings ? openIn(problem, progress.seatings) : { seats: before.seats, open: before.open }),
  cost: progress.cost,
  gap: gapOf(progress),
  milliseconds: progress.milliseconds,
})

/** How much cheaper another roster could be at most, as a share of this one. */
const gapOf = ({ cost, bound }: { cost: number; bound: number | null }): number | null =>
  bound === null ? null : Math.max(0, cost - bound) / Math.max(1, Math.abs(cost))

/** Nothing was searched yet: the seats as they are agreed. */
export const waiting = (problem: Problem): ProgressView => ({
  stage: 'waiting',
  ...openIn(problem, problem.agreed),
  cost: null,
  gap: null,
  milliseconds: 0,
})
