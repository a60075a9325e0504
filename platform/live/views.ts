import type { Topic } from '#platform/house'
import type { LiveSocket } from '#platform/live/socket'
import type { Log } from '#platform/log'
import type { Visitor } from '#platform/visitors'

/**
 * Snapshots that are pushed when they change.
 * Invariants: for one topic, key and audience at most one computation is on its way, and at most one more waits; a result
 * equal to what a follower has is not sent; a follower that is congested gets only the newest one; null ends a following.
 */
export type ViewTopic = Extract<Topic, { kind: 'view' }>
export type ViewFollow = { socket: LiveSocket; topic: ViewTopic; key: string; visitor: Visitor; teamId: string }
type Following = { follow: ViewFollow; has: string | null; ended: () => void }
type Audience = { followings: Set<Following>; computing: boolean; again: boolean; newest: string | null }

const retryAfter = 1000

export class Views {
  #log: Log
  /** team, topic and key -> audience -> who follows. */
  #groups = new Map<string, Map<string, Audience>>()
  #computing = new Set<Promise<void>>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Sends the view now and whenever it changes. `ended` when there is no such thing for this visitor (any more). */
  follow(follow: ViewFollow, ended: () => void): () => void {
    const name = nameOf(follow.teamId, follow.topic.name, follow.key)
    const whose = audienceOf(follow.visitor)
    const group = this.#groups.get(name) ?? new Map<string, Audience>()
    this.#groups.set(name, group)
    const audience = group.get(whose) ?? { followings: new Set(), computing: false, again: false, newest: null }
    group.set(whose, audience)
    const following: Following = { follow, has: null, ended }
    audience.followings.add(following)
    this.#refresh(audience)
    return () => {
      audience.followings.delete(following)
      if (audience.followings.size === 0 && group.get(whose) === audience) group.delete(whose)
      if (group.size === 0 && this.#groups.get(name) === group) this.#groups.delete(name)
    }
  }

  changed(teamId: string, topic: string, key: string): void {
    for (const audience of this.#groups.get(nameOf(teamId, topic, key))?.values() ?? []) this.#refresh(audience)
  }

  everythingMayHaveChanged(): void {
    for (const group of this.#groups.values()) for (const audience of group.values()) this.#refresh(audience)
  }

  async settled(): Promise<void> {
    while (this.#computing.size > 0) await Promise.all(this.#computing)
  }

  #refresh(audience: Audience): void {
    audience.again = true
    if (audience.computing) return
    audience.computing = true
    const computing: Promise<void> = this.#compute(audience).finally(() => this.#computing.delete(computing))
    this.#computing.add(computing)
  }

  async #compute(audience: Audience): Promise<void> {
    while (audience.again) {
      audience.again = false
      const [first] = audience.followings
      if (!first) break
      try {
        const { topic, visitor, key } = first.follow
        const view = await topic.view(visitor as never, key)
        if (view === null || view === undefined) this.#end(audience)
        else {
          audience.newest = JSON.stringify(view)
          for (const following of audience.followings) this.#push(audience, following)
        }
      } catch (error) {
        this.#log.error('view failed', error, { topic: first.follow.topic.name })
        setTimeout(() => audience.followings.size > 0 && this.#refresh(audience), retryAfter).unref()
      }
    }
    audience.computing = false
  }

  #push(audience: Audience, following: Following): void {
    const { socket, topic, key } = following.follow
    const { newest } = audience
    if (newest === null || newest === following.has || !audience.followings.has(following)) return
    if (socket.congested) return socket.whenFlowing(() => this.#push(audience, following))
    following.has = newest
    socket.sendText(`{"on":${JSON.stringify(topic.name)},"key":${JSON.stringify(key)},"view":${newest}}`)
  }

  #end(audience: Audience): void {
    for (const following of Array.from(audience.followings)) following.ended()
  }
}

const nameOf = (teamId: string, topic: string, key: string): string => `${teamId} ${topic} ${key}`

/** Visitors who see the same: the same member with the same permissions, or the same caller. */
const audienceOf = (visitor: Visitor): string =>
  visitor.kind === 'member'
    ? `member ${visitor.memberId} ${[...visitor.permissions].toSorted().join(' ')}`
    : visitor.kind === 'caller'
      ? `caller ${visitor.contactId}`
      : 'stranger'
