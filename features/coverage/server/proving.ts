import type { Highs, Model as Solver, ModelData } from 'highs'
import { safeBound } from './bound.ts'
import type { Found } from './searching.ts'
import { readSitting, type Model } from './model.ts'

/** A clock in milliseconds, and when to stop by it. */
export type Limit = { now: () => number; until: number }

/** HiGHS keeps its own time too; this is far beyond any of ours, so that a solver that does not ask us ends nevertheless. */
const farAway = 300

/** The least that any roster costs, by the model without wholeness; null when there was no time to find out. */
export function relax(highs: Highs, model: Model, { now, until }: Limit): number | null {
  const data = model.rows.model(model.offset, true)
  const stop = (event: { interrupt: () => void }): undefined => void (now() > until && event.interrupt())
  const { simplexInterrupt, ipmInterrupt } = highs.constants.callbackType
  return highs.withModel(data, (solver) => {
    const large = data.numRows > 2500
    solver.options.set({
      ...quiet,
      time_limit: farAway,
      ...(large ? { solver: 'ipm', run_crossover: 'off' } : {}),
    })
    solver.run({ [simplexInterrupt]: stop, [ipmInterrupt]: stop })
    const { rowDual } = solver.getSolution()
    return rowDual.length === data.numRows && now() <= until ? safeBound(data, rowDual) : null
  })
}

const quiet = { output_flag: false, log_to_console: false } as const

export type Proof = { found: Found | null; bound: number; isProven: boolean }
export type Proving = {
  model: Model
  from: Found
  limit: Limit
  better: (found: Found, bound: number) => void
  tell: (bound: number) => void
}

/** Branch and bound from a roster that is known, until nothing better can exist or time is up. */
export function prove(highs: Highs, { model, from, limit, better, tell }: Proving): Proof {
  const { mipImprovingSolution, mipInterrupt, mipLogging } = highs.constants.callbackType
  const data: ModelData = model.rows.model(model.offset, false)
  let best = from
  return highs.withModel(data, (solver) => {
    solver.options.set({ ...quiet, time_limit: farAway, mip_rel_gap: 0, mip_abs_gap: 0.01 })
    solver.setSolution(startFrom(model, from))
    solver.run({
      [mipImprovingSolution]({ data: { mip_solution, objective_function_value: cost, mip_dual_bound } }) {
        if (!mip_solution || cost === undefined || cost > best.cost - 1e-6) return
        best = { sitting: readSitting(model, mip_solution), cost }
        better(best, mip_dual_bound ?? -Infinity)
      },
      [mipLogging]: ({ data: { mip_dual_bound } }) => void tell(mip_dual_bound ?? -Infinity),
      [mipInterrupt]: (event) => void (limit.now() > limit.until && event.interrupt()),
    })
    return readProof(highs, solver, { model, best })
  })
}

function readProof(highs: Highs, solver: Solver, { model, best }: { model: Model; best: Found }): Proof {
  const isProven = solver.getModelStatus() === highs.constants.modelStatus.optimal
  const bound = Number(solver.info.get('mip_dual_bound'))
  const cost = solver.getObjectiveValue()
  const isBetter = isProven && cost < best.cost - 1e-6
  const found = isBetter ? { sitting: readSitting(model, solver.getSolution().colValue), cost } : best
  return { found, bound: Math.min(bound, found.cost), isProven }
}

function startFrom({ seat, posts }: Model, { sitting }: Found): { indices: Int32Array; values: Float64Array } {
  const taken = new Set(sitting.map(({ person, post }) => person * posts.posts.length + post))
  const cells = [...seat.entries()].filter(([, column]) => column >= 0)
  return {
    indices: Int32Array.from(cells, ([, column]) => column),
    values: Float64Array.from(cells, ([cell]) => Number(taken.has(cell))),
  }
}
