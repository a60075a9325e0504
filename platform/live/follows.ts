import type { Topic } from '#platform/house'
import type { LiveSocket } from '#platform/live/socket'
import type { ViewTopic, Views } from '#platform/live/views'
import { limits } from '#platform/live/wire'
import type { StreamRow, Streams } from '#platform/streams'
import type { Visitor, Visitors } from '#platform/visitors'

/** What one socket follows. Everybody's right to it is asked at the start and again at every recheck. */
type StreamTopic = Extract<Topic, { kind: 'stream' }>
type Held = { topic: Topic; key: string; stop: () => void }
export type FollowRefusal = 'unknown' | 'not-allowed' | 'not-found' | 'too-many'
type Wanted = { topic: string; key: string; after: number }

export class Follows {
  #socket: LiveSocket
  #topics: Map<string, Topic>
  #streams: Streams
  #views: Views
  #held = new Map<string, Held>()

  constructor(socket: LiveSocket, house: { topics: Map<string, Topic>; streams: Streams; views: Views }) {
    this.#socket = socket
    this.#topics = house.topics
    this.#streams = house.streams
    this.#views = house.views
  }

  /** Starts, or starts again from another place. `accepted` runs before the first push. */
  async follow(wanted: Wanted, accepted: () => void): Promise<FollowRefusal | null> {
    const topic = this.#topics.get(wanted.topic)
    if (!topic) return 'unknown'
    const visitor = topic.guard.admit(this.#socket.visitors)
    if (!visitor) return 'not-allowed'
    const name = `${topic.name} ${wanted.key}`
    if (!this.#held.has(name) && this.#held.size >= limits.follows) return 'too-many'
    const place = topic.kind === 'stream' ? await topic.stream(visitor as never, wanted.key) : undefined
    if (place === null) return 'not-found'
    if (!this.#socket.open) return null
    this.leave(wanted.topic, wanted.key)
    accepted()
    const held: Held = { topic, key: wanted.key, stop: () => {} }
    this.#held.set(name, held)
    const end = (): void => this.#end(held)
    if (topic.kind === 'view') held.stop = this.#views.follow(this.#view(topic, wanted.key, visitor), end)
    else held.stop = this.#stream(topic, { ...wanted, place: place! }, end)
    return null
  }

  leave(topic: string, key: string): void {
    const name = `${topic} ${key}`
    this.#held.get(name)?.stop()
    this.#held.delete(name)
  }

  leaveAll(): void {
    for (const held of this.#held.values()) held.stop()
    this.#held.clear()
  }

  /** After the visitor's rights may have changed: ends what they may no longer follow. Views are asked for again. */
  async recheck(): Promise<void> {
    for (const held of Array.from(this.#held.values())) {
      const visitor = held.topic.guard.admit(this.#socket.visitors)
      const gone = !visitor || (held.topic.kind === 'stream' && !(await held.topic.stream(visitor as never, held.key)))
      if (this.#held.get(`${held.topic.name} ${held.key}`) !== held) continue
      if (gone) this.#end(held)
      else if (held.topic.kind === 'view') this.#restart(held, held.topic, visitor)
    }
  }

  /** A view has changed: ends the streams that depend on it and are no longer this visitor's. */
  askAgain(view: string, key: string): void {
    for (const held of this.#held.values()) {
      if (held.key !== key || held.topic.kind !== 'stream' || held.topic.asksAgain !== view) continue
      // What fails here is asked again with everything else within a minute.
      this.#askOne(held, held.topic).catch(() => {})
    }
  }

  async #askOne(held: Held, topic: StreamTopic): Promise<void> {
    const visitor = topic.guard.admit(this.#socket.visitors)
    const may = visitor && (await topic.stream(visitor as never, held.key))
    if (!may && this.#held.get(`${topic.name} ${held.key}`) === held) this.#end(held)
  }

  #restart(held: Held, topic: ViewTopic, visitor: Visitor): void {
    held.stop()
    held.stop = this.#views.follow(this.#view(topic, held.key, visitor), () => this.#end(held))
  }

  #end(held: Held): void {
    this.leave(held.topic.name, held.key)
    this.#socket.send({ on: held.topic.name, key: held.key, end: 'gone' })
  }

  #view(topic: ViewTopic, key: string, visitor: Visitor): Parameters<Views['follow']>[0] {
    return { socket: this.#socket, topic, key, visitor, teamId: teamOf(visitor, this.#socket.visitors) }
  }

  #stream(
    topic: StreamTopic,
    from: Wanted & { place: { teamId: string; streamId: string } },
    ended: () => void,
  ): () => void {
    const socket = this.#socket
    const rows = (some: StreamRow[]): void => {
      socket.send({ on: topic.name, key: from.key, rows: some.map((row) => [row.seq, row.id, row.body]) })
      if (!socket.congested) return
      following.pause()
      socket.whenFlowing(() => following.resume())
    }
    const following = this.#streams.follow(from.place, from.after, { rows, ended })
    return () => following.stop()
  }
}

const teamOf = (visitor: Visitor, visitors: Visitors): string =>
  visitor.kind === 'stranger' ? (visitors.member ?? visitors.caller)!.teamId : visitor.teamId
