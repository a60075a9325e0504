import type { LiveRow } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import { isByHand, type ContactView } from '#features/contacts/browser'
import type { TimelineView } from '#features/queue/browser'
import { readCrew, readTalkBy, type CrewBody, type TalkBody } from '../bodies.ts'
import type { JoinedAs, PoliceState } from '../rules.ts'
import { beginAgain } from './begin-again.ts'
import { handView, isRefusal, openByHand, type HandStart } from './by-hand.ts'
import { ContactKeys } from './contact-keys.ts'
import { contactTrack } from './contact-track.ts'
import { sayGoodbye } from './goodbye.ts'
import { callersOf, isWhole, joiningOf, waitsForLook } from './joining.ts'
import type { Track } from './track.ts'
import { passing, unlessPassing } from './until-answered.ts'

export type ConversationState = 'opening' | 'open' | 'locked' | 'gone' | 'unopened'

/**
 * One contact on a responder's console: both tracks, its keys, and what may be done. Knows no screen; a view reads it as a
 * store and is told of every change. What was written and not confirmed outlives the lock and the loss of the network.
 */
export class Conversation {
  readonly contactId: string
  readonly keys: ContactKeys
  readonly talk: Track<TalkBody>
  readonly crew: Track<CrewBody>
  view: ContactView | null = null
  timeline: TimelineView['entries'] = []
  state: ConversationState = 'opening'
  /** Not sent yet; kept while the console is locked. */
  draft = ''
  /** Notes typed and not saved yet. */
  notesDraft: string | null = null
  /** Opened by hand, and the server has not heard of it yet. */
  starting: HandStart | null
  /** Opened by hand, and the server would not have it: why, in its own sentence. */
  refusal: string | null = null
  #desk: Desk
  #stops: (() => void)[] = []
  #follows: (() => void)[] = []
  #readers = new Set<(conversation: Conversation) => void>()
  #announced = false
  #slot = ''
  /** Which opening is under way: an earlier one that is still waiting for its answer gives way. */
  #opening = 0
  #isShown = false
  #seen = 0

