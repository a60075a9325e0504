import { z } from 'zod'
import { checkWaysIn, theTeam, waysInSchema } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { anyone } from '#platform/visitors'
import { addressSchema, foundingKeysSchema, setUpTokenSchema, teamSchema, type SetUpView } from '../wire.ts'
import { busy, no, type Answering } from './answers.ts'
import { found, isSetUpToken } from './founding.ts'
import { isFixed, problemWithOrigin, settleAddress } from './address.ts'

const foundSchema = z.object({
  token: setUpTokenSchema.shape.token,
  origin: addressSchema.shape.origin,
  team: teamSchema,
  memberId: z.uuid(),
  waysIn: waysInSchema,
  keys: foundingKeysSchema,
})

/** Everything before there is a team. Each needs the one-time link that the server printed. */
export const setUpRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/set-up/look',
    guard: anyone,
    body: setUpTokenSchema,
    async handle({ c, body, language }) {
      if (slowed(house)) return busy({ c, language })
      const view: SetUpView = {
        founded: (await theTeam(house.db.sql)) !== null,
        fixed: isFixed(house) ? (house.config.publicUrl ?? null) : null,
      }
      if (view.founded) return c.json(view)
      return (await isSetUpToken(house.db.sql, body.token)) ? c.json(view) : no({ c, language }, 'not-this-link')
    },
  }),
  route({
    method: 'POST',
    path: '/api/set-up/address',
    guard: anyone,
    body: addressSchema,
    async handle({ c, body, language }) {
      if (slowed(house)) return busy({ c, language })
      if (!(await isSetUpToken(house.db.sql, body.token))) return no({ c, language }, 'not-this-link')
      if (problemWithOrigin(house, c, body.origin)) return no({ c, language }, 'address')
      await settleAddress(house.db.sql, house, body.origin)
      return c.json({})
    },
  }),
  foundRoute(house),
]

const foundRoute = (house: House): Route =>
  route({
    method: 'POST',
    path: '/api/set-up/found',
    guard: anyone,
    body: foundSchema,
    largest: 1024 * 1024,
    async handle({ c, body, language }) {
      const answering: Answering = { c, language }
      if (slowed(house)) return busy(answering)
      const { token, team, memberId, keys, origin } = body
      if (!(await isSetUpToken(house.db.sql, token))) return no(answering, 'not-this-link')
      if (problemWithOrigin(house, c, origin)) return no(answering, 'address')
      const waysIn = await checkWaysIn(house, c, { teamId: team.teamId, waysIn: body.waysIn })
      if ('refused' in waysIn) return no(answering, 'ways-in')
      const refused = await found(house, c, { token, team, memberId, waysIn, keys })
      if (refused) return no(answering, refused)
      return c.json({})
    },
  })

const slowed = (house: House): boolean => house.rates.take('keys.set-up', 'all', { per: 500, burst: 100 }) > 0
