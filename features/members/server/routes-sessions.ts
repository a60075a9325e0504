import type { House, Route } from '#platform/house'
import { route } from '#platform/house'
import { cookiesOf, refuse } from '#platform/http'
import { choose } from '#platform/words'
import { deviceBody, type EventView, type SessionView } from '../wire.ts'
import { words } from '../words.ts'
import { note } from './events.ts'
import { anyMember } from './guards.ts'
import { meOf } from './me.ts'
import { endSession, endSessions, rotateIfOld, takeCookieBack } from './sessions.ts'
import { eventsOf } from './store.ts'
import { sessionsOf, setDevice } from './store-sessions.ts'

export const sessionRoutes = (house: House): Route[] => [
  ...ownRoutes(house),
  ...tellRoutes(house),
  ...listRoutes(house),
  ...endRoutes(house),
]

const ownRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/me',
    guard: anyMember,
    async handle({ c, visitor }) {
      await rotateIfOld(house, c, cookiesOf(c))
      return c.json(await meOf(house, visitor))
    },
  }),
  route({
    method: 'POST',
    path: '/api/sign-out',
    guard: anyMember,
    async handle({ c, visitor }) {
      await house.db.transact(async (sql, afterCommit) => {
        await endSession(sql, afterCommit, house, visitor)
        await note(sql, house, { ...visitor, kind: 'signed-out' })
      })
      takeCookieBack(house, c)
      return c.json({})
    },
  }),
]

const tellRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/me/events',
    guard: anyMember,
    async handle({ c, visitor }) {
      const events: EventView[] = await eventsOf(house.db.sql, visitor.teamId, visitor.memberId)
      return c.json({ events })
    },
  }),
  route({
    method: 'PUT',
    path: '/api/sessions/device',
    guard: anyMember,
    body: deviceBody,
    async handle({ c, visitor, body }) {
      await setDevice(house.db.sql, { ...visitor, device: body.device })
      return c.json({})
    },
  }),
]

const listRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/sessions',
    guard: anyMember,
    async handle({ c, visitor }) {
      const rows = await sessionsOf(house.db.sql, visitor.teamId, visitor.memberId)
      const sessions = rows.map(({ sessionId, device, startedAt, seenAt }): SessionView => ({
        sessionId,
        device,
        startedAt: startedAt.toISOString(),
        seenAt: seenAt.toISOString(),
        current: sessionId === visitor.sessionId,
      }))
      return c.json({ sessions })
    },
  }),
]

const endRoutes = (house: House): Route[] => [
  route({
    method: 'DELETE',
    path: '/api/sessions/:sessionId{[0-9a-f-]{36}}',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const sessionId = c.req.param('sessionId')!
      const { teamId, memberId } = visitor
      const was = await house.db.transact((sql, afterCommit) =>
        endSession(sql, afterCommit, house, { teamId, memberId, sessionId }),
      )
      return was ? c.json({}) : refuse(c, 404, 'no-session', choose(language, words).refused.noSession)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/sessions',
    guard: anyMember,
    async handle({ c, visitor }) {
      const { teamId, memberId, sessionId } = visitor
      const ended = await house.db.transact(async (sql, afterCommit) => {
        await note(sql, house, { teamId, memberId, kind: 'sessions-ended' })
        return endSessions(sql, afterCommit, house, { teamId, memberId, keep: sessionId })
      })
      return c.json({ ended })
    },
  }),
]
