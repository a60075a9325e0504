import type { Problem } from '../features/shifts/checks/index.ts'
import { readSitting, writeModel } from '../features/coverage/server/model.ts'
import { readPosts } from '../features/coverage/server/posts.ts'
import { loadHighs } from '../features/coverage/server/solving.ts'

/**
 * The same model solved by HiGHS alone, as it comes: no start, no stages, no search of ours. How many seats its best roster leaves
 * open after so long (all of them while it has none).
 */
export async function plainOpen(
  problem: Problem,
  { seconds, now }: { seconds: number; now: () => number },
): Promise<number> {
  const posts = readPosts(problem)
  const model = writeModel(posts)
  const seats = posts.posts.reduce((all, { seatIds }) => all + seatIds.length, 0)
  const highs = await loadHighs()
  const { mipImprovingSolution, mipInterrupt, simplexInterrupt } = highs.constants.callbackType
  const until = now() + seconds * 1000
  const stop = (event: { interrupt: () => void }): undefined => void (now() > until && event.interrupt())
  let filled = 0
  highs.withModel(model.rows.model(model.offset, false), (solver) => {
    solver.options.set({ output_flag: false, log_to_console: false })
    solver.run({
      [mipImprovingSolution]({ data: { mip_solution } }) {
        if (mip_solution && now() <= until) filled = readSitting(model, mip_solution).length
      },
      [mipInterrupt]: stop,
      [simplexInterrupt]: stop,
    })
  })
  return seats - filled
}
