import { second } from '#platform/clock'
import type { House, Route } from '#platform/house'
import { route } from '#platform/house'
import { refuse } from '#platform/http'
import { addressOf } from '#platform/server/address'
import { anyone, type Caller, type Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { anyMember, theTeam } from '#features/members'
import { z } from 'zod'
import { mayRead, mayWrite } from '../rules.ts'
import { boxSchema, returnSchema, wrapsSchema } from '../wire.ts'
import { words } from '../words.ts'
import { byHandRoute } from './by-hand.ts'
import { contactOf, endContact } from './contacts.ts'
import { caller, readerOf } from './guards.ts'
import { addWraps, keepBox, openBox, wrapsFor } from './keys.ts'
import { callerView, contactView } from './live.ts'
import { replyRoute } from './replies.ts'
import type { Contact } from './store.ts'
import { peopleOn } from './store-people.ts'

const addingSchema = z.strictObject({
  wraps: wrapsSchema,
  makes: z.strictObject({ kind: z.enum(['talk', 'crew']), epoch: z.int().min(1) }).optional(),
})
type Adding = z.infer<typeof addingSchema>

export const contactRoutes = (house: House): Route[] => [
  byHandRoute(house),
  replyRoute(house),
  ...memberRoutes(house),
  ...callerRoutes(house),
  returnRoute(house),
]

function memberRoutes(house: House): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/contacts/:contactId',
      guard: anyMember,
      async handle({ c, visitor, language }) {
        const contact = await find(house, visitor, c.req.param('contactId')!)
        if (!contact) return notYours(c, language)
        // How many keys were made is read before the keys: who is told of one that is not there takes it for one that nobody can open.
        const view = await contactView(house, contact)
        const wraps = await wrapsFor(house.db.sql, house, contact, readerOf(visitor))
        return c.json({ contact: view, wraps, now: house.clock.now().getTime() })
      },
    }),
    route({
      method: 'PUT',
      path: '/api/contacts/:contactId/wraps',
      guard: anyMember,
      body: addingSchema,
      largest: 1024 * 1024,
      async handle({ c, visitor, body, language }) {
        const contact = await find(house, visitor, c.req.param('contactId')!)
        if (!contact || !mayWrite(readerOf(visitor), contact, 'crew')) return notYours(c, language)
        return keepWraps(house, c, { contact, body, language })
      },
    }),
  ]
}

/** A contact a member may read; null looks the same for "there is none" and "not for you". */
async function find(house: House, visitor: Member, contactId: string): Promise<Contact | null> {
  if (!z.uuid().safeParse(contactId).success) return null
  const contact = await contactOf(house.db.sql, visitor.teamId, contactId)
  return contact && mayRead(readerOf(visitor), contact, 'talk') ? contact : null
}

type C = Parameters<typeof refuse>[0]
const notYours = (c: C, language: Language): Response =>
  refuse(c, 404, 'not-yours', choose(language, words).refused.notYours)

async function keepWraps(
  house: House,
  c: C,
  given: { contact: Contact; body: Adding; language: Language },
): Promise<Response> {
  const { contact, body, language } = given
  const { teamId, contactId } = contact
  if (body.wraps.some((wrap) => wrap.object !== contactId))
    return refuse(c, 422, 'malformed', choose(language, words).refused.malformed)
  const { wraps, makes } = body
  const kept = await house.db.transact((sql) =>
    addWraps(sql, house, { teamId, contactId, wraps, ...(makes ? { makes } : {}) }),
  )
  const say = choose(language, words).refused
  if (kept !== 'kept') return refuse(c, 409, kept, kept === 'outdated' ? say.outdated : say.taken)
  house.live.changed(teamId, 'contact', contactId)
  return c.json({})
}

function callerRoutes(house: House): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/contact',
      guard: caller,
      async handle({ c, visitor, language }) {
        const contact = await contactOf(house.db.sql, visitor.teamId, visitor.contactId)
        return contact ? c.json(await callerView(house, contact)) : notYours(c, language)
      },
    }),
    route({
      method: 'PUT',
      path: '/api/contact/box',
      guard: caller,
      body: boxSchema,
      largest: 128 * 1024,
      async handle({ c, visitor, body, language }) {
        const isKept = await house.db.transact((sql) => keepBox(sql, house, visitor, body))
        return isKept ? c.json({}) : notYours(c, language)
      },
    }),
    leaveRoute(house),
  ]
}

/**
 * The caller ends it. `erase`: and wants it gone; the crew keeps an hour, so that nobody on the way is lost. `now`: it had
 * ended before, so nobody is on the way: at once.
 */
function leaveRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/contact/leave',
    guard: caller,
    body: z.strictObject({ erase: z.boolean(), now: z.boolean().optional() }),
    async handle({ c, visitor, body }) {
      const place = placeOf(visitor)
      await house.db.transact(async (sql, afterCommit) => {
        const wasAnswered = (await peopleOn(sql, place.teamId, place.contactId)).length > 0
        const ending = wasAnswered ? 'caller' : 'left'
        await endContact(sql, afterCommit, house, {
          ...place,
          ending,
          erasing: body.erase && body.now ? 'now' : body.erase,
        })
      })
      return c.json({})
    },
  })
}

const placeOf = ({ teamId, contactId }: Caller): { teamId: string; contactId: string } => ({ teamId, contactId })

/** Guessing eight words is hopeless (88 bits); the rate only keeps it from being a load. */
function returnRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/return',
    guard: anyone,
    body: returnSchema,
    async handle({ c, body, language }) {
      const say = choose(language, words).refused
      if (house.rates.take('return', addressOf(c, house.config), { per: 10 * second, burst: 10 }) > 0)
        return refuse(c, 429, 'slow-down', say.slowDown)
      const team = await theTeam(house.db.sql)
      const sealed = team && (await openBox(house.db.sql, house, team.teamId, body.token))
      return sealed ? c.json({ sealed }) : refuse(c, 404, 'no-such-words', say.noSuchWords)
    },
  })
}
