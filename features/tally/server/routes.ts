import { anyMember, may } from '#features/members'
import { fromBase64url } from '#platform/envelope/bytes'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose } from '#platform/words'
import { cardIdSchema, foldSchema, keepCardSchema, pageSchema } from '../wire.ts'
import { words } from '../words.ts'
import { keepCard, stateOfCard } from './cards.ts'
import { foldMonth, materialOf, tallyView } from './folding.ts'
import { reportOf } from './report.ts'
import { setPagePublic } from './store.ts'

/** A year of a large team: every dimension by month. */
const largestFolding = 8 * 1024 * 1024

export const tallyRoutes = (house: House): Route[] => [
  ...cardRoutes(house),
  ...foldRoutes(house),
  ...reportRoutes(house),
]

const cardRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/tally/cards/:cardId',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const cardId = cardIdSchema.safeParse(c.req.param('cardId'))
      if (!cardId.success) return refuse(c, 404, 'no-card', choose(language, words).refused.card)
      return c.json({ state: await stateOfCard(house.db.sql, visitor.teamId, cardId.data) })
    },
  }),
  route({
    method: 'PUT',
    path: '/api/tally/cards/:cardId',
    guard: anyMember,
    body: keepCardSchema,
    async handle({ c, visitor, body, language }) {
      const cardId = cardIdSchema.safeParse(c.req.param('cardId'))
      if (!cardId.success) return refuse(c, 404, 'no-card', choose(language, words).refused.card)
      const { teamId } = visitor
      const card = { teamId, cardId: cardId.data, sealed: fromBase64url(body.sealed) }
      const state = await house.db.transact(async (sql, afterCommit) => {
        afterCommit(() => house.live.changed(teamId, 'tally', ''))
        return keepCard(sql, house, card)
      })
      return c.json({ state })
    },
  }),
]

const foldRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/tally/folding',
    guard: may('messages.work'),
    async handle({ c, visitor, language }) {
      const material = await house.db.transact((sql) => materialOf(sql, house, visitor.teamId))
      return material ? c.json(material) : refuse(c, 404, 'not-next', choose(language, words).refused['not-next'])
    },
  }),
  route({
    method: 'POST',
    path: '/api/tally/folding',
    guard: may('messages.work'),
    body: foldSchema,
    largest: largestFolding,
    async handle({ c, visitor, body, language }) {
      const refused = await house.db.transact((sql, afterCommit) =>
        foldMonth(sql, { afterCommit, house }, visitor.teamId, body),
      )
      return refused === null ? c.json({}) : refuse(c, 409, refused, choose(language, words).refused[refused])
    },
  }),
]

const reportRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/tally/report/:year{[0-9]{4}}',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await reportOf(house.db.sql, visitor.teamId, Number(c.req.param('year')))),
  }),
  route({
    method: 'PUT',
    path: '/api/tally/page',
    guard: may('lines.edit'),
    body: pageSchema,
    async handle({ c, visitor, body }) {
      await setPagePublic(house.db.sql, visitor.teamId, body.isPublic)
      return c.json({})
    },
  }),
]

export const tallyTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'tally',
    guard: may('messages.work'),
    view: ({ teamId }, key) => (key === '' ? tallyView(house.db.sql, house, teamId) : Promise.resolve(null)),
  }),
]
