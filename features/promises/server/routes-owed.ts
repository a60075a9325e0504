import { z } from 'zod'
import { caseOf } from '#features/cases'
import { anyMember, may } from '#features/members'
import { lineOf, linesOf } from '#features/lines'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import type { Member } from '#platform/visitors'
import { longestAway, owedFilters, usualPolicy } from '../rules.ts'
import { awaySchema, policySchema, type CasePromisesView, type PolicyView } from '../wire.ts'
import { comeBack, goAway } from './away.ts'
import { keepersOf, readsCase } from './cases.ts'
import { asOwed, owedView, pulseView } from './owed.ts'
import { refused } from './routes.ts'
import { promisesOf } from './store.ts'
import { policyOf, setPolicy } from './store-team.ts'

const asked = z.object({ filter: z.enum(owedFilters), limit: z.coerce.number().int().min(1).max(5000) })

export const owedRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/owed',
    guard: anyMember,
    async handle({ c, visitor }) {
      const { filter, limit } = asked.catch({ filter: 'mine', limit: 100 }).parse(c.req.query())
      return c.json(await owedView(house, visitor, { filter, limit }))
    },
  }),
  route({
    method: 'GET',
    path: '/api/promises/of/:caseId',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const caseId = z.uuid().safeParse(c.req.param('caseId')).data
      if (!caseId || !(await readsCase(house.db.sql, visitor, caseId))) return refused({ c, language }, 'not-yours')
      return c.json(await caseView(house, visitor.teamId, caseId))
    },
  }),
  awayRoute(house),
  ...policyRoutes(house),
]

async function caseView(house: House, teamId: string, caseId: string): Promise<CasePromisesView> {
  const { sql } = house.db
  const [rows, found] = [await promisesOf(sql, teamId, caseId), await caseOf(sql, teamId, caseId)]
  const keepers = await keepersOf(sql, { teamId, caseId, at: house.clock.now() })
  const policy = (found && (await policyOf(sql, teamId, found.lineId))) ?? usualPolicy
  return { promises: rows.map(asOwed), keepers, policy }
}

/** Tells that something changed; what it is, everybody asks for as far as they may see it. */
export const owedTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'owed',
    guard: anyMember,
    view: (visitor, key) => Promise.resolve(key === '' ? pulseView(house, visitor) : null),
  }),
]

/** Everybody says this of themselves; no reason is asked for. */
const awayRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/away',
    guard: anyMember,
    body: awaySchema,
    async handle({ c, visitor, body, language }) {
      const until = body.until === null ? null : new Date(body.until)
      const ahead = until === null ? 1 : until.getTime() - house.clock.now().getTime()
      if (ahead <= 0 || ahead > longestAway) return refused({ c, language }, 'until')
      await house.db.transact((sql, afterCommit) => {
        const tx = { sql, afterCommit, house }
        return until === null ? comeBack(tx, visitor) : goAway(tx, { ...visitor, until })
      })
      return c.json({})
    },
  })

const policyRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/callback-policies',
    guard: anyMember,
    async handle({ c, visitor }) {
      const { sql } = house.db
      const lines = await linesOf(sql, visitor.teamId)
      const policies = lines.map(async ({ lineId }): Promise<PolicyView> => {
        const policy = (await policyOf(sql, visitor.teamId, lineId)) ?? usualPolicy
        return { lineId, ...policy }
      })
      return c.json(await Promise.all(policies))
    },
  }),
  route({
    method: 'PUT',
    path: '/api/callback-policies/:lineId',
    guard: may('lines.edit'),
    body: policySchema,
    async handle({ c, visitor, body, language }) {
      const lineId = z.uuid().safeParse(c.req.param('lineId')).data
      if (!lineId || !(await lineOf(house.db.sql, visitor.teamId, lineId))) return refused({ c, language }, 'no-line')
      await setPolicy(house.db.sql, visitor.teamId, { lineId, ...body })
      return c.json({})
    },
  }),
]
