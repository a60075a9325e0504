import type { Desk } from '#features/keys/browser'
import type { CoverageView } from '../views.ts'
import type { Asked, AskedPlan } from '../wire.ts'

type Doors = { live: Pick<Desk['live'], 'follow' | 'say'> }
export type Trouble = 'under-way' | 'dates' | 'offline' | 'other'
export type CoverageNow = {
  view: CoverageView | null
  /** It was there, and the server was started anew. */
  lost: { proposal: boolean; plan: boolean }
  asking: boolean
  trouble: Trouble | null
}

/** What is searched for and was found, as the server tells it. A store, one for each console. */
export class Coverage {
  now: CoverageNow = { view: null, lost: { proposal: false, plan: false }, asking: false, trouble: null }
  #doors: Doors
  #readers = new Set<(now: CoverageNow) => void>()

  constructor(doors: Doors) {
    this.#doors = doors
    doors.live.follow('coverage', '', { onView: (view: CoverageView) => this.#receive(view) })
  }

  subscribe(read: (now: CoverageNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => this.#readers.delete(read)
  }

  propose = (asked: Omit<Asked, 'proposalId'>): Promise<boolean> =>
    this.#say('coverage.propose', { ...asked, proposalId: crypto.randomUUID() })
  plan = (asked: Omit<AskedPlan, 'planId'>): Promise<boolean> =>
    this.#say('coverage.plan', { ...asked, planId: crypto.randomUUID() })
  end = (id: string): Promise<boolean> => this.#say('coverage.end', { id })

  /** Another process knows nothing of what the one before was working out. */
  #receive(view: CoverageView): void {
    const before = this.now.view
    const isAnother = before !== null && before.process !== view.process
    const lost = (['proposal', 'plan'] as const).map(
      (kind) => view[kind] === null && (isAnother ? before![kind] !== null : this.now.lost[kind]),
    )
    this.#set({ view, lost: { proposal: lost[0]!, plan: lost[1]! } })
  }

  async #say(name: string, body: unknown): Promise<boolean> {
    this.#set({ asking: true, trouble: null, lost: { proposal: false, plan: false } })
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
