import { ApiError } from '#platform/browser/api'
import { casesOn } from '#features/cases/browser'
import { leftOf } from '#features/chat/browser'
import type { Desk } from '#features/keys/browser'
import { pulseOf } from '#features/promises/browser'
import { queueOf } from '#features/queue/browser'
import type { Answer, Answered, HandoverItem, HandoverView } from '../wire.ts'
import { say } from './groups.ts'

export type HandoversNow = { items: HandoverItem[]; problem: string }

/**
 * What is handed over, as this console sees it. A store, one for each console. What a thing itself is, other features tell: whenever
 * one of them changes we ask anew, so that nothing stands here that was dealt with elsewhere.
 */
export class Handovers {
  #desk: Desk
  #items: HandoverItem[] = []
  #problem = ''
  #asked = 0
  #readers = new Set<(now: HandoversNow) => void>()

  constructor(desk: Desk, things = thingsOf(desk)) {
    this.#desk = desk
    desk.live.follow('handovers', '', { onView: (view: HandoverView) => this.#shown(view, ++this.#asked) })
    for (const thing of things) {
      let first = true
      thing.subscribe(() => {
        if (!first) void this.#ask()
        first = false
      })
    }
  }

  get now(): HandoversNow {
    return { items: this.#items, problem: this.#problem }
  }

  subscribe(read: (now: HandoversNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => this.#readers.delete(read)
  }

  /** Those of them to which it was done; what was refused is said. */
  async answer(answer: Answer['answer'], items: readonly HandoverItem[]): Promise<HandoverItem[]> {
    const names = items.map(({ shiftId, what, objectId }) => ({ shiftId, what, objectId }))
    this.#problem = ''
    let done: HandoverItem[] = []
    try {
      const { refused } = await this.#desk.api.post<Answered>('/api/handovers', { answer, items: names })
      this.#problem = refused[0]?.words ?? ''
      done = items.filter(({ objectId }) => !refused.some((one) => one.objectId === objectId))
    } catch (error) {
      this.#problem = error instanceof ApiError && error.words ? error.words : say(this.#desk.language).card.failed
    }
    await this.#ask()
    return done
  }

  /** A conversation goes by the queue's own offer: it rings with everybody on duty, and whoever answers has its keys. */
  async offerTalk({ objectId }: HandoverItem): Promise<boolean> {
    const rings = await queueOf(this.#desk).offer(objectId)
    this.#problem = rings ? '' : say(this.#desk.language).card.notRung
    await this.#ask()
    return rings
  }

  /** Only the newest answer counts; a failed one is asked again with the next change. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked
    const view = await this.#desk.api.get<HandoverView>('/api/handovers').catch(() => null)
    if (view) this.#shown(view, asked)
    else this.#tell()
  }

  #shown({ items }: HandoverView, asked: number): void {
    if (asked !== this.#asked) return
    this.#items = items
    this.#tell()
  }

  #tell(): void {
    for (const read of this.#readers) read(this.now)
  }
}

type Changing = { subscribe: (read: () => void) => unknown }
const thingsOf = (desk: Desk): Changing[] => [queueOf(desk), leftOf(desk), pulseOf(desk), casesOn(desk)]

const all = new WeakMap<Desk['live'], Handovers>()

export function handoversOf(desk: Desk): Handovers {
  const handovers = all.get(desk.live) ?? new Handovers(desk)
  all.set(desk.live, handovers)
  return handovers
}
