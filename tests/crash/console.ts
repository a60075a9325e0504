import { setTimeout as wait } from 'node:timers/promises'
import type { LiveClient } from '#platform/browser/live'
import { randomId } from '#platform/ids'
import type { Desk } from '#features/keys/browser'
import type { QueueView } from '#features/queue'
import { Conversation } from '../../features/chat/browser/conversation.ts'
import type { Chance } from './chance.ts'
import { comes, deskOf, untilDone, type CrashPerson } from './pages.ts'
import type { Told } from './told.ts'
import type { World } from './world.ts'

type Given = { world: World; told: Told; chance: Chance; person: CrashPerson; lineId: string; isOver: () => boolean }

/** A responder on duty: answers whatever rings, writes, hands over, ends. */
export class CrashConsole {
  readonly conversations = new Map<string, Conversation>()
  readonly person: CrashPerson
  readonly desk: Desk & { live: LiveClient }
  view: QueueView | null = null
  #given: Given
  #texts = new Map<string, number>()
  #asked = new Map<string, number>()

  constructor(given: Given) {
    this.#given = given
    this.person = given.person
    this.desk = deskOf(given.world, given.person, given.told)
    this.desk.live.follow('queue', '', { onView: (view: QueueView) => (this.view = view) })
  }

  /** Test ring, heard, in: as the duty bar does. */
  async clockIn(): Promise<void> {
    const { live } = this.desk
    const { lineId, isOver } = this.#given
    await untilDone(async () => {
      const ringId = randomId()
      await live.say('duty.test', { ringId })
      await live.say('duty.heard', { ringId })
      await live.say('duty.in', { lineIds: [lineId], languages: ['en', 'es'] })
    }, isOver)
  }

  async live(): Promise<void> {
    const { chance, isOver } = this.#given
    while (!isOver()) {
      await wait(40 + chance.below(80))
      for (const ring of this.view?.rings ?? []) void this.#answer(ring.contactId)
      for (const mine of this.view?.mine ?? []) this.#work(mine.contactId)
    }
  }

  /** No conversation has anything on its way any more. One that ended before its keys were here stays unopened. */
  get isQuiet(): boolean {
    return [...this.conversations.values()].every(({ state, view, talk, crew }) => {
      const isRead = state === 'open' || (state === 'unopened' && view?.state === 'ended')
      return state === 'gone' || (isRead && [talk, crew].every(({ outbox }) => isEmpty(outbox.pending)))
    })
  }

  async goOffDuty(): Promise<void> {
    const end = Date.now() + 10_000
    await untilDone(
      () => this.desk.live.say('duty.out', {}),
      () => Date.now() > end,
    )
  }

  /** A kind end of whatever is theirs. */
  async endAll(): Promise<void> {
    const end = ({ contactId }: { contactId: string }): Promise<unknown> =>
      this.person.request(`/api/chat/${contactId}/end`, { method: 'POST', body: { block: false } }).catch(() => null)
    await Promise.all((this.view?.mine ?? []).map(end))
  }

  close(): void {
    for (const conversation of this.conversations.values()) conversation.close()
    this.desk.live.close()
  }

  /** At once, as everybody else who is rung: exactly one of them is told that it is theirs. */
  async #answer(contactId: string): Promise<void> {
    const { told, chance } = this.#given
    if ((this.#asked.get(contactId) ?? 0) > Date.now()) return
    this.#asked.set(contactId, Date.now() + 400)
    await wait(chance.below(15))
    const { memberId } = this.person
    await this.desk.live.say('queue.claim', { contactId, locked: false }).then(
      () => void told.claims.push({ contactId, memberId }),
      () => {},
    )
  }

  #work(contactId: string): void {
    const { chance } = this.#given
    const conversation = this.conversations.get(contactId) ?? this.#open(contactId)
    if (conversation.state === 'gone') conversation.reopen()
    if (conversation.state !== 'open' || !conversation.amOn) return
    const what = chance.next()
    if (what < 0.25) this.#write(conversation)
    else if (what < 0.27) void this.desk.live.say('queue.offer', { contactId }).catch(() => {})
    else if (what < 0.28) void this.desk.live.say('queue.withdraw', { contactId }).catch(() => {})
    else if (what < 0.29) void conversation.end(false).catch(() => {})
  }

  #open(contactId: string): Conversation {
    const conversation = new Conversation(this.desk, contactId)
    this.conversations.set(contactId, conversation)
    return conversation
  }

  #write(conversation: Conversation): void {
    const count = (this.#texts.get(conversation.contactId) ?? 0) + 1
    if (count > 15) return
    this.#texts.set(conversation.contactId, count)
    conversation.write(`${count}`)
  }
}

export const isEmpty = (pending: readonly { state: string }[]): boolean =>
  pending.every(({ state }) => state === 'stuck')

/** Clocked in, and heard so by everybody; what is left of the night before may still be with them. */
export const isReady = (one: CrashConsole): Promise<boolean> =>
  comes(
    () =>
      one.view?.crew.some(
        ({ memberId, state }) => memberId === one.person.memberId && ['ready', 'busy'].includes(state),
      ) ?? false,
    15_000,
  )
