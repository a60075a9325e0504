import type { Context } from 'hono'
import { may } from '#features/members'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { z } from 'zod'
import { byHandSchema, daysSchema, noteSchema, ownerSchema, pausedSchema, stepSchema } from '../wire.ts'
import { words } from '../words.ts'
import { arrive, withdraw } from './arrive.ts'
import { handOver, tell } from './cards.ts'
import { inTransaction, keepNote, step } from './steps.ts'
import { lockCard, type Place } from './store.ts'
import { deleteNote, pause, putDays, resume } from './store-papers.ts'
import { newcomersView, paperOf } from './view.ts'

const planner = may('crew.plan')
export type Refused = keyof (typeof words)['en']['refused']
const status: Partial<Record<Refused, 404 | 422>> = {
  gone: 404,
  'no-member': 422,
  'not-a-planner': 422,
  'too-many': 422,
}

export const refused = (c: Context, language: Language, code: Refused): Response =>
  refuse(c, status[code] ?? 409, code, choose(language, words).refused[code])

const done = (c: Context, language: Language, code: Refused | null): Response =>
  code ? refused(c, language, code) : c.json({})

/** For whoever plans: they are those who can open what is sealed. */
export const newcomerRoutes = (house: House): Route[] => [
  daysRoute(house),
  pausedRoute(house),
  byHandRoute(house),
  paperRoute(house),
  stepRoute(house),
  ownerRoute(house),
  ...noteRoutes(house),
  withdrawRoute(house),
]

export const newcomerTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'newcomers',
    guard: planner,
    view: ({ teamId }, key) => Promise.resolve(key === '' ? newcomersView(house.db.sql, teamId) : null),
  }),
]

const idIn = (c: Context, name: string): string | null => z.uuid().safeParse(c.req.param(name)).data ?? null

const placeIn = (c: Context, { teamId }: Member): Place | null => {
  const newcomerId = idIn(c, 'newcomerId')
  return newcomerId === null ? null : { teamId, newcomerId }
}

const daysRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/newcomers/days',
    guard: planner,
    body: daysSchema,
    async handle({ c, visitor: { teamId }, body }) {
      await inTransaction(house, async (tx) => {
        await putDays(tx.sql, teamId, body)
        tell(tx, teamId)
      })
      return c.json({})
    },
  })

/** Cards that are there go on. */
const pausedRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/newcomers/paused',
    guard: planner,
    body: pausedSchema,
    async handle({ c, visitor: { teamId }, body }) {
      await inTransaction(house, async (tx) => {
        await (body.paused ? pause(tx.sql, teamId, house.clock.now()) : resume(tx.sql, teamId))
        tell(tx, teamId)
      })
      return c.json({})
    },
  })

/** The words that erase it are theirs to have; whoever made the card passes them on. */
const byHandRoute = (house: House): Route =>
  route({
    method: 'POST',
    path: '/api/newcomers',
    guard: planner,
    body: byHandSchema,
    async handle({ c, visitor: { teamId, memberId }, body, language }) {
      const kept = await arrive(house, { ...body, teamId, byId: memberId })
      return typeof kept === 'object' ? c.json(kept, 201) : refused(c, language, kept === 'gone' ? 'again' : kept)
    },
  })

const paperRoute = (house: House): Route =>
  route({
    method: 'GET',
    path: '/api/newcomers/:newcomerId',
    guard: planner,
    async handle({ c, visitor, language }) {
      const place = placeIn(c, visitor)
      const paper = place && (await paperOf(house, place))
      return paper ? c.json(paper) : refused(c, language, 'gone')
    },
  })

const stepRoute = (house: House): Route =>
  route({
    method: 'POST',
    path: '/api/newcomers/:newcomerId/steps',
    guard: planner,
    body: stepSchema,
    largest: 128 * 1024,
    async handle({ c, visitor, body, language }) {
      const place = placeIn(c, visitor)
      return done(c, language, place ? await step(house, place, { asked: body, by: visitor.memberId }) : 'gone')
    },
  })

const ownerRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/newcomers/:newcomerId/owner',
    guard: planner,
    body: ownerSchema,
    async handle({ c, visitor, body, language }) {
      const place = placeIn(c, visitor)
      const to = { ownerId: body.ownerId, dueAt: new Date(body.dueAt) }
      return done(c, language, place ? await inTransaction(house, (tx) => handOver(tx, place, to)) : 'gone')
    },
  })

const noteRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/newcomers/:newcomerId/notes/:noteId',
    guard: planner,
    body: noteSchema,
    largest: 128 * 1024,
    async handle({ c, visitor, body, language }) {
      const [place, noteId] = [placeIn(c, visitor), idIn(c, 'noteId')]
      if (!place || !noteId) return refused(c, language, 'gone')
      const note = { noteId, by: visitor.memberId, sealed: body.sealed }
      return done(c, language, await inTransaction(house, (tx) => keepNote(tx, place, note)))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/newcomers/:newcomerId/notes/:noteId',
    guard: planner,
    async handle({ c, visitor, language }) {
      const [place, noteId] = [placeIn(c, visitor), idIn(c, 'noteId')]
      if (!place || !noteId) return refused(c, language, 'gone')
      const isGone = await inTransaction(house, async (tx) => {
        const deleted = await deleteNote(tx.sql, place, { noteId, by: visitor.memberId })
        tell(tx, place.teamId)
        return deleted
      })
      return done(c, language, isGone ? null : 'gone')
    },
  }),
]

/** Somebody asked for it in another way than with their words. It is destroyed at once. */
const withdrawRoute = (house: House): Route =>
  route({
    method: 'DELETE',
    path: '/api/newcomers/:newcomerId',
    guard: planner,
    async handle({ c, visitor, language }) {
      const place = placeIn(c, visitor)
      if (!place || !(await inTransaction(house, (tx) => lockCard(tx.sql, place)))) return refused(c, language, 'gone')
      await withdraw(house, place)
      return c.json({})
    },
  })