  constructor(desk: Desk, contactId: string, starting: HandStart | null = null) {
    this.#desk = desk
    this.contactId = contactId
    this.starting = starting
    if (starting) this.view = handView(starting, desk.me.memberId)
    this.keys = new ContactKeys(desk, contactId, async () => (this.isByHand ? [] : callersOf(this.talk)))
    const of = { desk, contactId, keys: this.keys, changed: () => this.#changed() }
    this.talk = contactTrack(of, 'talk', readTalkBy)
    this.crew = contactTrack(of, 'crew', readCrew)
    this.#stops = [
      desk.keyring.subscribe((state) => (state === 'open' ? void this.#open() : this.#lock())),
      desk.live.state.subscribe((state) => state === 'open' && this.#goOn()),
    ]
  }

  subscribe(read: (conversation: Conversation) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  close(): void {
    this.#opening++
    for (const stop of [...this.#stops, ...this.#follows]) stop()
    this.#stops = []
    this.#follows = []
  }

  write(text: string): void {
    this.talk.put({ k: 'text', text, at: this.time() })
  }

  police(state: PoliceState): void {
    this.crew.put({ k: 'police', state, at: this.time() })
  }

  notes(text: string): void {
    this.crew.put({ k: 'notes', text, at: this.time() }, (older) => older.k === 'notes')
  }

  guide(step: number, done: boolean): void {
    this.crew.put({ k: 'guide', step, done, at: this.time() })
  }

  /** Brings somebody in: they are on the contact at once, and their console says why they came. */
  async invite(memberId: string, as: JoinedAs): Promise<void> {
    await this.crew.outbox.done(this.crew.put({ k: 'asked', member: memberId, as, at: this.time() }))
    await this.#desk.api.post(`/api/chat/${this.contactId}/people`, { memberId })
  }

  /** For who came to help. Whoever holds the contact in the queue asks somebody to take over instead. */
  async stepOut(): Promise<void> {
    await this.talk.outbox.done(this.talk.put({ k: 'gone', name: this.myName(), at: this.time() }))
    await this.#desk.api.post(`/api/chat/${this.contactId}/step-out`)
  }

  /** Says goodbye first where there is a caller, and keeps what was just typed beside; blocking ends at once. */
  async end(block: boolean): Promise<void> {
    if (!block) await sayGoodbye(this)
    await this.#desk.api.post(`/api/chat/${this.contactId}/end`, { block })
  }

  /** The conversation is on the screen: the caller may know that it was seen. */
  look(shown: boolean): void {
    this.#isShown = shown
    if (shown) this.#announce()
    this.#tellSeen()
  }

  time(): number {
    return Math.round(Date.now() + this.keys.ahead)
  }

  myName(): string {
    return this.#desk.keyring.names().get(this.#desk.me.memberId) ?? '·'
  }

  get amOn(): boolean {
    return this.view?.people.includes(this.#desk.me.memberId) ?? false
  }

  get isByHand(): boolean {
    return isByHand(this.view?.channel ?? 'chat')
  }

  async #open(): Promise<void> {
    const opening = ++this.#opening
    const isOver = (): boolean => opening !== this.#opening
    this.#become('opening')
    try {
      if (this.starting) await openByHand(this.#desk.api, this.starting)
      this.starting = null
      await this.#desk.keyring.verified()
      const { contact } = await this.keys.fetch()
      if (isOver()) return
      this.view = contact
      this.#follow()
      if (this.amOn && contact.state === 'open') await this.keys.renewAll().catch(unlessPassing)
      // Meanwhile somebody else may have taken over, or the console was locked.
      if (!isOver() && this.state === 'opening') this.#become('open')
    } catch (error) {
      const code = (error as { code?: string }).code
      if (code === 'locked' || isOver()) return
      // A server that is busy or just starting says nothing about our keys.
      if (passing.has(code ?? '') || code === 'outdated' || (this.starting && !isRefusal(error)))
        return void setTimeout(() => this.reopen('opening'), 2000)
      if (this.starting) [this.starting, this.refusal] = [null, (error as { words?: string }).words ?? '']
      this.#become(code === 'not-yours' || this.refusal !== null ? 'gone' : 'unopened')
    }
  }

  #follow(): void {
    const { live, keyring } = this.#desk
    for (const stop of this.#follows) stop()
    beginAgain(keyring, this.contactId, ['talk', 'crew'])
    for (const track of [this.talk, this.crew]) track.restart(this.#slot === keyring.slot)
    this.#slot = keyring.slot
    const rows = (track: Track<TalkBody> | Track<CrewBody>) => (news: LiveRow[]) =>
      void track.take(news).then(() => this.#taken(), later)
    this.#follows = [
      () => this.talk.rest(),
      () => this.crew.rest(),
      live.follow('contact', this.contactId, {
        onView: (view: ContactView) => this.#viewed(view),
        onEnd: () => this.#become('gone'),
      }),
      live.follow('talk', this.contactId, { after: 0, onRows: rows(this.talk) }),
      live.follow('crew', this.contactId, { after: 0, onRows: rows(this.crew) }),
      live.follow('timeline', this.contactId, {
        onView: (view: TimelineView) => {
          this.timeline = view.entries
          this.#changed()
        },
      }),
    ]
  }

  /** On it again after having been off it, or connected again where no key fitted: a fresh start. */
  reopen(from: ConversationState = 'gone'): void {
    const isLooked = this.#stops.length > 0 && this.#desk.keyring.state === 'open'
    if (this.state === from && isLooked) void this.#open()
  }

  #lock(): void {
    this.#opening++
    for (const stop of this.#follows.splice(0)) stop()
    this.#become('locked')
  }

  #goOn(): void {
    this.reopen('unopened')
    for (const { outbox } of [this.talk, this.crew]) void outbox.poke()
    this.#changed()
  }

  #viewed(view: ContactView): void {
    const before = this.view
    this.view = view
    if (view.state === 'ended') {
      for (const { outbox } of [this.talk, this.crew]) outbox.close()
    } else if (this.amOn && before && (view.epochs.talk > view.made.talk || view.epochs.crew > view.made.crew)) {
      void this.keys.renewAll().then(() => this.#goOn(), later)
    }
    this.#announce()
    this.#changed()
  }

  #taken(): void {
    this.#announce()
    this.#tellSeen()
  }

  /** Joining is said to everybody, by the name this member chose, once, as soon as it is known who was here before; by who was brought in, when they look. */
  #announce(): void {
    const isIn = this.amOn && this.view?.state === 'open' && this.view.channel === 'chat'
    if (this.#announced || !isIn || !isWhole(this.talk.log.rows)) return
    const as = joiningOf(this, this.#desk.me.memberId)
    if (waitsForLook(as) && !this.#isShown) return
    this.#announced = true
    if (as) this.talk.put({ k: 'joined', name: this.myName(), as, at: this.time() })
  }

  #tellSeen(): void {
    const last = this.talk.log.last
    if (!this.#isShown || !this.amOn || last <= this.#seen || this.view?.state !== 'open') return
    this.#seen = last
    this.#desk.live.say('contact.seen', { contactId: this.contactId, seq: last }).catch(() => (this.#seen = 0))
  }

  #become(state: ConversationState): void {
    this.state = state
    if (state === 'gone') void this.#desk.keyring.forget(this.contactId).catch(() => {})
    this.#changed()
  }

  #changed = (): void => this.#readers.forEach((read) => read(this))
}

/** What failed is tried again by whoever hears of the next change. */
const later = (): void => {}
