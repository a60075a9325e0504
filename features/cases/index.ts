import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { circleLeft, memberRemoved } from '#features/keys'
import { contactErased } from '#features/contacts'
import { keeps } from '#features/holds'
import { demandNewKeys, forgetContact, leaveCases } from './server/cases.ts'
import { caseDeadlines, eraseAgain } from './server/deadlines.ts'
import { caseKeeper } from './server/keeper.ts'
import { caseMessages, caseTopics } from './server/live.ts'
import { caseRoutes } from './server/routes.ts'

export { caseClosed, caseCloses, caseErased, caseHandedOver, caseLeft, caseReopened } from './server/cases.ts'
export { caseOf, casesOf, casesWith, lockCase, type Case } from './server/store.ts'
export { mayReadCase, standingsOf, type CaseMember, type Standing } from './rules.ts'

keeps(caseKeeper)

/** What must be remembered: who may open it, its sealed keys and its stream, hand-overs, closing and erasure. See README.md. */
export const cases: Feature = {
  name: 'cases',
  routes: caseRoutes,
  messages: caseMessages,
  topics: caseTopics,
  deadlines: caseDeadlines,
  moments: (house) => [
    on(memberRemoved, (sql, afterCommit, gone) => leaveCases({ sql, afterCommit, house }, gone)),
    on(contactErased, (sql, afterCommit, erased) => forgetContact({ sql, afterCommit, house }, erased)),
    on(circleLeft, (sql, afterCommit, { teamId }) => demandNewKeys({ sql, afterCommit, house }, teamId)),
  ],
  async start(house) {
    await eraseAgain(house)
    return async () => {}
  },
}
