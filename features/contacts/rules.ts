export type Track = 'talk' | 'crew'
/** How a contact reached the line that a member opened by hand, because somebody phoned, texted or walked up. */
export const handChannels = ['phone', 'text', 'walk-up'] as const
export type HandChannel = (typeof handChannels)[number]
export type Channel = 'chat' | 'message' | HandChannel
export const isByHand = (channel: Channel): channel is HandChannel =>
  (handChannels as readonly Channel[]).includes(channel)
export type Ending = 'crew' | 'caller' | 'left' | 'blocked' | 'done'

/** What the rules look at; the row of a contact holds more. */
export type ContactState = {
  contactId: string
  state: 'open' | 'ended'
  talkEpoch: number
  crewEpoch: number
  people: readonly string[]
}

export type Reader =
  { kind: 'caller'; contactId: string } | { kind: 'member'; memberId: string; permissions: ReadonlySet<string> }

/**
 * Need to know, default deny. A caller reads the talk of their own contact. A member reads both tracks of the contacts
 * they work, and of every contact when they hold `messages.work` (coordinators and stewards). Nobody else reads anything.
 */
export function mayRead(reader: Reader, contact: ContactState, track: Track): boolean {
  if (reader.kind === 'caller') return reader.contactId === contact.contactId && track === 'talk'
  return contact.people.includes(reader.memberId) || reader.permissions.has('messages.work')
}

/** Writing is narrower than reading: a member writes only on a contact they are on. */
export function mayWrite(reader: Reader, contact: ContactState, track: Track): boolean {
  if (reader.kind === 'caller') return mayRead(reader, contact, track)
  return contact.people.includes(reader.memberId)
}

export type RecordPlace = { e: number; s: string }
export type WriteRefusal = 'not-yours' | 'ended' | 'old-epoch' | 'wrong-slot'

/** Why this record may not be kept, or null. The server sees the record's place, never its body. */
export function refuseRecord(
  reader: Reader,
  contact: ContactState,
  track: Track,
  record: RecordPlace,
): WriteRefusal | null {
  if (!mayWrite(reader, contact, track)) return 'not-yours'
  if (contact.state === 'ended') return 'ended'
  const author = reader.kind === 'caller' ? 'caller:' : `member:${reader.memberId}:`
  if (!record.s.startsWith(author)) return 'wrong-slot'
  return record.e < (track === 'talk' ? contact.talkEpoch : contact.crewEpoch) ? 'old-epoch' : null
}

export type ReplyRefusal = 'not-yours' | 'open' | 'no-way-back' | 'left' | 'old-epoch' | 'wrong-slot'

/**
 * Why this record may not be the last reply, or null. After the end whoever worked the contact may leave one reply, where
 * its caller can come back with eight words and was not blocked. `left`: somebody left another one before.
 */
export function refuseReply(
  reader: Reader,
  contact: ContactState & { ending: Ending | null },
  reply: { hasWords: boolean; left: boolean; record: RecordPlace },
): ReplyRefusal | null {
  if (reader.kind === 'caller') return 'not-yours'
  const written = refuseRecord(reader, { ...contact, state: 'open' }, 'talk', reply.record)
  if (written === 'not-yours') return written
  if (contact.state === 'open') return 'open'
  if (!reply.hasWords || contact.ending === 'blocked') return 'no-way-back'
  if (reply.left) return 'left'
  return written === 'ended' ? null : written
}
