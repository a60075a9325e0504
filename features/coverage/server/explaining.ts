import type { House } from '#platform/house'
import { askedProblem, openIn } from './asking.ts'
import { resultOf, startFrom } from './results.ts'
import type { Running, Solver } from './solver.ts'
import { foundBefore, setExplained, type SearchPlace } from './store.ts'

type Parts = { house: House; solver: Solver; place: SearchPlace }

/** Why seats are open in a proposal that was stopped or broke off: what a search from there that takes no time says of them. */
export class Explaining {
  #parts: Parts
  #isOver = false
  #running: Running | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(): Promise<void> {
    const { house, solver, place } = this.#parts
    const before = await foundBefore(house.db.sql, place)
    if (!before) return
    const problem = await askedProblem(house, place.teamId, before.asked)
    const start = startFrom(problem, before.result.differences)
    if (this.#isOver) return
    const running = solver.begin(place.teamId, { problem, start, seconds: 0, seed: 1, clock: 'cpu' }, () => {})
    if (typeof running === 'string') return
    this.#running = running
    const answer = await running.answer
    if (answer.kind === 'failed') throw answer.error
    if (answer.kind !== 'solved' || this.#isOver) return
    const progress = { ...before.progress, ...openIn(problem, answer.solved.seatings) }
    await setExplained(house.db.sql, place, { progress, result: resultOf(problem, answer) })
    house.live.changed(place.teamId, 'coverage', '')
  }

  cancel(): void {
    this.#isOver = true
    this.#running?.cancel()
  }
}
