import type { Context } from 'hono'
import { z } from 'zod'
import { anyMember, may } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import { anyone, type Member } from '#platform/visitors'
import type { Language } from '#platform/words'
import type { FeedView, WhyNot } from '../views.ts'
import { comingSchema, offerSchema } from '../wire.ts'
import { words } from '../words.ts'
import { movingWords } from '../words-moving.ts'
import { feedText, newFeed } from './calendar-feed.ts'
import { answerComing, type ComingRefusal } from './coming.ts'
import type { Tx } from './happen.ts'
import { couldView, offersView } from './offer-views.ts'
import { declineOffer, makeOffer, takeOffer, withdrawOffer, type MakeRefusal, type TakeRefusal } from './offers.ts'
import { deleteFeed, feedOf } from './store-feeds.ts'
import type { OfferRow } from './store-offers.ts'

/** Seats changing hands, "are you coming?", and one's own calendar. What somebody may do to an offer is decided at its row. */
export const movingRoutes = (house: House): Route[] => [
  ...offerRoutes(house),
  ...actRoutes(house),
  route({
    method: 'POST',
    path: '/api/shifts/coming',
    guard: may('duty.work'),
    body: comingSchema,
    async handle({ c, visitor, body, language }) {
      const no = await house.db.transact((sql, afterCommit) => answerComing({ sql, afterCommit, house }, visitor, body))
      return no ? refused({ c, language }, no) : c.json({})
    },
  }),
  ...feedRoutes(house),
]

const offerRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/shifts/offers',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await offersView(house, visitor)),
  }),
  route({
    method: 'GET',
    path: '/api/shifts/could',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const place = placeAsked.safeParse(c.req.query()).data
      const view = place && (await couldView(house, visitor, place))
      return view ? c.json(view) : refused({ c, language }, 'not-yours')
    },
  }),
  route({
    method: 'POST',
    path: '/api/shifts/offers',
    guard: anyMember,
    body: offerSchema,
    async handle({ c, visitor, body, language }) {
      const made = await house.db.transact((sql, afterCommit) => makeOffer({ sql, afterCommit, house }, visitor, body))
      return typeof made === 'string' ? refused({ c, language }, made) : c.json({}, 201)
    },
  }),
]

const placeAsked = z.object({
  shiftId: z.uuid(),
  seatId: z.uuid(),
  slot: z.coerce.number().int().min(0).max(19),
})

type Act = (tx: Tx, visitor: Member, offerId: string) => Promise<TakeRefusal | OfferRow>
const acts: [path: string, method: 'POST' | 'DELETE', act: Act][] = [
  ['/take', 'POST', takeOffer],
  ['/decline', 'POST', declineOffer],
  ['', 'DELETE', withdrawOffer],
]

const actRoutes = (house: House): Route[] =>
  acts.map(([path, method, act]) =>
    route({
      method,
      path: `/api/shifts/offers/:offerId${path}`,
      guard: anyMember,
      async handle({ c, visitor, language }) {
        const offerId = z.uuid().safeParse(c.req.param('offerId')).data
        if (!offerId) return refused({ c, language }, 'no-offer')
        const done = await house.db.transact((sql, afterCommit) => act({ sql, afterCommit, house }, visitor, offerId))
        if (typeof done === 'string') return refused({ c, language }, done)
        if ('why' in done) return againstRules({ c, language }, done.why)
        if ('offerId' in done) return c.json({})
        // Whoever came second is told who has it.
        const { refused: says } = movingWords[language]
        return c.json({ refused: 'taken', words: says.taken, takenBy: done.takenBy }, 409)
      },
    }),
  )

const feedRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/shifts/calendar',
    guard: anyMember,
    async handle({ c, visitor }) {
      const feed = await feedOf(house.db.sql, visitor.teamId, visitor.memberId)
      return c.json({ madeAt: feed?.madeAt.toISOString() ?? null } satisfies FeedView)
    },
  }),
  route({
    method: 'POST',
    path: '/api/shifts/calendar',
    guard: anyMember,
    handle: async ({ c, visitor, language }) => c.json(await newFeed(house, visitor, language), 201),
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/calendar',
    guard: anyMember,
    async handle({ c, visitor }) {
      await deleteFeed(house.db.sql, visitor.teamId, visitor.memberId)
      return c.json({})
    },
  }),
  route({
    method: 'GET',
    path: '/calendar/:file{[A-Za-z0-9_-]{32}\\.ics}',
    guard: anyone,
    async handle({ c }) {
      const text = await feedText(house, c.req.param('file')!.slice(0, -'.ics'.length))
      if (text === null) return c.notFound()
      return c.body(text, 200, { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' })
    },
  }),
]

type Code = MakeRefusal | ComingRefusal | Extract<TakeRefusal, string>
const missing: readonly Code[] = ['no-shift', 'no-offer', 'no-seat', 'not-yours']

const refused = ({ c, language }: { c: Context; language: Language }, code: Code): Response =>
  refuse(c, missing.includes(code) ? 404 : 409, code, movingWords[language].refused[code])

/** The rule is said in a sentence; its numbers and times are there for a screen that shows them. */
const againstRules = ({ c, language }: { c: Context; language: Language }, why: WhyNot): Response =>
  c.json({ refused: why.kind, words: words[language].why[why.kind], why }, 409)
