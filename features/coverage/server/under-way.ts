import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import type { Problem } from '#features/shifts/checks'
import type { CoverageView, PlanView, ProgressView, ProposalView } from '../views.ts'
import { openIn } from './asking.ts'
import type { Answer, Running, Solver } from './solver.ts'
import { openSolver } from './solver.ts'
import type { Answered } from './solver-worker.ts'
import type { Progress } from './solving.ts'

/** One of a team's: what is shown of it, and how to stop it. */
export type Entry<View> = { id: string; view: View; running: Running | null }
type Team = { proposal: Entry<ProposalView> | null; plan: Entry<PlanView> | null }

/** Followers are told of progress no more often than this; what ends is told at once. */
const pause = 400

/**
 * What is searched for and what was found, of every team on this process. In memory only: a proposal names who could sit where, it
 * is true for as long as nothing changes, and a search can be asked again at any time. A restart loses it, and is said (`process`).
 */
export class Desk {
  readonly process = randomId()
  readonly solver: Solver = openSolver()
  #house: House
  #teams = new Map<string, Team>()
  #toldAt = new Map<string, number>()

  constructor(house: House) {
    this.#house = house
  }

  of(teamId: string): Team {
    const team = this.#teams.get(teamId) ?? { proposal: null, plan: null }
    this.#teams.set(teamId, team)
    return team
  }

  view(teamId: string): CoverageView {
    const { proposal, plan } = this.of(teamId)
    return { process: this.process, proposal: proposal?.view ?? null, plan: plan?.view ?? null }
  }

  tell(teamId: string): void {
    this.#toldAt.set(teamId, this.#house.clock.now().getTime())
    this.#house.live.changed(teamId, 'coverage', '')
  }

  /** Something came on the way: told when the last time is a while ago. */
  tellSometimes(teamId: string): void {
    if (this.#house.clock.now().getTime() - (this.#toldAt.get(teamId) ?? 0) >= pause) this.tell(teamId)
  }

  /** Stops it when it is under way, and forgets it. Nothing happens when it is gone already, or another one took its place. */
  end(teamId: string, id: string): void {
    const team = this.of(teamId)
    for (const kind of ['proposal', 'plan'] as const) {
      if (team[kind]?.id !== id) continue
      team[kind].running?.cancel()
      team[kind] = null
      this.tell(teamId)
    }
  }

  /** A search of this entry, with its progress in what is shown. Null when it was stopped, or the search did not end well. */
  async search(
    teamId: string,
    entry: Entry<ProposalView> | Entry<PlanView>,
    problem: Problem,
  ): Promise<Answered | null> {
    const begun = this.solver.begin(teamId, { problem, ...usual }, (progress) => {
      entry.view = { ...entry.view, progress: shown(entry.view.progress, problem, progress) }
      this.tellSometimes(teamId)
    })
    if (typeof begun === 'string') return this.#fail(teamId, entry)
    entry.running = begun
    const answer: Answer = await begun.answer
    entry.running = null
    if (answer.kind === 'solved') return answer
    if (answer.kind === 'failed') {
      this.#house.log.error('a roster was not found', answer.error)
      this.#fail(teamId, entry)
    }
    return null
  }

  #fail(teamId: string, entry: Entry<ProposalView> | Entry<PlanView>): null {
    entry.view = { ...entry.view, state: 'failed' } as typeof entry.view
    this.tell(teamId)
    return null
  }
}

/** By the thread's own time, so that a busy machine finds the same roster, later. */
const usual = { seconds: 20, seed: 1, clock: 'cpu' as const }

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

const desks = new WeakMap<House, Desk>()

export function deskOf(house: House): Desk {
  const desk = desks.get(house) ?? new Desk(house)
  desks.set(house, desk)
  return desk
}
