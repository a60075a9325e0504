import type { Context } from 'hono'
import { z } from 'zod'
import { anyMember } from '#features/members'
import { later } from '#platform/clock'
import { route, type House, type Route } from '#platform/house'
import { nudgeKinds, type NudgeKind } from '../load.ts'
import { pauseFor } from '../rules.ts'
import { actSchema, listeningSchema, thanksSchema } from '../wire.ts'
import { actOn, openListening } from './listenings.ts'
import { sayHard, unsayHard } from './nights.ts'
import { bytes, done, idIn, refused, sealedReply, type Refused } from './routes.ts'
import { endRest } from './rest.ts'
import { pause, unpause } from './store-nights.ts'
import { destroyThanks, sealedThanks, seeThanks, thank } from './thanks.ts'
import { inTransaction, tell, type Tx } from './tx.ts'

/** What members do for each other. */
export const crewRoutes = (house: House): Route[] => [
  ...listeningRoutes(house),
  ...nightRoutes(house),
  ...restRoutes(house),
  ...pauseRoutes(house),
  ...thanksRoutes(house),
]

const listeningRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/care/listenings',
    guard: anyMember,
    body: listeningSchema,
    async handle({ c, visitor: { teamId, memberId }, body, language }) {
      const problem = await inTransaction(house, (tx) => openListening(tx, teamId, { memberId, ...body }))
      return done(c, language, problem)
    },
  }),
  route({
    method: 'PUT',
    path: '/api/care/listenings/:listeningId',
    guard: anyMember,
    body: actSchema,
    async handle({ c, visitor: { teamId, memberId }, body, language }) {
      const listeningId = idIn(c, 'listeningId')
      if (!listeningId) return refused(c, language, 'no-listening')
      const place = { teamId, listeningId }
      return done(c, language, await inTransaction(house, (tx) => actOn(tx, place, { by: memberId, ...body })))
    },
  }),
]

const nightRoutes = (house: House): Route[] =>
  (['PUT', 'DELETE'] as const).map((method) =>
    route({
      method,
      path: '/api/care/hard-nights/:shiftId/:memberId',
      guard: anyMember,
      async handle({ c, visitor, language }) {
        const [shiftId, memberId] = [idIn(c, 'shiftId'), idIn(c, 'memberId')]
        if (!shiftId || !memberId) return refused(c, language, 'no-night')
        const place = { teamId: visitor.teamId, shiftId, memberId }
        const who = { by: visitor.memberId, plans: visitor.permissions.has('crew.plan') }
        const work = (tx: Tx): Promise<Refused | null> =>
          method === 'PUT' ? sayHard(tx, place, who) : unsayHard(tx, place, who.by)
        return done(c, language, await inTransaction(house, work))
      },
    }),
  )

/** Their own rest: enough of it, or not after all. */
const restRoutes = (house: House): Route[] =>
  (['PUT', 'DELETE'] as const).map((method) =>
    route({
      method,
      path: '/api/care/rest/end',
      guard: anyMember,
      async handle({ c, visitor: { teamId, memberId }, language }) {
        const who = { teamId, memberId }
        return done(c, language, await inTransaction(house, (tx) => endRest(tx, who, method === 'PUT')))
      },
    }),
  )

/** A word of care was read: not said again for a while. Their own is theirs, another's is whoever plans'. */
const pauseRoutes = (house: House): Route[] =>
  (['PUT', 'DELETE'] as const).map((method) =>
    route({
      method,
      path: '/api/care/nudges/:memberId/:kind/pause',
      guard: anyMember,
      async handle({ c, visitor: { teamId, memberId: by, permissions }, language }) {
        const [memberId, kind] = [idIn(c, 'memberId'), kindIn(c)]
        if (!memberId || !kind || (memberId !== by && !permissions.has('crew.plan')))
          return refused(c, language, 'no-hours')
        const of = { memberId, kind, reader: memberId === by ? ('self' as const) : ('planners' as const) }
        await inTransaction(house, async (tx) => {
          if (method === 'DELETE') await unpause(tx.sql, teamId, of)
          else await pause(tx.sql, teamId, { ...of, until: later(house.clock.now(), pauseFor) })
          tell(tx, teamId)
        })
        return c.json({})
      },
    }),
  )

const kindIn = (c: Context): NudgeKind | null => z.enum(nudgeKinds).safeParse(c.req.param('kind')).data ?? null

const thanksRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/care/thanks',
    guard: anyMember,
    body: thanksSchema,
    async handle({ c, visitor: { teamId, memberId, permissions }, body, language }) {
      const { thanksId, toId, shiftId } = body
      const of = { from: memberId, plans: permissions.has('crew.plan'), toId, shiftId, sealed: bytes(body.sealed) }
      return done(c, language, await inTransaction(house, (tx) => thank(tx, { teamId, thanksId }, of)))
    },
  }),
  route({
    method: 'GET',
    path: '/api/care/thanks/:thanksId',
    guard: anyMember,
    async handle({ c, visitor: { teamId, memberId }, language }) {
      const thanksId = idIn(c, 'thanksId')
      const sealed = thanksId && (await inTransaction(house, (tx) => sealedThanks(tx, { teamId, thanksId }, memberId)))
      return sealed ? sealedReply(c, sealed) : refused(c, language, 'no-thanks')
    },
  }),
  ...(
    [
      ['PUT', '/seen', seeThanks],
      ['DELETE', '', destroyThanks],
    ] as const
  ).map(([method, path, act]) =>
    route({
      method,
      path: `/api/care/thanks/:thanksId${path}`,
      guard: anyMember,
      async handle({ c, visitor: { teamId, memberId }, language }) {
        const thanksId = idIn(c, 'thanksId')
        if (!thanksId) return refused(c, language, 'no-thanks')
        return done(c, language, await inTransaction(house, (tx) => act(tx, { teamId, thanksId }, memberId)))
      },
    }),
  ),
]
