import type { LiveClient } from '#platform/browser/live'
import { randomId } from '#platform/ids'
import type { MyRing, QueueView } from '../wire.ts'

/** What the queue needs of the console it lives in. */
export type QueueDesk = {
  live: Pick<LiveClient, 'say' | 'follow'>
  keyring: { readonly state: 'locked' | 'open'; subscribe: (read: (state: 'locked' | 'open') => void) => () => void }
  go: (path: string) => void
}

export type QueueNow = {
  view: QueueView | null
  /** The ring to show: the first in line that this console has not put aside. */
  ring: MyRing | null
  /** What should be heard. */
  sounding: 'ring' | 'test' | null
  /** I said "Answer" and have until then to unlock. */
  unlock: { contactId: string; until: number } | null
  /** A line is open and nobody came although everybody was alarmed. */
  alarmed: boolean
  /** The dialogue for going on duty is open. */
  starting: boolean
  /** The code of what did not work last. */
  problem: string | null
}

/**
 * Who waits, who is on duty and what rings here, as this console sees it. A store: `$queue` in a view.
 * Promises: a ring is acknowledged as delivered the moment it arrives, once for each asking; an answer given on a locked
 * console is completed as soon as it is unlocked, by whichever page of this console gets there first.
 */
export class Queue {
  #desk: QueueDesk
  #view: QueueView | null = null
  #problem: string | null = null
  #starting = false
  #putAside = new Set<string>()
  #delivered = new Set<string>()
  #completed = new Set<string>()
  #test: string | null = null
  #readers = new Set<(now: QueueNow) => void>()

  constructor(desk: QueueDesk) {
    this.#desk = desk
    desk.live.follow('queue', '', { onView: (view: never) => this.#receive(view) })
    desk.keyring.subscribe(() => this.#complete())
  }

  get now(): QueueNow {
    const view = this.#view
    const ring = view?.rings.find((one) => !this.#putAside.has(nameOf(one))) ?? null
    const mine = view?.mine.find((contact) => contact.state === 'unlocking' && contact.unlockBy)
    const unlock = mine ? { contactId: mine.contactId, until: Date.parse(mine.unlockBy!) } : null
    const testing = this.#test !== null && view?.me.testRing?.ringId === this.#test
    const sounding = testing ? 'test' : ring && !view?.me.duty?.onBreak ? 'ring' : null
    const alarmed = view?.uncovered.some((line) => line.alarmed) ?? false
    return { view, ring, sounding, unlock, alarmed, starting: this.#starting, problem: this.#problem }
  }

  subscribe(read: (now: QueueNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => void this.#readers.delete(read)
  }

  /** True when this console is the one. A locked one is asked to unlock now. */
  async answer(contactId: string): Promise<boolean> {
    const locked = this.#desk.keyring.state === 'locked'
    const won = await this.#say('queue.claim', { contactId, locked })
    if (won && !locked) this.#desk.go(`talks/${contactId}`)
    return won
  }

  /** Stops here at once, whatever the network does, and moves on to the next person. */
  notNow(ring: MyRing): Promise<boolean> {
    this.#putAside.add(nameOf(ring))
    this.#tell()
    return this.#say('queue.decline', { contactId: ring.contactId })
  }

  /** The bar was in front of somebody's eyes. */
  seen(ring: MyRing): void {
    if (ring.state !== 'seen') void this.#say('queue.seen', { contactId: ring.contactId }, { quietly: true })
  }

  offer = (contactId: string): Promise<boolean> => this.#say('queue.offer', { contactId })
  withdraw = (contactId: string): Promise<boolean> => this.#say('queue.withdraw', { contactId })

  /** Rings this device the way every ring comes: through the server. */
  testRing(): Promise<boolean> {
    this.#test = randomId()
    return this.#say('duty.test', { ringId: this.#test })
  }

  /** "Yes, I hear it", or giving up: the sound stops. */
  async testHeard(heard: boolean): Promise<boolean> {
    const ringId = this.#test
    this.#test = null
    this.#tell()
    return heard && ringId !== null ? this.#say('duty.heard', { ringId }) : false
  }

  /** Opens or closes the dialogue for going on duty, from wherever it is offered. */
  start(open: boolean): void {
    this.#starting = open
    this.#tell()
  }

  clockIn = (on: { lineIds: string[]; languages: string[] }): Promise<boolean> => this.#say('duty.in', on)
  clockOut = (): Promise<boolean> => this.#say('duty.out', {})
  takeBreak = (on: boolean): Promise<boolean> => this.#say('duty.break', { on })

  #receive(view: QueueView): void {
    this.#view = view
    const names = new Set(view.rings.map(nameOf))
    for (const name of this.#putAside) if (!names.has(name)) this.#putAside.delete(name)
    for (const name of this.#delivered) if (!names.has(name)) this.#delivered.delete(name)
    for (const ring of view.rings) this.#acknowledge(ring)
    this.#complete()
    this.#tell()
  }

  #acknowledge(ring: MyRing): void {
    if (ring.state !== 'asked' || this.#delivered.has(nameOf(ring))) return
    this.#delivered.add(nameOf(ring))
    void this.#say('queue.delivered', { contactId: ring.contactId }, { quietly: true })
  }

  #complete(): void {
    const { unlock } = this.now
    if (!unlock || this.#desk.keyring.state === 'locked' || this.#completed.has(unlock.contactId)) return
    this.#completed.add(unlock.contactId)
    void this.#say('queue.unlocked', { contactId: unlock.contactId }).then((done) => {
      this.#completed.delete(unlock.contactId)
      if (done) this.#desk.go(`talks/${unlock.contactId}`)
    })
  }

  async #say(name: string, body: unknown, { quietly = false } = {}): Promise<boolean> {
    try {
      await this.#desk.live.say(name, body)
      if (!quietly) this.#trouble(null)
      return true
    } catch (error) {
      if (!quietly) this.#trouble((error as { code?: string }).code ?? 'other')
      return false
    }
  }

  #trouble(code: string | null): void {
    this.#problem = code
    this.#tell()
  }

  #tell(): void {
    const { now } = this
    for (const read of this.#readers) read(now)
  }
}

const queues = new WeakMap<QueueDesk['live'], Queue>()

/** The one queue of this console, whichever part of the page asks first. */
export function queueOf(desk: QueueDesk): Queue {
  const queue = queues.get(desk.live) ?? new Queue(desk)
  queues.set(desk.live, queue)
  return queue
}

/** One asking: the same contact asked about anew is a new ring. */
const nameOf = ({ contactId, asks }: MyRing): string => `${contactId} ${asks}`
