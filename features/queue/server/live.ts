import { z } from 'zod'
import { message, Refusal, viewTopic, type House, type Message, type Topic } from '#platform/house'
import type { Caller, Guard, Member } from '#platform/visitors'
import { caller, contactOf, mayRead } from '#features/contacts'
import { anyMember } from '#features/members'
import type { Event } from '../rules.ts'
import { claimSchema, contactSchema, type TimelineView } from '../wire.ts'
import { queueView } from './board.ts'
import { change, type Changed } from './change.ts'
import { dutyMessages } from './live-duty.ts'
import { entriesOf, insertEntries, moveRing } from './store.ts'
import { waitingView } from './waiting-view.ts'

/** Responders answer; coordinators and stewards who were called to help may too. */
export const mayAnswer: Guard<Member> = {
  name: 'a member who may answer',
  admit: ({ member }) =>
    member && ['duty.work', 'alarms.receive'].some((may) => member.permissions.has(may)) ? member : null,
}

export const queueTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'queue',
    guard: anyMember,
    view: async (visitor, key) => (key === '' ? queueView(house, visitor.teamId, visitor.memberId) : null),
  }),
  viewTopic<Caller>({
    name: 'waiting',
    guard: caller,
    view: async (visitor, key) => (key === visitor.contactId ? waitingView(house, visitor.teamId, key) : null),
  }),
  viewTopic<Member>({ name: 'timeline', guard: anyMember, view: (visitor, key) => timeline(house, visitor, key) }),
]

export const queueMessages = (house: House): Message[] => [
  message<Member, z.infer<typeof claimSchema>>({
    name: 'queue.claim',
    guard: mayAnswer,
    body: claimSchema,
    handle: ({ visitor, body }) =>
      play(house, visitor, body.contactId, {
        kind: 'claim',
        memberId: visitor.memberId,
        locked: body.locked,
        helper: visitor.permissions.has('alarms.receive'),
      }),
  }),
  ...(['unlocked', 'not now', 'offer', 'withdraw'] as const).map((kind) =>
    message<Member, z.infer<typeof contactSchema>>({
      name: `queue.${names[kind]}`,
      guard: mayAnswer,
      body: contactSchema,
      handle: ({ visitor, body }) => play(house, visitor, body.contactId, { kind, memberId: visitor.memberId }),
    }),
  ),
  ...(['delivered', 'seen'] as const).map((state) =>
    message<Member, z.infer<typeof contactSchema>>({
      name: `queue.${state}`,
      guard: mayAnswer,
      body: contactSchema,
      handle: ({ visitor, body }) => mark(house, visitor, body.contactId, state),
    }),
  ),
  ...dutyMessages(house, mayAnswer),
]

const names = { unlocked: 'unlocked', 'not now': 'decline', offer: 'offer', withdraw: 'withdraw' } as const

/** One event of one member, in one transaction. Replies with what the contact is now; refuses with why not. */
async function play(
  house: House,
  { teamId }: Member,
  contactId: string,
  event: Event,
): Promise<{ state: string; responder: string | null }> {
  const changed: Changed = await house.db.transact((sql, afterCommit) =>
    change({ sql, afterCommit, house }, { teamId, contactId }, event),
  )
  if ('refused' in changed) throw new Refusal(changed.refused)
  return { state: changed.now.state, responder: changed.now.responder }
}

/** How far a ring came. Late or doubled news change nothing. */
async function mark(
  house: House,
  { teamId, memberId }: Member,
  contactId: string,
  to: 'delivered' | 'seen',
): Promise<Record<string, never>> {
  const from = to === 'seen' ? (['asked', 'delivered'] as const) : (['asked'] as const)
  await house.db.transact(async (sql, afterCommit) => {
    if (!(await moveRing(sql, { teamId, contactId, memberId }, from, to))) return
    await insertEntries(sql, { teamId, contactId }, [{ kind: to, memberId }], house.clock.now())
    afterCommit(() => house.live.changed(teamId, 'timeline', contactId))
  })
  return {}
}

/** What happened to a contact while it rang, for those who may read it. */
async function timeline(
  house: House,
  { teamId, memberId, permissions }: Member,
  key: string,
): Promise<TimelineView | null> {
  if (!z.uuid().safeParse(key).success) return null
  const contact = await contactOf(house.db.sql, teamId, key)
  if (!contact || !mayRead({ kind: 'member', memberId, permissions }, contact, 'crew')) return null
  const entries = await entriesOf(house.db.sql, { teamId, contactId: key })
  return { entries: entries.map(({ at, kind, memberId: who }) => ({ at: at.toISOString(), kind, memberId: who })) }
}
