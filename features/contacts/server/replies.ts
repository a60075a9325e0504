import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose } from '#platform/words'
import { anyMember } from '#features/members'
import { z } from 'zod'
import { refuseReply, type ReplyRefusal } from '../rules.ts'
import { readRecordPlace, replySchema, type ContactView } from '../wire.ts'
import { words } from '../words.ts'
import { readerOf } from './guards.ts'
import { lockContact, type Contact } from './store.ts'
import { insertReply, replyState } from './store-replies.ts'

/**
 * One last reply in a conversation that has ended, for a caller who can come back with eight words, until its clock has run
 * out. Said twice under one id, it is one reply. Nothing is extended by it, and nobody is told but who comes back.
 */
export const replyRoute = (house: House): Route =>
  route({
    method: 'POST',
    path: '/api/contacts/:contactId/reply',
    guard: anyMember,
    body: replySchema,
    largest: 128 * 1024,
    async handle({ c, visitor, body, language }) {
      const contactId = z.uuid().safeParse(c.req.param('contactId')).data
      const say = choose(language, words).refused
      if (!contactId) return refuse(c, 404, 'not-yours', say.notYours)
      const refused = await keepReply(house, visitor, { contactId, ...body })
      if (!refused) return c.json({})
      if (refused === 'not-yours') return refuse(c, 404, refused, say.notYours)
      return refuse(c, 409, refused, refused === 'old-epoch' ? say.outdated : say.noReply)
    },
  })

async function keepReply(
  house: House,
  visitor: Member,
  reply: { contactId: string; id: string; record: string },
): Promise<ReplyRefusal | null> {
  const { teamId } = visitor
  const { contactId, id, record } = reply
  const place = readRecordPlace(record)
  if (!place) return 'not-yours'
  return house.db.transact(async (sql, afterCommit) => {
    const contact = await lockContact(sql, { teamId, contactId })
    if (!contact) return 'not-yours'
    const { hasWords, replyId } = await replyState(sql, contact)
    const left = replyId !== null && replyId !== id
    const refusal = refuseReply(readerOf(visitor), contact, { hasWords, left, record: place })
    if (refusal) return refusal
    await insertReply(sql, contact, id)
    await house.streams.appendIn(sql, afterCommit, { teamId, streamId: contact.talkStream, id, body: record })
    afterCommit(() => tell(house, contact))
    return null
  })
}

function tell(house: House, { teamId, contactId, people }: Contact): void {
  house.live.changed(teamId, 'contact', contactId)
  for (const memberId of people) house.live.changed(teamId, 'answerable', memberId)
}

/** What a console is told of it: whether a reply may still be left, or was. */
export async function replyView(house: House, contact: Contact): Promise<ContactView['reply']> {
  if (contact.state === 'open') return null
  const { hasWords, replyId } = await replyState(house.db.sql, contact)
  if (replyId !== null) return 'left'
  return hasWords && contact.ending !== 'blocked' ? 'possible' : null
}
