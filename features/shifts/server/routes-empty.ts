import { may } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { leftEmptySchema, missedAgainSchema } from '../wire.ts'
import { leaveEmpty, missItAgain } from './left-empty.ts'
import { refused, within } from './routes-plan.ts'

/** A seat that stays empty for one shift. */
export const emptyRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/shifts/left-empty',
    guard: may('crew.plan'),
    body: leftEmptySchema,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => leaveEmpty(tx, visitor, body))
      return no ? refused({ c, language }, no) : c.json({})
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/left-empty',
    guard: may('crew.plan'),
    body: missedAgainSchema,
    async handle({ c, visitor, body }) {
      await within(house, (tx) => missItAgain(tx, visitor, body))
      return c.json({})
    },
  }),
]
