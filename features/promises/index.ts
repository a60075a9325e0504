import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { caseCloses, caseErased, caseLeft } from '#features/cases'
import { circleLeft, memberJoined, memberRemoved } from '#features/keys'
import { theTeam } from '#features/members'
import { comeBack, passOn } from './server/away.ts'
import { promiseDeadlines } from './server/deadlines.ts'
import { armShifts } from './server/digest.ts'
import { nextKind, tell } from './server/happen.ts'
import { promiseRoutes } from './server/routes.ts'
import { owedRoutes, owedTopics } from './server/routes-owed.ts'
import { deletePromises, hasUnkept } from './server/store.ts'

/** What the crew owes: callbacks and follow-ups, each with an owner and a time until it is kept. See README.md. */
export const promises: Feature = {
  name: 'promises',
  routes: (house) => [...promiseRoutes(house), ...owedRoutes(house)],
  topics: owedTopics,
  deadlines: promiseDeadlines,
  moments: (house) => [
    on(memberRemoved, async (sql, afterCommit, gone) => {
      await passOn({ sql, afterCommit, house }, gone)
      await comeBack({ sql, afterCommit, house }, gone)
    }),
    on(circleLeft, (sql, afterCommit, left) => passOn({ sql, afterCommit, house }, left)),
    on(memberJoined, (sql, afterCommit, { teamId }) => armShifts({ sql, afterCommit, house }, teamId)),
    on(caseLeft, (sql, afterCommit, left) => passOn({ sql, afterCommit, house }, left)),
    // No clock destroys an unkept promise, and a closed case has one running.
    on(caseCloses, async (sql, _afterCommit, { teamId, caseId, refuse }) => {
      if (await hasUnkept(sql, teamId, caseId)) refuse()
    }),
    on(caseErased, async (sql, afterCommit, { teamId, caseId }) => {
      for (const key of await deletePromises(sql, teamId, caseId))
        await house.deadlines.clear(sql, { teamId, kind: nextKind, key })
      tell({ sql, afterCommit, house }, teamId)
    }),
  ],
  async start(house) {
    const team = await theTeam(house.db.sql)
    if (team) await house.db.transact((sql, afterCommit) => armShifts({ sql, afterCommit, house }, team.teamId))
    return async () => {}
  },
}

export { longestAway, usualPolicy, type Outcome, type PromiseKind, type PromiseState } from './rules.ts'
export { keepersOf } from './server/cases.ts'
export { handPromise } from './server/hand.ts'
export { promiseEnded } from './server/happen.ts'
export { hasUnkept } from './server/store.ts'
export { unkeptPromises } from './server/store-owed.ts'
export type { OwedPromise, OwedView } from './wire.ts'
