import type { Desk } from '#features/keys/browser'
import type { WeeksView } from '../views.ts'

export type WeeksNow = { stage: 'loading' | 'here' | 'failed'; view: WeeksView | null }

/** The coming weeks, read again whenever a shift or a seat changed. Ends with the returned function of `follow`. */
export class Weeks {
  now: WeeksNow = { stage: 'loading', view: null }
  #doors: Pick<Desk, 'api' | 'live'>
  #readers = new Set<(now: WeeksNow) => void>()
  #asked = 0

  constructor(doors: Pick<Desk, 'api' | 'live'>) {
    this.#doors = doors
  }

  subscribe(read: (now: WeeksNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => this.#readers.delete(read)
  }

  /** The topic is told once when it is followed: that is the first reading. */
  follow(): () => void {
    return this.#doors.live.follow('shifts', '', { onView: () => void this.read() })
  }

  /** Only the newest answer counts; what was read before stays while there is no connection. */
  async read(): Promise<void> {
    const asked = ++this.#asked
    const view = await this.#doors.api.get<WeeksView>('/api/coverage').catch(() => null)
    if (asked !== this.#asked) return
    this.now = view ? { stage: 'here', view } : { ...this.now, stage: this.now.view ? 'here' : 'failed' }
    for (const read of this.#readers) read(this.now)
  }
}
