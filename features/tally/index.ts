import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { promiseEnded } from '#features/promises'
import { ringOver } from '#features/queue'
import { tallyDeadlines } from './server/folding.ts'
import { pageRoutes } from './server/page.ts'
import { countCallback, countEnd } from './server/rings.ts'
import { tallyRoutes, tallyTopics } from './server/routes.ts'

/** Counting without naming: cards, their folding, what is published, the report. See README.md. */
export const tally: Feature = {
  name: 'tally',
  routes: (house) => [...tallyRoutes(house), ...pageRoutes(house)],
  topics: tallyTopics,
  deadlines: tallyDeadlines,
  moments: (house) => [
    on(ringOver, (sql, _afterCommit, over) => countEnd(sql, house, over)),
    on(promiseEnded, async (sql, _afterCommit, over) => {
      if (over.kind === 'callback') await countCallback(sql, house, over)
    }),
  ],
}

export { ringsEnded } from './server/store.ts'
export type { ReportView } from './wire.ts'
