import type { Api } from '#platform/browser/api'
import type { DoorView, MeView } from '#features/members/browser'

/**
 * Before anybody is inside, and who is inside. `why`: what brought them back to the door. `entry`: another number for whoever comes in
 * anew. What belongs to one entry, its socket first of all, is of no use to the next, also when the session is the same one.
 */
export type EntranceState =
  | { at: 'starting' }
  | { at: 'unreachable' }
  | { at: 'no-team'; demo: boolean }
  | { at: 'door'; door: { team: NonNullable<DoorView['team']>; demo: boolean }; why: Why }
  | { at: 'inside'; view: MeView; entry: number }
export type Why = 'fresh' | 'ended' | 'left'

/** Milliseconds. */
const tooSoon = 10_000

/** Who is at this console, as the server says. A store; knows nothing of keys: a standing session is still locked. */
export class Entrance {
  #api: Api
  #state: EntranceState = { at: 'starting' }
  #entries = 0
  #now: () => number
  /** When somebody was last sent out and was inside all the same. */
  #cameBackAt = -Infinity
  #readers = new Set<(state: EntranceState) => void>()

  /** `now`: milliseconds. */
  constructor(api: Api, now = (): number => Date.now()) {
    this.#api = api
    this.#now = now
  }

  get state(): EntranceState {
    return this.#state
  }

  subscribe(read: (state: EntranceState) => void): () => void {
    this.#readers.add(read)
    read(this.#state)
    return () => this.#readers.delete(read)
  }

  /** Asks for the session, else for the door. `why` is told to whoever finds themselves outside. */
  async look(why: Why = 'fresh'): Promise<void> {
    try {
      const door = await this.#api.get<DoorView>('/api/sign-in')
      const { team, demo, inside } = door
      if (inside && why === 'ended' && this.#isRound()) this.#become({ at: 'unreachable' })
      else if (inside) this.#become({ at: 'inside', view: inside, entry: ++this.#entries })
      else this.#become(team ? { at: 'door', door: { team, demo }, why } : { at: 'no-team', demo })
    } catch {
      this.#become({ at: 'unreachable' })
    }
  }

  /** Somebody signed in; or what the server says of whoever is inside has changed. */
  enter(view: MeView): void {
    const isSame = this.#state.at === 'inside' && this.#state.view.me.sessionId === view.me.sessionId
    if (!isSame) this.#entries += 1
    this.#become({ at: 'inside', view, entry: this.#entries })
  }

  /** Ends this session with the server. Offline, it ends here all the same; the server's copy ends by its own clock. */
  async leave(): Promise<void> {
    await this.#api.post('/api/sign-out').catch(() => {})
    await this.look('left')
  }

  /** Sent out right after coming back: something between us and the server lets requests through, and sockets not. Asking on would go round. */
  #isRound(): boolean {
    const now = this.#now()
    const isSoon = now - this.#cameBackAt < tooSoon
    this.#cameBackAt = now
    return isSoon
  }

  #become(state: EntranceState): void {
    this.#state = state
    for (const read of this.#readers) read(state)
  }
}
