import type { Context } from 'hono'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { alarm } from '#features/alarms'
import { addPerson, contactOf, endContact, lockContact, removePerson, wrapsFor, type Contact } from '#features/contacts'
import { anyMember, membersOf, rolesOf } from '#features/members'
import { holderOf, isAsking, onDuty, takesPart } from '#features/queue'
import { z } from 'zod'
import { assignSchema, endSchema, inviteSchema } from '../wire.ts'
import { words } from '../words.ts'
import { assign, finish, undo } from './messages.ts'

/** What the crew does with a contact beside writing in it. The object is checked again in each. */
export const crewRoutes = (house: House): Route[] => [
  inviteRoute(house),
  leaveRoute(house),
  endRoute(house),
  peekRoute(house),
]

type Asked = { c: Context; visitor: Member; language: Language }

/** The contact, if this member is on it. */
async function mine(house: House, { c, visitor }: Asked): Promise<Contact | null> {
  const contact = await any(house, { c, visitor })
  return contact?.people.includes(visitor.memberId) ? contact : null
}

async function any(house: House, { c, visitor }: Pick<Asked, 'c' | 'visitor'>): Promise<Contact | null> {
  const contactId = z.uuid().safeParse(c.req.param('contactId')).data
  return contactId ? contactOf(house.db.sql, visitor.teamId, contactId) : null
}

const notYours = ({ c, language }: Asked): Response =>
  refuse(c, 404, 'not-yours', choose(language, words).refused.notYours)

/** Somebody else joins: to help, to interpret, to take over. They are on it at once and may step out again. */
function inviteRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/chat/:contactId/people',
    guard: anyMember,
    body: inviteSchema,
    async handle(entry) {
      const { c, visitor, body } = entry
      const contact = await mine(house, entry)
      if (!contact || contact.state === 'ended') return notYours(entry)
      const member = (await membersOf(house.db.sql, visitor.teamId)).find(({ memberId }) => memberId === body.memberId)
      if (member?.state !== 'active') return notYours(entry)
      const { teamId, contactId } = contact
      const { memberId } = body
      const now = await house.db.transact((sql, afterCommit) =>
        addPerson(sql, afterCommit, house, { teamId, contactId, memberId }),
      )
      if (now === 'left') return notYours(entry)
      // They may not be looking: their devices are woken, as for any ring.
      if (now === 'added')
        void alarm(house, { teamId, memberIds: [memberId], kind: 'ring', practiceId: contact.practiceId })
      return c.json({})
    },
  })
}

/** Stepping out, while whoever holds the chat stays (they hand it over instead): a caller is never left alone by it. */
function leaveRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/chat/:contactId/step-out',
    guard: anyMember,
    async handle(entry) {
      const contact = await mine(house, entry)
      if (!contact) return notYours(entry)
      const { teamId, contactId } = contact
      const { memberId } = entry.visitor
      const left = await house.db.transact(async (sql, afterCommit) => {
        const now = await lockContact(sql, { teamId, contactId })
        if (!now || now.people.length < 2 || (await holderOf(sql, { teamId, contactId })) === memberId) return false
        return removePerson(sql, afterCommit, house, { teamId, contactId, memberId })
      })
      return left ? entry.c.json({}) : refuse(entry.c, 409, 'alone', choose(entry.language, words).refused.alone)
    },
  })
}

/** A kind, clear end; or an end that cools where it came from. */
function endRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/chat/:contactId/end',
    guard: anyMember,
    body: endSchema,
    async handle(entry) {
      const contact = await mine(house, entry)
      if (!contact) return notYours(entry)
      const { teamId, contactId } = contact
      const ending = entry.body.block ? 'blocked' : 'crew'
      await house.db.transact((sql, afterCommit) => endContact(sql, afterCommit, house, { teamId, contactId, ending }))
      return entry.c.json({})
    },
  })
}

/** What somebody on duty needs to read a contact that still waits for an answer: the wraps for intake, and nothing else. */
function peekRoute(house: House): Route {
  return route({
    method: 'GET',
    path: '/api/chat/:contactId/waiting',
    guard: anyMember,
    async handle(entry) {
      const contact = await any(house, entry)
      if (!contact || !(await isOnDutyFor(house, entry.visitor, contact))) return notYours(entry)
      if (!(await waits(house, contact))) return entry.c.json({ wraps: [] })
      const wraps = await wrapsFor(house.db.sql, house, contact, {
        kind: 'member',
        memberId: entry.visitor.memberId,
        permissions: new Set(),
      })
      return entry.c.json({ wraps: wraps.filter((wrap) => wrap.kind === 'talk') })
    },
  })
}

/** While a chat waits, and only then, everybody on duty for its line (in practice, who takes part) may read its first words. */
export const mayPeek = async (house: House, visitor: Member, contact: Contact): Promise<boolean> =>
  (await waits(house, contact)) && (await isOnDutyFor(house, visitor, contact))

/** One that became a message asks nobody any more: only its owner and those who look after messages read it. */
const waits = async (house: House, contact: Contact): Promise<boolean> =>
  contact.state === 'open' && contact.people.length === 0 && (await isAsking(house.db.sql, contact))

async function isOnDutyFor(house: House, visitor: Member, contact: Contact): Promise<boolean> {
  const practises = await takesPart(house.db.sql, contact, visitor.memberId)
  if (practises !== null) return practises
  const crew = await onDuty(house.db.sql, contact.teamId, contact.lineId, house.clock.now())
  return crew.some((person) => person.memberId === visitor.memberId)
}

const worksMessages = (visitor: Member): boolean =>
  visitor.permissions.has('duty.work') || visitor.permissions.has('messages.work')

/** Messages left: responders take them for themselves, coordinators and stewards hand them to anybody. */
export const messageRoutes = (house: House, guard: Parameters<typeof route<Member>>[0]['guard']): Route[] => [
  route({
    method: 'PUT',
    path: '/api/messages/:contactId/owner',
    guard,
    body: assignSchema,
    async handle(entry) {
      const { visitor, body } = entry
      const contact = await any(house, entry)
      if (!contact || !worksMessages(visitor) || !(await mayGive(house, visitor, { contact, to: body.memberId })))
        return notYours(entry)
      return answer(
        entry,
        await house.db.transact((sql, afterCommit) => assign({ sql, afterCommit, house }, contact, body.memberId)),
      )
    },
  }),
  ...(['done', 'undo'] as const).map((act) =>
    route({
      method: 'POST',
      path: `/api/messages/:contactId/${act}`,
      guard,
      async handle(entry: Asked & { body: undefined }) {
        const contact = await any(house, entry)
        const isMine = contact?.people.includes(entry.visitor.memberId)
        if (!contact || !(isMine || entry.visitor.permissions.has('messages.work'))) return notYours(entry)
        const change = act === 'done' ? finish : undo
        return answer(
          entry,
          await house.db.transact((sql, afterCommit) => change({ sql, afterCommit, house }, contact)),
        )
      },
    }),
  ),
]

/** Anybody takes a message for themselves and gives back their own; the rest is for whoever looks after messages. */
async function mayGive(
  house: House,
  visitor: Member,
  { contact, to }: { contact: Contact; to: string | null },
): Promise<boolean> {
  if (to === visitor.memberId) return true
  if (to === null && contact.people.includes(visitor.memberId)) return true
  if (!visitor.permissions.has('messages.work')) return false
  return to === null || (await rolesOf(house.db.sql, visitor.teamId, to)) !== null
}

const answer = (entry: Asked, done: boolean): Response =>
  done ? entry.c.json({}) : refuse(entry.c, 409, 'changed', choose(entry.language, words).refused.changed)
