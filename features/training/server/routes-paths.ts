import type { Context } from 'hono'
import { anyMember, may } from '#features/members'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import type { Member } from '#platform/visitors'
import { pathProblem } from '../path-rules.ts'
import { lookAfterSchema, markSchema, pathSchema, standingSchema, versionSchema } from '../wire.ts'
import { lookAfter, mark, unmark } from './marks.ts'
import { tell } from './moments.ts'
import { done, idIn, inTransaction, noteOf, refused, type Refused } from './routes-skills.ts'
import { hasPath, insertPath } from './store-paths.ts'
import { trainingView } from './view.ts'
import { beginWalk, isActive, moveTo, pathCameOrWent, sayExperienced, type WalkPlace } from './walks.ts'

const planner = may('crew.plan')

export const pathRoutes = (house: House): Route[] => [
  editRoute(house),
  standingRoute(house),
  versionRoute(house),
  lookAfterRoute(house),
  ...markRoutes(house),
]

/** Who sees what is decided for each reader; a change is shown to all who look. */
export const trainingTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'training',
    guard: anyMember,
    view: (visitor, key) => Promise.resolve(key === '' ? trainingView(house.db.sql, visitor) : null),
  }),
]

const editRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/training/path',
    guard: planner,
    body: pathSchema,
    largest: 320 * 1024,
    async handle({ c, visitor: { teamId, memberId }, body, language }) {
      const problem = pathProblem(body.steps)
      if (problem) return refused(c, language, problem)
      const path = { after: body.version, steps: body.steps, sealedWords: Buffer.from(body.sealed, 'base64url') }
      const made = await inTransaction(house, async (tx) => {
        const had = await hasPath(tx.sql, teamId)
        const by = { madeBy: memberId, madeAt: house.clock.now() }
        if (!(await insertPath(tx.sql, teamId, { ...path, ...by }))) return false
        if (had !== body.steps.length > 0) await pathCameOrWent(tx, teamId)
        tell(tx, teamId)
        return true
      })
      return made ? c.json({ version: body.version + 1 }) : refused(c, language, 'changed')
    },
  })

const standingRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/training/people/:memberId/standing',
    guard: planner,
    body: standingSchema,
    async handle({ c, visitor, body, language }) {
      const problem = await onPerson(house, { c, visitor }, async (tx, place) => {
        if (body.standing === 'experienced') await sayExperienced(tx, place, visitor.memberId)
        else {
          const { ownerId } = body
          if (ownerId === place.memberId) return 'own'
          if (ownerId && !(await isActive(tx.sql, { ...place, memberId: ownerId }))) return 'no-member'
          const begun = await beginWalk(tx, place, { by: visitor.memberId, ...(ownerId ? { ownerId } : {}) })
          if (!begun) return 'no-path'
        }
        return null
      })
      return done(c, language, problem)
    },
  })

const versionRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/training/people/:memberId/version',
    guard: planner,
    body: versionSchema,
    async handle({ c, visitor, body, language }) {
      const problem = await onPerson(house, { c, visitor }, async (tx, place) =>
        (await moveTo(tx, place, { version: body.version, by: visitor.memberId })) ? null : 'no-path',
      )
      return done(c, language, problem)
    },
  })

type On = Parameters<Parameters<typeof inTransaction>[1]>[0]

/** Something that who plans says of somebody who is in the team; of themselves another says it. */
function onPerson(
  house: House,
  { c, visitor }: { c: Context; visitor: Member },
  work: (tx: On, place: WalkPlace) => Promise<Refused | null>,
): Promise<Refused | null> {
  const memberId = idIn(c, 'memberId')
  return inTransaction(house, async (tx) => {
    if (!memberId || !(await isActive(tx.sql, { teamId: visitor.teamId, memberId }))) return 'no-member'
    if (memberId === visitor.memberId) return 'own'
    return work(tx, { teamId: visitor.teamId, memberId })
  })
}

const lookAfterRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/training/people/:memberId/steps/:stepId',
    guard: anyMember,
    body: lookAfterSchema,
    async handle({ c, visitor, body, language }) {
      const place = stepIn(c, visitor)
      if (!place) return refused(c, language, 'not-yours')
      const asked = { by: marker(visitor), ownerId: body.ownerId, dueAt: new Date(body.dueAt) }
      return done(c, language, await inTransaction(house, (tx) => lookAfter(tx, place, asked)))
    },
  })

/** Who may is decided at the step: `markProblem` and `unmarkProblem`. */
const markRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/training/people/:memberId/steps/:stepId/marks/:markId',
    guard: anyMember,
    body: markSchema,
    async handle({ c, visitor, body, language }) {
      const [place, markId] = [stepIn(c, visitor), idIn(c, 'markId')]
      if (!place || !markId) return refused(c, language, 'not-yours')
      const asked = { by: marker(visitor), markId, note: noteOf(body.note) ?? null }
      return done(c, language, await inTransaction(house, (tx) => mark(tx, place, asked)))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/training/people/:memberId/steps/:stepId/marks/:markId',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const [place, markId] = [stepIn(c, visitor), idIn(c, 'markId')]
      if (!place || !markId) return refused(c, language, 'not-yours')
      return done(c, language, await inTransaction(house, (tx) => unmark(tx, place, { by: marker(visitor), markId })))
    },
  }),
]

const marker = ({ memberId, permissions }: Member) => ({ memberId, plans: permissions.has('crew.plan') })

const stepIn = (c: Context, { teamId }: Member): (WalkPlace & { stepId: string }) | null => {
  const [memberId, stepId] = [idIn(c, 'memberId'), idIn(c, 'stepId')]
  return memberId && stepId ? { teamId, memberId, stepId } : null
}
