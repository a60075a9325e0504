import { deskOf as consoleOf } from '../features/chat/acting.ts'
import type { TestHouse } from './house.ts'
import type { People, Person } from './people.ts'
import type { Answer, Running, Solver } from '../features/coverage/server/solver.ts'
import type { Order } from '../features/coverage/server/solver-worker.ts'
import type { Progress } from '../features/coverage/server/solving.ts'
import type { CoverageView } from '../features/coverage/views.ts'

/* For tests of proposing rosters: consoles that follow what is searched for, and a solver in the test's hand. */

export type Following = { live: ReturnType<typeof consoleOf>['live']; seen: CoverageView[]; now: () => CoverageView }

export function follows(house: TestHouse, people: People, person: Person): Following {
  const { live } = consoleOf(house, people, person)
  const seen: CoverageView[] = []
  live.follow('coverage', '', { onView: (view: CoverageView) => seen.push(view) })
  return { live, seen, now: () => seen.at(-1) ?? { proposal: null, plan: null } }
}

export const asked = (more: object = {}) => ({
  proposalId: crypto.randomUUID(),
  lineId: null,
  from: '2026-11-18',
  to: '2026-12-15',
  mayMove: false,
  ...more,
})

export type Held = {
  order: Order
  tell: (progress: Progress) => void
  answer: (answer: Answer) => void
  isOver: boolean
}

/** It finds what the test says, when the test says so. */
export function heldSolver(): Solver & { held: Held[] } {
  const held: Held[] = []
  const begin = (_teamId: string, order: Order, tell: (progress: Progress) => void): Running => {
    const { promise: answer, resolve } = Promise.withResolvers<Answer>()
    const one: Held = { order, tell, answer: resolve, isOver: false }
    held.push(one)
    void answer.then(() => (one.isOver = true))
    return { answer, cancel: () => resolve({ kind: 'cancelled' }) }
  }
  return { held, begin, close: () => Promise.resolve() }
}
