import type { MyContact } from '#features/contacts/browser'
import type { Desk } from '#features/keys/browser'
import type { HandStart } from './by-hand.ts'
import { Conversation } from './conversation.ts'
import { isCaller } from './log.ts'

export type Listed = MyContact & { unread: number }

/** Messages left are read one by one: somebody may own more of them than one socket can follow at once. */
const isTalk = ({ channel }: MyContact): boolean => channel !== 'message'

/**
 * Every conversation this member is in, opened as soon as they are on it, so that nothing waits for a click. A store of
 * the list; each conversation is a store of its own.
 */
export class Conversations {
  #desk: Desk
  #mine: MyContact[] = []
  #open = new Map<string, { conversation: Conversation; stop: () => void }>()
  /** How far each was read here, by the screen. */
  #read = new Map<string, number>()
  #readers = new Set<(list: Listed[]) => void>()

  constructor(desk: Desk) {
    this.#desk = desk
    desk.live.follow('mine', desk.me.memberId, { onView: (mine: MyContact[]) => this.#received(mine) })
  }

  subscribe(read: (list: Listed[]) => void): () => void {
    this.#readers.add(read)
    read(this.list)
    return () => this.#readers.delete(read)
  }

  /** Messages left have a list of their own. */
  get list(): Listed[] {
    const mine = this.#mine.filter(isTalk)
    const starting = [...this.#open.values()].flatMap(({ conversation }) => conversation.starting ?? [])
    const begun = starting.filter(({ contactId }) => !mine.some((contact) => contact.contactId === contactId))
    return [
      ...mine,
      ...begun.map((start) => ({ ...start, openedAt: null, practice: start.practiceId !== undefined })),
    ].map((contact) => ({
      ...contact,
      unread: this.#unread(contact.contactId),
    }))
  }

  /** The conversation with this contact, also one this member only may read (a coordinator looking in). */
  of(contactId: string): Conversation {
    const known = this.#open.get(contactId)
    if (known) return known.conversation
    return this.#add(new Conversation(this.#desk, contactId))
  }

  /** A contact opened by hand: one can write in it at once, whether there is a connection or not. Returns its id. */
  begin(start: Omit<HandStart, 'contactId'>): string {
    const contactId = crypto.randomUUID()
    this.#add(new Conversation(this.#desk, contactId, { ...start, contactId }))
    this.#tell()
    return contactId
  }

  /** Everything shown so far in this conversation was read. */
  read(contactId: string): void {
    const last = this.#open.get(contactId)?.conversation.talk.log.last ?? 0
    if ((this.#read.get(contactId) ?? 0) >= last) return
    this.#read.set(contactId, last)
    this.#tell()
  }

  /** The page moved on: what is over and no longer mine is forgotten. */
  leave(contactId: string): void {
    const conversation = this.#open.get(contactId)?.conversation
    if (this.#mine.some((contact) => contact.contactId === contactId && isTalk(contact)) || conversation?.starting)
      return
    if (conversation?.view?.state === 'open' && conversation.crew.outbox.pending.length > 0) return
    this.#forget(contactId)
  }

  #add(conversation: Conversation): Conversation {
    const entry = { conversation, stop: () => {} }
    this.#open.set(conversation.contactId, entry)
    entry.stop = conversation.subscribe(() => this.#tell())
    return conversation
  }

  #received(mine: MyContact[]): void {
    this.#mine = mine
    for (const contact of mine)
      if (isTalk(contact) || this.#open.has(contact.contactId)) this.of(contact.contactId).reopen()
    this.#tell()
  }

  #forget(contactId: string): void {
    const open = this.#open.get(contactId)
    this.#open.delete(contactId)
    this.#read.delete(contactId)
    open?.stop()
    open?.conversation.close()
  }

  #unread(contactId: string): number {
    const rows = this.#open.get(contactId)?.conversation.talk.log.rows ?? []
    const read = this.#read.get(contactId) ?? 0
    return rows.filter((row) => row.seq > read && isCaller(row.slot) && row.body?.k !== 'hello').length
  }

  #tell(): void {
    const { list } = this
    for (const read of this.#readers) read(list)
  }
}

const known = new WeakMap<Desk['live'], Conversations>()

/** The one list of this console, whichever part of the page asks first. */
export function conversationsOf(desk: Desk): Conversations {
  const conversations = known.get(desk.live) ?? new Conversations(desk)
  known.set(desk.live, conversations)
  return conversations
}
