import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { memberRemoved } from '#features/keys'
import { practiceDeadlines } from './server/deadlines.ts'
import { practiceRoutes, practiceTopics } from './server/routes.ts'
import { forgetMember } from './server/store.ts'

export { goesAt, practiceLasts } from './rules.ts'
export { linkOf, onlyThoseIn, takeByHand, takeLink, type Practising } from './server/links.ts'
export { practiceOf } from './server/store.ts'
export { practiceTokenSchema } from './wire.ts'

/** A line is rehearsed: one of the team plays the caller, nobody else hears of it, and it is gone after a day. See README.md. */
export const practice: Feature = {
  name: 'practice',
  routes: practiceRoutes,
  topics: practiceTopics,
  deadlines: practiceDeadlines,
  moments: () => [on(memberRemoved, (sql, _afterCommit, { teamId, memberId }) => forgetMember(sql, teamId, memberId))],
}
