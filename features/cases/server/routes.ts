import { route, type Entry, type House, type Route } from '#platform/house'
import type { Member } from '#platform/visitors'
import { alarm } from '#features/alarms'
import { lineOf } from '#features/lines'
import { anyMember } from '#features/members'
import type { CaseEvent } from '../rules.ts'
import { answerSchema, newKeySchema, offerSchema, openingSchema, seatSchema, type CaseWrap } from '../wire.ts'
import { inOne, mustBe, mustReadContact, no, Undone } from './asking.ts'
import { changeCase, openCase, tell, type Hands } from './cases.ts'
import { keepEpoch, keepForNewcomer, wrapsFor } from './keys.ts'
import { caseView, readable } from './live.ts'
import { linkRoutes } from './routes-links.ts'
import { lockCase, type Case } from './store.ts'

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
        if (!(await lineOf(hands.sql, visitor.teamId, body.lineId))) throw new Undone('malformed')
        const contact = body.contactId ? await mustReadContact(hands.sql, visitor, body.contactId) : null
        const practiceId = contact?.practiceId ?? null
        const opened = await openCase(hands, { ...body, teamId: visitor.teamId, by: visitor.memberId, practiceId })
        if (opened === 'gone') throw new Undone('notYours')
        if (opened === 'code' || opened === 'outdated') throw new Undone(opened)
      })
    },
  })
}

function readRoute(house: House): Route {
  return route({
    method: 'GET',
    path: '/api/cases/:caseId',
    guard: anyMember,
    async handle(entry) {
      const { c, visitor } = entry
      const of = await readable(house.db.sql, house, visitor, c.req.param('caseId')!)
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
      inOne(house, entry, async (hands) => {
        const { sql, afterCommit } = hands
        const of = await lockCase(sql, await mustBe(hands, entry, 'read'))
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
          const of = await mustBe(hands, entry, as === 'fallback' ? 'name the fallback' : assigns)
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
          const of = await mustBe(hands, entry, 'take off')
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
          const of = await mustBe(hands, entry, 'offer')
          const offered = await change(hands, of, { kind: 'offered', from: entry.visitor.memberId, to })
          await admit(hands, offered, { memberId: to, wraps })
          // They may not be looking: their devices are woken, as for any ring.
          hands.afterCommit(
            () => void alarm(house, { teamId: of.teamId, memberIds: [to], kind: 'ring', practiceId: of.practiceId }),
          )
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
          const of = await mustBe(hands, entry, kind === 'withdrawn' ? 'withdraw' : 'answer the offer')
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
          const of = await mustBe(hands, entry, act)
          await change(hands, of, { kind: act === 'close' ? 'closed' : 'reopened' })
        }),
    }),
  )
