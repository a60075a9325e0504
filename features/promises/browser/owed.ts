import type { Desk } from '#features/keys/browser'
import { casesOn, type CaseView } from '#features/cases/browser'
import { leftOf, type LeftMessage } from '#features/chat/browser'
import { queueOf, type WaitingContact } from '#features/queue/browser'
import type { OwedFilter, OwedPulse, OwedView } from '../wire.ts'
import { countOwed, owedItems, type OwedItem } from './owed-items.ts'

/** How many lines are shown at first, and how many more each time. */
export const window = 100

/** How much is mine, and that something changed. A store; one for each console. */
export class Pulse {
  #pulse: OwedPulse | null = null
  #readers = new Set<(pulse: OwedPulse | null) => void>()

  constructor(desk: Desk) {
    desk.live.follow('owed', '', {
      onView: (pulse: OwedPulse) => {
        this.#pulse = pulse
        for (const read of this.#readers) read(pulse)
      },
    })
  }

  subscribe(read: (pulse: OwedPulse | null) => void): () => void {
    this.#readers.add(read)
    read(this.#pulse)
    return () => this.#readers.delete(read)
  }
}

const pulses = new WeakMap<Desk['live'], Pulse>()

export function pulseOf(desk: Desk): Pulse {
  const pulse = pulses.get(desk.live) ?? new Pulse(desk)
  pulses.set(desk.live, pulse)
  return pulse
}

export type Owed = {
  /** null until the server answered once. */
  view: OwedView | null
  items: OwedItem[]
  /** How many there are under this filter, wherever they come from, and how many of them are overdue; practice apart. */
  all: number
  late: number
  /** How many more there are than are shown. */
  more: number
  /** What is shown may be older than what is true. */
  stale: boolean
}

/**
 * What we owe, as one list: promises from the server, a window of those due first; who waits and what was left, from the
 * stores that have them anyway. A store; `close` it when its screen goes.
 */
export class OwedList {
  filter: OwedFilter
  #limit = window
  #desk: Desk
  #view: OwedView | null = null
  #stale = false
  #waiting: WaitingContact[] = []
  #messages: LeftMessage[] = []
  #cases: CaseView[] = []
  #readers = new Set<(owed: Owed) => void>()
  #stops: (() => void)[]
  #asked = 0

  constructor(desk: Desk, filter: OwedFilter) {
    this.#desk = desk
    this.filter = filter
    void this.#ask()
    let first = true
    this.#stops = [
      queueOf(desk).subscribe(({ view }) => {
        this.#waiting = view?.waiting ?? []
        this.#tell()
      }),
      leftOf(desk).subscribe((messages) => {
        this.#messages = messages
        this.#tell()
      }),
      casesOn(desk).subscribe(({ list }) => {
        this.#cases = list
        this.#tell()
      }),
      // The first is what there was when we asked; every other one says that something changed.
      pulseOf(desk).subscribe((pulse) => {
        if (pulse && !first) void this.#ask()
        first = false
      }),
    ]
  }

  subscribe(read: (owed: Owed) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => this.#readers.delete(read)
  }

  get now(): Owed {
    const ended = this.#view?.shift.endedAt ?? null
    const endedAt = ended === null ? null : Date.parse(ended)
    const looking = { filter: this.filter, me: this.#desk.me.memberId, now: Date.now(), endedAt }
    const promises = this.#view?.promises ?? []
    const items = owedItems({ promises, waiting: this.#waiting, messages: this.#messages, cases: this.#cases }, looking)
    const { total = 0, late = 0, practice = 0 } = this.#view ?? {}
    const shown = items.slice(0, this.#limit)
    const more = items.length - promises.length + total + practice - shown.length
    return { view: this.#view, items: shown, ...countOwed(items, { total, late }), more, stale: this.#stale }
  }

  show(filter: OwedFilter): void {
    if (filter === this.filter) return
    this.filter = filter
    this.#limit = window
    this.#view = null
    void this.#ask()
    this.#tell()
  }

  showMore(): void {
    this.#limit += window
    void this.#ask()
    this.#tell()
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  /** Only the newest answer counts. A failed one is asked again with the next change or connection. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked
    const [filter, limit] = [this.filter, Math.min(this.#limit, 5000)]
    const view = await this.#desk.api.get<OwedView>(`/api/owed?filter=${filter}&limit=${limit}`).catch(() => null)
    if (asked !== this.#asked) return
    this.#stale = view === null
    if (view) this.#view = view
    this.#tell()
  }

  #tell(): void {
    const { now } = this
    for (const read of this.#readers) read(now)
  }
}
