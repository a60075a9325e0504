import { streamTopic, viewTopic, type House, type Topic } from '#platform/house'
import type { Guard, Member } from '#platform/visitors'
import { contactOf } from '#features/contacts'
import { anyMember } from '#features/members'
import { z } from 'zod'
import { mayPeek } from './crew.ts'
import { messagesLeft } from './store.ts'

/** Responders, and whoever looks after messages. */
export const worksMessages: Guard<Member> = {
  name: 'a member who works messages',
  admit: ({ member }) =>
    member && (member.permissions.has('duty.work') || member.permissions.has('messages.work')) ? member : null,
}

export const chatTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'messages',
    guard: worksMessages,
    view: ({ teamId }) => messagesLeft(house.db.sql, teamId),
  }),
  streamTopic<Member>({
    name: 'first-words',
    guard: anyMember,
    asksAgain: 'contact',
    async stream(visitor, key) {
      const contact = z.uuid().safeParse(key).success ? await contactOf(house.db.sql, visitor.teamId, key) : null
      if (!contact || !(await mayPeek(house, visitor, contact))) return null
      return { teamId: contact.teamId, streamId: contact.talkStream }
    },
  }),
]
