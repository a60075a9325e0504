import type { Context } from 'hono'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import { choose, type Language } from '#platform/words'
import { anyMember, may } from '#features/members'
import { z } from 'zod'
import type { MotionEvent } from '../rules.ts'
import { kindSchema, motionSchema } from '../wire.ts'
import { words } from '../words.ts'
import { eraseNow } from './erasing.ts'
import { happens, move, type Moved, type MoveRefusal } from './motions.ts'

const steward = may('retention.change')

export const holdRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/motions',
    guard: steward,
    body: motionSchema,
    largest: 1024 * 1024,
    async handle({ c, visitor, body, language }) {
      const moved = await house.db.transact((sql, afterCommit) => move({ sql, afterCommit, house }, visitor, body))
      return answer(c, language, moved)
    },
  }),
  acting(house, 'agreement', 'agree'),
  acting(house, 'withdrawal', 'withdraw'),
  acting(house, 'end', 'end'),
  route({
    method: 'POST',
    path: '/api/kept/:kind/:objectId/erase',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const say = choose(language, words).refused
      const kind = kindSchema.safeParse(c.req.param('kind')).data
      const objectId = z.uuid().safeParse(c.req.param('objectId')).data
      const done = kind && objectId ? await eraseNow(house, visitor, { kind, objectId }) : null
      if (done && 'erasedAt' in done) return c.json({ erasedAt: done.erasedAt.toISOString() })
      if (done?.refused === 'held') return refuse(c, 409, 'held', say.held)
      return refuse(c, 404, 'not-yours', say.notYours)
    },
  }),
]

/** POST /api/motions/:motionId/<what>: a steward agrees, withdraws, or ends what stands. */
const acting = (house: House, what: string, event: MotionEvent): Route =>
  route({
    method: 'POST',
    path: `/api/motions/:motionId/${what}`,
    guard: steward,
    async handle({ c, visitor, language }) {
      const motionId = z.uuid().safeParse(c.req.param('motionId')).data
      if (!motionId) return answer(c, language, { refused: 'not-yours' })
      const place = { teamId: visitor.teamId, motionId }
      const done = await house.db.transact((sql, afterCommit) =>
        happens({ sql, afterCommit, house }, place, { event, by: visitor.memberId }),
      )
      return answer(c, language, done)
    },
  })

const statuses: Record<MoveRefusal, 404 | 409 | 422> = {
  'not-yours': 404,
  'not-now': 409,
  own: 409,
  outdated: 409,
  readers: 409,
  practice: 409,
  'too-short': 422,
  'too-long': 422,
}

function answer(c: Context, language: Language, moved: Moved): Response {
  if ('state' in moved) return c.json({ state: moved.state })
  const say = choose(language, words).refused
  const sentences: Record<MoveRefusal, string> = {
    'not-yours': say.notYours,
    'not-now': say.notNow,
    own: say.own,
    outdated: say.outdated,
    readers: say.outdated,
    practice: say.practice,
    'too-short': say.tooShort,
    'too-long': say.tooLong,
  }
  return refuse(c, statuses[moved.refused], moved.refused, sentences[moved.refused])
}
