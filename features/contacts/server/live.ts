import { z } from 'zod'
import { message, Refusal, streamTopic, viewTopic, type House, type Message, type Topic } from '#platform/house'
import type { Caller, Member } from '#platform/visitors'
import { anyMember } from '#features/members'
import { mayRead, refuseRecord, type Track } from '../rules.ts'
import { readRecordPlace, seenSchema, writeSchema, type CallerView, type ContactView } from '../wire.ts'
import { eitherSide, readerOf } from './guards.ts'
import { wrapsFor } from './keys.ts'
import { Lookout } from './look.ts'
import { replyView } from './replies.ts'
import { markSeen, markWritten, type Contact } from './store.ts'
import { highestEpochs } from './store-keys.ts'
import { openOf } from './store-people.ts'
import { answerableBy } from './store-replies.ts'

export function contactTopics(house: House): Topic[] {
  const track = (kind: Track): Topic =>
    streamTopic<Caller | Member>({
      name: kind,
      guard: eitherSide,
      asksAgain: 'contact',
      async stream(visitor, key) {
        const contact = await readable(house, visitor, { contactId: key, track: kind })
        return (
          contact && { teamId: contact.teamId, streamId: kind === 'talk' ? contact.talkStream : contact.crewStream }
        )
      },
    })
  return [
    track('talk'),
    track('crew'),
    viewTopic<Caller | Member>({
      name: 'contact',
      guard: eitherSide,
      async view(visitor, key) {
        const contact = await readable(house, visitor, { contactId: key, track: 'talk' })
        if (!contact) return null
        return visitor.kind === 'caller' ? callerView(house, contact) : contactView(house, contact)
      },
    }),
    viewTopic<Member>({
      name: 'mine',
      guard: anyMember,
      view: async (visitor, key) => (key === visitor.memberId ? openOf(house.db.sql, visitor.teamId, key) : null),
    }),
    viewTopic<Member>({
      name: 'answerable',
      guard: anyMember,
      view: async (visitor, key) => (key === visitor.memberId ? answerableBy(house.db.sql, visitor.teamId, key) : null),
    }),
  ]
}

/** The contact, when this visitor may read this track of it now; else null, as if there were none. */
async function readable(
  house: House,
  visitor: Caller | Member,
  of: { contactId: string; track: Track },
): Promise<Contact | null> {
  if (!z.uuid().safeParse(of.contactId).success) return null
  const contact = await lookout(house).contact(visitor.teamId, of.contactId)
  return contact && mayRead(readerOf(visitor), contact, of.track) ? contact : null
}

const lookouts = new WeakMap<House, Lookout>()
const lookout = (house: House): Lookout => {
  const known = lookouts.get(house) ?? new Lookout(house)
  lookouts.set(house, known)
  return known
}

export async function callerView(house: House, contact: Contact): Promise<CallerView> {
  const { contactId, state, ending, people, talkEpoch, seenByCrew } = contact
  const wraps = await wrapsFor(house.db.sql, house, contact, { kind: 'caller', contactId })
  return {
    contactId,
    state,
    ending,
    answered: people.length > 0,
    epoch: talkEpoch,
    seen: seenByCrew,
    wraps,
    practice: contact.practiceId !== null,
  }
}

export async function contactView(house: House, contact: Contact): Promise<ContactView> {
  const { contactId, lineId, channel, language, state, ending, people, seenByCaller, openedAt } = contact
  const made = await highestEpochs(house.db.sql, contact)
  const epochs = { talk: contact.talkEpoch, crew: contact.crewEpoch }
  return {
    contactId,
    lineId,
    channel,
    language,
    state,
    ending,
    people,
    epochs,
    made,
    seenByCaller,
    openedAt: openedAt?.toISOString() ?? null,
    practice: contact.practiceId !== null,
    reply: await replyView(house, contact),
  }
}

export function contactMessages(house: House): Message[] {
  return [
    message({
      name: 'contact.write',
      guard: eitherSide,
      body: writeSchema,
      async handle({ visitor, body }) {
        const contact = await writable(house, visitor, body)
        if (visitor.kind === 'caller' && floods(house, contact, body.record)) throw new Refusal('slow-down')
        if (visitor.kind === 'caller' && !contact.written) await markWritten(house.db.sql, contact)
        const streamId = body.track === 'talk' ? contact.talkStream : contact.crewStream
        return house.streams.append({ teamId: contact.teamId, streamId, id: body.id, body: body.record })
      },
    }),
    message({
      name: 'contact.seen',
      guard: eitherSide,
      body: seenSchema,
      async handle({ visitor, body }) {
        const contact = await readable(house, visitor, { contactId: body.contactId, track: 'talk' })
        const isOn = visitor.kind === 'caller' || contact?.people.includes(visitor.memberId)
        if (!contact || !isOn || contact.state === 'ended') return {}
        const further = await markSeen(house.db.sql, contact, visitor.kind === 'caller' ? 'caller' : 'crew', body.seq)
        if (further) house.live.changed(contact.teamId, 'contact', contact.contactId)
        return {}
      },
    }),
  ]
}

/** Far above what anybody types, far below what fills a disk: 2.4 MB at once, then 8 kB a second, for each contact. */
const writing = { per: 500, burst: 600, unit: 4096 }
const floods = (house: House, { contactId }: Contact, record: string): boolean =>
  house.rates.take('caller writes', contactId, { ...writing, cost: Math.ceil(record.length / writing.unit) }) > 0

/** The contact this record may be kept for; refuses by throwing what the writer is told. */
async function writable(
  house: House,
  visitor: Caller | Member,
  body: { contactId: string; track: Track; record: string },
): Promise<Contact> {
  const record = readRecordPlace(body.record)
  if (!record) throw new Refusal('malformed')
  const contact = await lookout(house).contact(visitor.teamId, body.contactId)
  if (!contact) throw new Refusal('not-yours')
  const refusal = refuseRecord(readerOf(visitor), contact, body.track, record)
  if (refusal) throw new Refusal(refusal)
  return contact
}
