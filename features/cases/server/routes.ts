import type { Context } from 'hono'
import { route, type Entry, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { contactOf, mayRead } from '#features/contacts'
import { anyMember } from '#features/members'
import { mayAct, needsAgreement, type CaseAct, type CaseEvent } from '../rules.ts'
import {
  answerSchema,
  linkSchema,
  newKeySchema,
  offerSchema,
  openingSchema,
  seatSchema,
  type CaseWrap,
} from '../wire.ts'
import { words } from '../words.ts'
import { changeCase, openCase, tell, type Hands } from './cases.ts'
import { keepEpoch, keepForNewcomer, wrapsFor } from './keys.ts'
import { caseView, readable } from './live.ts'
import { linkContact, lockCase, unlinkContact, type Case } from './store.ts'

type Refused = keyof (typeof words)['en']['refused']
const status: Partial<Record<Refused, 404 | 422>> = { notYours: 404, malformed: 422 }
type Asked = { c: Context; visitor: Member; language: Language }
const no = ({ c, language }: Asked, code: Refused): Response =>
  refuse(c, status[code] ?? 409, code === 'notYours' ? 'not-yours' : code, choose(language, words).refused[code])

/** Undoes the transaction it is thrown in. */
class Undone extends Error {
  code: Refused
  constructor(code: Refused) {
    super(code)
    this.code = code
  }
}

/** Runs it in one transaction; a refusal inside undoes everything. */
async function inOne(house: House, asked: Asked, work: (hands: Hands) => Promise<void>): Promise<Response> {
  try {
    await house.db.transact((sql, afterCommit) => work({ sql, afterCommit, house }))
    return asked.c.json({})
  } catch (error) {
    if (error instanceof Undone) return no(asked, error.code)
    throw error
  }
}

/** The case in the path, when this member may do this to it now; asked again inside whatever changes it. */
async function mustBe(house: House, { c, visitor }: Asked, act: CaseAct): Promise<Case> {
  const of = await readable(house, visitor, c.req.param('caseId') ?? '')
  if (!of || !mayAct(visitor, act, of)) throw new Undone('notYours')
  return of
}

async function change(hands: Hands, of: Case, event: CaseEvent): Promise<Case> {
  const changed = await changeCase(hands, of, event)
  if (changed === 'not-now') throw new Undone('changed')
  if (changed === 'promises') throw new Undone('promises')
  return changed
}

async function admit(hands: Hands, of: Case, newcomer: { memberId: string; wraps: CaseWrap[] }): Promise<void> {
  if (!(await keepForNewcomer(hands.sql, hands.house, { of, ...newcomer }))) throw new Undone('outdated')
}

export const caseRoutes = (house: House): Route[] => [
  openRoute(house),
  readRoute(house),
  keyRoute(house),
  ...seatRoutes(house),
  ...offerRoutes(house),
  ...endRoutes(house),
  ...linkRoutes(house),
]

/** A case is opened only on purpose, by whoever may read the conversation it comes from, or by hand. */
function openRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/cases',
    guard: anyMember,
    body: openingSchema,
    largest: 512 * 1024,
    handle(entry) {
      const { visitor, body } = entry
      return inOne(house, entry, async (hands) => {
        if (body.fallbackId === visitor.memberId) throw new Undone('malformed')
        if (body.contactId) await mustReadContact(house, visitor, body.contactId)
        const opened = await openCase(hands, { ...body, teamId: visitor.teamId, by: visitor.memberId })
        if (opened === 'gone') throw new Undone('notYours')
        if (opened === 'code' || opened === 'outdated') throw new Undone(opened)
      })
    },
  })
}

async function mustReadContact(house: House, visitor: Member, contactId: string): Promise<void> {
  const contact = await contactOf(house.db.sql, visitor.teamId, contactId)
  if (!contact || !mayRead(visitor, contact, 'talk')) throw new Undone('notYours')
}

function readRoute(house: House): Route {
  return route({
    method: 'GET',
    path: '/api/cases/:caseId',
    guard: anyMember,
    async handle(entry) {
      const { c, visitor } = entry
      const of = await readable(house, visitor, c.req.param('caseId')!)
      if (!of) return no(entry, 'notYours')
      const wraps = await wrapsFor(house.db.sql, house, of, visitor)
      return c.json({ case: caseView(of), wraps, now: house.clock.now().getTime() })
    },
  })
}

