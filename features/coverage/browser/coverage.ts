import type { Desk } from '#features/keys/browser'
import type { CoverageView, PlanView, ProposalView } from '../views.ts'
import type { Asked, AskedPlan } from '../wire.ts'

type Doors = { live: Pick<Desk['live'], 'follow' | 'say'> }
type Search = ProposalView | PlanView
export type Trouble = 'under-way' | 'dates' | 'offline' | 'other'
export type CoverageNow = { view: CoverageView | null; asking: boolean; trouble: Trouble | null }

export const idOf = ({ asked }: Pick<Search, 'asked'>): string => ('planId' in asked ? asked.planId : asked.proposalId)

/** What is searched for and was found, as the server tells it. A store, one for each console. */
export class Coverage {
  now: CoverageNow = { view: null, asking: false, trouble: null }
  #doors: Doors
  #readers = new Set<(now: CoverageNow) => void>()

  constructor(doors: Doors) {
    this.#doors = doors
    doors.live.follow('coverage', '', { onView: (view: CoverageView) => this.#set({ view }) })
  }

  subscribe(read: (now: CoverageNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => this.#readers.delete(read)
  }

  propose = (asked: Omit<Asked, 'proposalId' | 'goesOnFrom'>): Promise<boolean> =>
    this.#say('coverage.propose', { ...asked, proposalId: crypto.randomUUID() })
  plan = (asked: Omit<AskedPlan, 'planId'>): Promise<boolean> =>
    this.#say('coverage.plan', { ...asked, planId: crypto.randomUUID() })
  /** The same is asked once more; a proposal begins where the one before ended. */
  goOn({ asked }: Pick<Search, 'asked'>): Promise<boolean> {
    if ('planId' in asked) return this.plan(asked)
    return this.#say('coverage.propose', { ...asked, proposalId: crypto.randomUUID(), goesOnFrom: asked.proposalId })
  }
  stop = (search: Pick<Search, 'asked'>): Promise<boolean> => this.#say('coverage.stop', { id: idOf(search) })
  end = (search: Pick<Search, 'asked'>): Promise<boolean> => this.#say('coverage.end', { id: idOf(search) })

  async #say(name: string, body: unknown): Promise<boolean> {
    this.#set({ asking: true, trouble: null })
    try {
      await this.#doors.live.say(name, body)
      return true
    } catch (error) {
      const { code = '' } = error as { code?: string }
      const known: readonly string[] = ['under-way', 'dates', 'offline']
      this.#set({ trouble: known.includes(code) ? (code as Trouble) : code === 'lost' ? 'offline' : 'other' })
      return false
    } finally {
      this.#set({ asking: false })
    }
  }

  #set(changed: Partial<CoverageNow>): void {
    this.now = { ...this.now, ...changed }
    for (const read of this.#readers) read(this.now)
  }
}

const stores = new WeakMap<object, Coverage>()

export function coverageOn(desk: Doors & { live: object }): Coverage {
  const coverage = stores.get(desk.live) ?? new Coverage(desk)
  stores.set(desk.live, coverage)
  return coverage
}
