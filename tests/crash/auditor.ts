import type { LiveClient, LiveRow } from '#platform/browser/live'
import type { QueueView, TimelineView } from '#features/queue'
import type { LeftMessage } from '../../features/chat/wire.ts'
import type { ContactView } from '#features/contacts/browser'
import { openMessages } from './look.ts'
import { comes, deskOf, type CrashPerson } from './pages.ts'
import { Told } from './told.ts'
import type { World } from './world.ts'

type Seen = { status: number; contact: ContactView | null }

/** Amara, who looks after everything, on a page that has just been opened: what she is told is what there is. */
export class Auditor {
  queue: QueueView | null = null
  messages: LeftMessage[] | null = null
  #world: World
  #person: CrashPerson
  #live: LiveClient

  constructor(world: World, person: CrashPerson) {
    this.#world = world
    this.#person = person
    this.#live = deskOf(world, person, new Told()).live
    this.#live.follow('queue', '', { onView: (view: QueueView) => (this.queue = view) })
    this.#live.follow('messages', '', { onView: (view: LeftMessage[]) => (this.messages = view) })
  }

  ready = (): Promise<boolean> => comes(() => this.queue !== null && this.messages !== null, 30_000)

  /** A contact as she may see it; status 404 when there is none (any more), 0 when there was no answer. */
  async contact(contactId: string): Promise<Seen> {
    try {
      const answer = await this.#person.request(`/api/contacts/${contactId}`)
      const body = (await answer.json()) as { contact?: ContactView }
      return { status: answer.status, contact: body.contact ?? null }
    } catch {
      return { status: 0, contact: null }
    }
  }

  /** Every row of a talk, as soon as there are `atLeast` so many; what there is after 15 s. */
  async talk(contactId: string, atLeast: number): Promise<LiveRow[]> {
    const rows: LiveRow[] = []
    const stop = this.#live.follow('talk', contactId, { after: 0, onRows: (news) => void rows.push(...news) })
    await comes(() => rows.length >= atLeast, 15_000)
    stop()
    return rows
  }

  async timeline(contactId: string): Promise<TimelineView['entries']> {
    let view: TimelineView | null = null
    const stop = this.#live.follow('timeline', contactId, { onView: (news: TimelineView) => (view = news) })
    await comes(() => view !== null, 15_000)
    stop()
    return (view as TimelineView | null)?.entries ?? []
  }

  /** Deals with every message left that there is. False when one is still open after 20 s. */
  finish(): Promise<boolean> {
    return comes(async () => {
      const left = await openMessages(this.#world)
      for (const contactId of left)
        await this.#person.request(`/api/messages/${contactId}/done`, { method: 'POST' }).catch(() => null)
      return left.length === 0
    }, 20_000)
  }

  close(): void {
    this.#live.close()
  }
}
