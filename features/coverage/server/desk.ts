import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import type { ProgressView } from '../views.ts'
import { Explaining } from './explaining.ts'
import { openSolver, type Solver } from './solver.ts'
import type { SearchPlace } from './store.ts'
import { Work } from './work.ts'

/** What this process works on: of each team one search, or the reasons of one that ended early. Everything that is told is in rows. */
export class Desk {
  readonly worker = randomId()
  solver: Solver = openSolver()
  #house: House
  #works = new Map<string, Work>()
  #explaining = new Map<string, Explaining>()

  constructor(house: House) {
    this.#house = house
  }

  /** After its row was written. What went on here for this team makes place. */
  take(place: SearchPlace, progress: ProgressView): Work {
    this.#works.get(place.teamId)?.cancel()
    this.#explaining.get(place.teamId)?.cancel()
    const { worker, solver } = this
    const work = new Work({ house: this.#house, solver, worker, place, progress })
    this.#works.set(place.teamId, work)
    return work
  }

  /** What was found here and is not written yet. */
  async write({ teamId, searchId }: SearchPlace): Promise<void> {
    const work = this.#works.get(teamId)
    if (work?.place.searchId === searchId) await work.write()
  }

  /** It was stopped or thrown away: not worked on any more, if it was here. Elsewhere the next beat hears of it. */
  drop({ teamId, searchId }: SearchPlace): void {
    const work = this.#works.get(teamId)
    if (work?.place.searchId === searchId) work.cancel()
  }

  /** Why seats are open in what was found before it ended. When this is not done, the proposal says so; nothing else needs it. */
  explainLater(place: SearchPlace): void {
    const explaining = new Explaining({ house: this.#house, solver: this.solver, place })
    this.#explaining.get(place.teamId)?.cancel()
    this.#explaining.set(place.teamId, explaining)
    explaining.run().catch((error: unknown) => this.#house.log.error('open seats were not explained', error))
  }

  /** The house stops: others see at once that nobody works on what was under way here. */
  async close(): Promise<void> {
    await Promise.all([...this.#works.values()].map((work) => work.end('broke off')))
    for (const work of this.#works.values()) work.cancel()
    await this.solver.close()
  }
}

const desks = new WeakMap<House, Desk>()

export function deskOf(house: House): Desk {
  const desk = desks.get(house) ?? new Desk(house)
  desks.set(house, desk)
  return desk
}
