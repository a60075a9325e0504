import { route, type House, type Route } from '#platform/house'
import { anyMember } from '#features/members'
import { needsAgreement } from '../rules.ts'
import { linkSchema } from '../wire.ts'
import { inOne, mustBe, mustReadContact, Undone } from './asking.ts'
import { keepContact, letContactGo, tell } from './cases.ts'
import { linkContact, lockCase, unlinkContact } from './store.ts'

/** Contacts of the same person. From the second on only when that person agrees, which the case itself says in full. */
export function linkRoutes(house: House): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/cases/:caseId/contacts',
      guard: anyMember,
      body: linkSchema,
      handle: (entry) =>
        inOne(house, entry, async (hands) => {
          const { sql, afterCommit } = hands
          const { contactId, agreed } = entry.body
          const of = await lockCase(sql, await mustBe(hands, entry, 'link'))
          if (!of || of.state === 'closed') throw new Undone('changed')
          const contact = await mustReadContact(sql, entry.visitor, contactId)
          if (contact.practiceId !== of.practiceId) throw new Undone('practice')
          if (needsAgreement(of.contactIds, contactId) && !agreed) throw new Undone('agreement')
          await linkContact(sql, of, contactId)
          await keepContact(sql, house, of, contactId)
          afterCommit(() => tell(house, of))
        }),
    }),
    route({
      method: 'DELETE',
      path: '/api/cases/:caseId/contacts/:contactId',
      guard: anyMember,
      handle: (entry) =>
        inOne(house, entry, async (hands) => {
          const { sql, afterCommit } = hands
          const of = await lockCase(sql, await mustBe(hands, entry, 'link'))
          if (!of || of.state === 'closed') throw new Undone('changed')
          const contactId = of.contactIds.find((one) => one === entry.c.req.param('contactId'))
          if (!contactId) return
          await unlinkContact(sql, of, contactId)
          await letContactGo(sql, house, of, contactId)
          afterCommit(() => tell(house, of))
        }),
    }),
  ]
}