function keyRoute(house: House): Route {
  return route({
    method: 'PUT',
    path: '/api/cases/:caseId/keys',
    guard: anyMember,
    body: newKeySchema,
    largest: 512 * 1024,
    handle: (entry) =>
      inOne(house, entry, async ({ sql, afterCommit }) => {
        const of = await lockCase(sql, await mustBe(house, entry, 'read'))
        if (!of) throw new Undone('notYours')
        const kept = await keepEpoch(sql, house, { of, ...entry.body })
        if (kept !== 'kept') throw new Undone(kept)
        afterCommit(() => tell(house, of))
      }),
  })
}

/** Put on it, named its fallback, taken off it. Who is put on brings every key made so far, wrapped by who puts them on. */
function seatRoutes(house: House): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/cases/:caseId/people',
      guard: anyMember,
      body: seatSchema,
      largest: 512 * 1024,
      handle: (entry) =>
        inOne(house, entry, async (hands) => {
          const { memberId, as, wraps } = entry.body
          const assigns = memberId === entry.visitor.memberId ? 'assign oneself' : 'assign'
          const of = await mustBe(house, entry, as === 'fallback' ? 'name the fallback' : assigns)
          const kind = as === 'fallback' ? ('fallback named' as const) : ('assigned' as const)
          await admit(hands, await change(hands, of, { kind, memberId }), { memberId, wraps })
        }),
    }),
    route({
      method: 'DELETE',
      path: '/api/cases/:caseId/people/:memberId',
      guard: anyMember,
      handle: (entry) =>
        inOne(house, entry, async (hands) => {
          const of = await mustBe(house, entry, 'take off')
          await change(hands, of, { kind: 'taken off', memberId: entry.c.req.param('memberId')! })
        }),
    }),
  ]
}

/** A hand-over is offered with the keys, and is done when the other says yes: until then it stays whose it is. */
function offerRoutes(house: House): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/cases/:caseId/offer',
      guard: anyMember,
      body: offerSchema,
      largest: 512 * 1024,
      handle: (entry) =>
        inOne(house, entry, async (hands) => {
          const { to, wraps } = entry.body
          const of = await mustBe(house, entry, 'offer')
          const offered = await change(hands, of, { kind: 'offered', from: entry.visitor.memberId, to })
          await admit(hands, offered, { memberId: to, wraps })
        }),
    }),
    route({
      method: 'PUT',
      path: '/api/cases/:caseId/offer',
      guard: anyMember,
      body: answerSchema,
      handle: (entry) =>
        inOne(house, entry, async (hands) => {
          const kind = entry.body.answer
          const of = await mustBe(house, entry, kind === 'withdrawn' ? 'withdraw' : 'answer the offer')
          await change(hands, of, { kind })
        }),
    }),
  ]
}

const endRoutes = (house: House): Route[] =>
  (['close', 'reopen'] as const).map((act) =>
    route({
      method: 'POST',
      path: `/api/cases/:caseId/${act}`,
      guard: anyMember,
      handle: (entry: Entry<Member, undefined>) =>
        inOne(house, entry, async (hands) => {
          const of = await mustBe(house, entry, act)
          await change(hands, of, { kind: act === 'close' ? 'closed' : 'reopened' })
        }),
    }),
  )

/** Contacts of the same person. From the second on only when that person agrees, which the case itself says in full. */
function linkRoutes(house: House): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/cases/:caseId/contacts',
      guard: anyMember,
      body: linkSchema,
      handle: (entry) =>
        inOne(house, entry, async ({ sql, afterCommit }) => {
          const { contactId, agreed } = entry.body
          const of = await lockCase(sql, await mustBe(house, entry, 'link'))
          if (!of || of.state === 'closed') throw new Undone('changed')
          await mustReadContact(house, entry.visitor, contactId)
          if (needsAgreement(of.contactIds, contactId) && !agreed) throw new Undone('agreement')
          await linkContact(sql, of, contactId)
          afterCommit(() => tell(house, of))
        }),
    }),
    route({
      method: 'DELETE',
      path: '/api/cases/:caseId/contacts/:contactId',
      guard: anyMember,
      handle: (entry) =>
        inOne(house, entry, async ({ sql, afterCommit }) => {
          const of = await lockCase(sql, await mustBe(house, entry, 'link'))
          if (!of || of.state === 'closed') throw new Undone('changed')
          const contactId = of.contactIds.find((one) => one === entry.c.req.param('contactId'))
          if (contactId) await unlinkContact(sql, of, contactId)
          afterCommit(() => tell(house, of))
        }),
    }),
  ]
}
