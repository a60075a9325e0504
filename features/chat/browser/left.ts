import type { Desk } from '#features/keys/browser'
import type { LeftMessage } from '../wire.ts'

/** Messages left, as the list shows them: no content, which is opened one by one. A store. */
export class Left {
  #desk: Desk
  #messages: LeftMessage[] = []
  #readers = new Set<(messages: LeftMessage[]) => void>()

  constructor(desk: Desk) {
    this.#desk = desk
    desk.live.follow('messages', '', { onView: (messages: LeftMessage[]) => this.#received(messages) })
  }

  subscribe(read: (messages: LeftMessage[]) => void): () => void {
    this.#readers.add(read)
    read(this.#messages)
    return () => this.#readers.delete(read)
  }

  assign(contactId: string, memberId: string | null): Promise<unknown> {
    return this.#desk.api.put(`/api/messages/${contactId}/owner`, { memberId })
  }

  done(contactId: string): Promise<unknown> {
    return this.#desk.api.post(`/api/messages/${contactId}/done`)
  }

  undo(contactId: string): Promise<unknown> {
    return this.#desk.api.post(`/api/messages/${contactId}/undo`)
  }

  #received(messages: LeftMessage[]): void {
    this.#messages = messages
    for (const read of this.#readers) read(messages)
  }
}

const lists = new WeakMap<Desk['live'], Left>()

export function leftOf(desk: Desk): Left {
  const list = lists.get(desk.live) ?? new Left(desk)
  lists.set(desk.live, list)
  return list
}

/** What asks for attention: open, and mine, nobody's, or overdue. */
export const pressing = (messages: readonly LeftMessage[], me: string, now: number): number =>
  messages.filter(
    ({ state, ownerId, dueAt }) => state === 'open' && (ownerId === null || ownerId === me || Date.parse(dueAt) < now),
  ).length
