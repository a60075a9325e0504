import type { DeadlineHandler, House } from '#platform/house'
import { deletePractice } from './store.ts'

export const overKind = 'practice.over'
/** Nobody used the link in time: every card of it says so. */
export const lapsedKind = 'practice.lapsed'

/** What was made in it goes at the same time, each by its own erasing clock (`holds`, measure `practice`). */
export const practiceDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: lapsedKind,
    async handle(_sql, afterCommit, { teamId }) {
      afterCommit(() => house.live.changed(teamId, 'practices', ''))
    },
  },
  {
    kind: overKind,
    async handle(sql, afterCommit, { teamId, key }) {
      await deletePractice(sql, teamId, key)
      afterCommit(() => house.live.changed(teamId, 'practices', ''))
    },
  },
]
