import type { Desk } from '#features/keys/browser'
import type { PracticeView, StartedPractice } from '../wire.ts'

/** The practices this member takes part in or started. A store; null until the server has answered. */
export class Practices {
  list: PracticeView[] | null = null
  #desk: Desk
  #readers = new Set<(practices: Practices) => void>()

  constructor(desk: Desk) {
    this.#desk = desk
    desk.live.follow('practices', '', {
      onView: (list: PracticeView[]) => {
        this.list = list
        for (const read of this.#readers) read(this)
      },
    })
  }

  subscribe(read: (practices: Practices) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  /** The link as it is to be sent: on this server's own address. Told once; nobody can ask for it again. */
  async start(made: { lineId: string; memberIds: string[] }): Promise<StartedPractice & { practiceId: string }> {
    const practiceId = crypto.randomUUID()
    const started = await this.#desk.api.post<StartedPractice>('/api/practices', { practiceId, ...made })
    return { ...started, practiceId }
  }

  cancel = (practiceId: string): Promise<unknown> => this.#desk.api.delete(`/api/practices/${practiceId}/link`)
}

const known = new WeakMap<Desk['live'], Practices>()

export function practicesOn(desk: Desk): Practices {
  const practices = known.get(desk.live) ?? new Practices(desk)
  known.set(desk.live, practices)
  return practices
}
