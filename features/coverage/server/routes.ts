import type { z } from 'zod'
import { may } from '#features/members'
import { message, route, viewTopic, type House, type Message, type Route, type Topic } from '#platform/house'
import type { Member } from '#platform/visitors'
import { planSchema, proposeSchema, searchSchema, type Asked, type AskedPlan } from '../wire.ts'
import { plan } from './plans.ts'
import { propose } from './proposing.ts'
import { coverageView, stop, throwAway } from './searches.ts'
import { weeksView } from './weeks.ts'

export const coverageRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/coverage',
    guard: may('crew.plan'),
    handle: async ({ c, visitor }) => c.json(await weeksView(house, visitor.teamId)),
  }),
]

export const coverageTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'coverage',
    guard: may('crew.plan'),
    view: (visitor, key) => (key === '' ? coverageView(house, visitor.teamId) : Promise.resolve(null)),
  }),
]

export const coverageMessages = (house: House): Message[] => [
  message<Member, Asked>({
    name: 'coverage.propose',
    guard: may('crew.plan'),
    body: proposeSchema,
    handle: ({ visitor, body }) => propose(house, visitor, body),
  }),
  message<Member, AskedPlan>({
    name: 'coverage.plan',
    guard: may('crew.plan'),
    body: planSchema,
    handle: ({ visitor, body }) => plan(house, visitor, body),
  }),
  message<Member, z.infer<typeof searchSchema>>({
    name: 'coverage.stop',
    guard: may('crew.plan'),
    body: searchSchema,
    handle: ({ visitor, body }) => stop(house, { teamId: visitor.teamId, searchId: body.id }),
  }),
  message<Member, z.infer<typeof searchSchema>>({
    name: 'coverage.end',
    guard: may('crew.plan'),
    body: searchSchema,
    handle: ({ visitor, body }) => throwAway(house, { teamId: visitor.teamId, searchId: body.id }),
  }),
]
