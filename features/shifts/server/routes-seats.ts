import type { Context } from 'hono'
import { anyMember, may } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import type { Language } from '#platform/words'
import type { SeatingsRefused, WhyNot } from '../views.ts'
import {
  answeredWishSchema,
  publishSchema,
  seatingsSchema,
  signUpSchema,
  unpublishSchema,
  wishAgainSchema,
} from '../wire.ts'
import { words } from '../words.ts'
import { hide, publish } from './publish.ts'
import { refused, within } from './routes-plan.ts'
import { changeSeatings, type SeatingsNo } from './seatings.ts'
import { answerWish, signUp, takeBack, takeNoBack, type SignUpNo } from './sign-up.ts'

/** Who sits where. */
export const seatRoutes = (house: House): Route[] => [
  ...seatingRoutes(house),
  ...publishRoutes(house),
  ...signUpRoutes(house),
]

/** A quarter of a year of a large team at once. */
const largest = 1024 * 1024

const seatingRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/shifts/seatings',
    guard: may('crew.plan'),
    body: seatingsSchema,
    largest,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => changeSeatings(tx, visitor, body))
      return no ? notSeated({ c, language }, no) : c.json({})
    },
  }),
  route({
    method: 'POST',
    path: '/api/shifts/wishes',
    guard: may('crew.plan'),
    body: answeredWishSchema,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => answerWish(tx, visitor, body))
      return no ? notSignedUp({ c, language }, no) : c.json({})
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/wishes',
    guard: may('crew.plan'),
    body: wishAgainSchema,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => takeNoBack(tx, visitor, body))
      return no ? refused({ c, language }, no) : c.json({})
    },
  }),
]

const publishRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/shifts/publish',
    guard: may('crew.plan'),
    body: publishSchema,
    async handle({ c, visitor, body }) {
      return c.json({ shiftIds: await within(house, (tx) => publish(tx, visitor.teamId, body)) })
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/publish',
    guard: may('crew.plan'),
    body: unpublishSchema,
    largest,
    async handle({ c, visitor, body }) {
      return c.json({ shiftIds: await within(house, (tx) => hide(tx, visitor.teamId, body.shiftIds)) })
    },
  }),
]

const signUpRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/shifts/sign-up',
    guard: anyMember,
    body: signUpSchema,
    async handle({ c, visitor, body, language }) {
      const done = await within(house, (tx) => signUp(tx, visitor, body))
      return 'refused' in done ? notSignedUp({ c, language }, done) : c.json(done, 201)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/sign-up',
    guard: anyMember,
    body: signUpSchema,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => takeBack(tx, visitor, body))
      return no ? refused({ c, language }, 'keep-it') : c.json({})
    },
  }),
]

type Reader = { c: Context; language: Language }

function notSeated({ c, language }: Reader, no: SeatingsNo): Response {
  const answer: SeatingsRefused = { ...no, words: words[language].refused[no.refused] }
  return c.json(answer, 409)
}

/** The first reason is said in a sentence; the others are there for a screen that shows them. */
function notSignedUp({ c, language }: Reader, no: SignUpNo): Response {
  if (!('why' in no)) return refused({ c, language }, no.refused === 'no-wish' ? 'no-wish' : 'not-open')
  const why: WhyNot[] = no.why
  return c.json({ refused: why[0]!.kind, words: words[language].why[why[0]!.kind], why }, 409)
}
