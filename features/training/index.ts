import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { memberJoined, memberRemoved } from '#features/keys'
import { stepDeadline } from './server/marks.ts'
import { pathRoutes, trainingTopics } from './server/routes-paths.ts'
import { skillRoutes } from './server/routes-skills.ts'
import { forgetSkills, skillDeadlines } from './server/skills.ts'
import { beginWalk, comesBack, forgetWalk, isActive } from './server/walks.ts'

export { shadowDone } from './server/marks.ts'
export { skillsChanged, standingChanged } from './server/moments.ts'
export { skillsAt, skillsOf, type Skill } from './server/store-skills.ts'
export { traineesOf } from './server/walks.ts'

/** Who has which skill, and what a newcomer finishes before sitting alone. See README.md. */
export const training: Feature = {
  name: 'training',
  routes: (house) => [...skillRoutes(house), ...pathRoutes(house)],
  topics: trainingTopics,
  deadlines: (house) => [...skillDeadlines(house), stepDeadline(house)],
  moments: (house) => [
    on(memberRemoved, async (sql, afterCommit, gone) => {
      const tx = { sql, afterCommit, house }
      // Somebody who lost their keys and was invited again is the same person, and still knows what they know.
      if (await isActive(sql, gone)) return comesBack(tx, gone)
      await forgetSkills(tx, gone)
      await forgetWalk(tx, gone)
    }),
    on(memberJoined, async (sql, afterCommit, joined) => {
      await beginWalk({ sql, afterCommit, house }, joined, { by: null })
    }),
  ],
}
