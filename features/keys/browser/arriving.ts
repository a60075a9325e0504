import type { WayIn } from '#features/members/browser'
import { ApiError, type Api } from '#platform/browser/api'
import type { NewcomerView } from '../wire.ts'
import type { Ceremonies } from './ceremonies.ts'
import { learn } from './learning.ts'
import { readLink, type InvitationLink } from './link.ts'
import { bring, commitTo, decline, enterTeam, lookAt, reveal, stateOf, type Brought, type Invited } from './newcomer.ts'
import { isRefusedByEnvelope, sentenceFor } from './problems.ts'

/**
 * Where a newcomer is. `elsewhere`: another page of theirs (or somebody else's) is using the link. `compared`: it was
 * compared on a page that is gone; it can only be waited for.
 */
export type ArrivingState =
  | { at: 'looking' | 'incomplete' | 'not-theirs' | 'waiting' | 'elsewhere' | 'compared' | 'entered' | 'joined' }
  | { at: 'failed' | 'revoked' | 'expired' }
  | { at: 'invited'; invited: Invited; busy: boolean; problem: string }
  | { at: 'unreachable'; words: string }
  | { at: 'digits'; digits: string }
  | { at: 'matched'; signed: number; needed: number }

type Tools = { api: Api; keyring: Ceremonies; failed: () => string; pause: () => Promise<void> }

/** The newcomer's page without its looks: a store of where they are, moved by the server's answers and their own acts. */
export class Arriving {
  #tools: Tools
  #link: InvitationLink | null
  #state: ArrivingState = { at: 'looking' }
  #readers = new Set<(state: ArrivingState) => void>()
  #invited: Invited | null = null
  #brought: Brought | null = null
  #nonce: string | null = null
  #digits: string | null = null
  #left = false
  /** The first session: it begins once, whatever becomes of what follows. */
  #hasBegun = false

  /** `pause` is waited for between two looks at the server. */
  constructor(rest: string, tools: Tools) {
    this.#link = readLink(rest)
    this.#tools = tools
  }

  get state(): ArrivingState {
    return this.#state
  }

  subscribe(read: (state: ArrivingState) => void): () => void {
    this.#readers.add(read)
    read(this.#state)
    return () => this.#readers.delete(read)
  }

  /** Looks at the link, verifies its team, and says where this invitation is. */
  async start(): Promise<void> {
    if (!this.#link) return this.#be({ at: 'incomplete' })
    try {
      const view = await stateOf(this.#tools.api, this.#link)
      if (view.state !== 'open') return await this.#foundUnderWay(view)
      await this.startOver()
    } catch (error) {
      this.#refused(error)
    }
  }

  /** From the beginning, on this page: what another page brought before the comparison is replaced. */
  async startOver(): Promise<void> {
    try {
      this.#invited = await lookAt(this.#tools.api, this.#link!)
      this.#be({ at: 'invited', invited: this.#invited, busy: false, problem: '' })
    } catch (error) {
      this.#refused(error)
    }
  }

  /** Makes the keys, leaves them with the server, commits, and waits for the steward. */
  async bring(name: string, waysIn: WayIn[], recipients: string[]): Promise<void> {
    const invited = this.#invited!
    this.#be({ at: 'invited', invited, busy: true, problem: '' })
    try {
      this.#brought = await bring(this.#tools, this.#link!, { invited, name, waysIn, recipients })
      this.#nonce = await commitTo(this.#tools.api, this.#link!, this.#brought.keys)
    } catch (error) {
      return this.#be({ at: 'invited', invited, busy: false, problem: sentenceFor(error, this.#tools.failed()) })
    }
    this.#be({ at: 'waiting' })
    await this.#follow()
  }

  async decline(): Promise<void> {
    await decline(this.#tools.api, this.#link!).catch(() => {})
    this.#be({ at: 'failed' })
  }

  leave(): void {
    this.#left = true
  }

  async #follow(): Promise<void> {
    while (!this.#left && !this.#isOver()) {
      try {
        const view = await stateOf(this.#tools.api, this.#link!)
        // Meanwhile they may have said no: what the server said before that is over.
        if (this.#isOver()) return
        await this.#step(view)
      } catch (error) {
        if (isRefusedByEnvelope(error)) return this.#be({ at: 'not-theirs' })
        // The network comes and goes; the next look says where we are.
      }
      if (!this.#isOver()) await this.#tools.pause()
    }
  }

  async #step(view: NewcomerView): Promise<void> {
    const { state, signed, needed } = view
    if (state === 'asked' || state === 'shown') return this.#show(view)
    if (state === 'matched' || state === 'proposed')
      return this.#be({ at: 'matched', signed: Math.max(signed, 1), needed })
    if (state === 'joined') return this.#enter()
    if (state === 'failed' || state === 'revoked' || state === 'expired') return this.#be({ at: state })
    if (state === 'waiting' || state === 'open') this.#be({ at: 'elsewhere' })
  }

  /** Our nonce is shown once, to the nonce we were asked with first: a second one would be a second try. */
  async #show({ stewardNonce }: NewcomerView): Promise<void> {
    if (this.#digits === null) {
      const compared = {
        invited: this.#invited!,
        keys: this.#brought!.keys,
        nonce: this.#nonce!,
        stewardNonce: stewardNonce!,
      }
      this.#digits = await reveal(this.#tools.api, this.#link!, compared)
    }
    if (!this.#isOver()) this.#be({ at: 'digits', digits: this.#digits })
  }

  async #enter(): Promise<void> {
    this.#be({ at: this.#brought && (await this.#goesInside(this.#brought.enter)) ? 'entered' : 'joined' })
  }

  /**
   * False when no session can be gone on with here: it began and the answer was lost, perhaps with its cookie, or this browser keeps
   * none. They are in the team all the same, and the ways in they made open the door.
   */
  async #goesInside(enter: string): Promise<boolean> {
    try {
      if (!this.#hasBegun) await enterTeam(this.#tools.api, this.#link!, enter)
      this.#hasBegun = true
      await learn(this.#tools)
      return true
    } catch (error) {
      if (error instanceof ApiError && (error.code === 'too-late' || error.status === 401)) return false
      throw error
    }
  }

  async #foundUnderWay({ state }: NewcomerView): Promise<void> {
    if (state === 'joined' || state === 'failed' || state === 'revoked' || state === 'expired')
      return this.#be({ at: state })
    const compared = state === 'matched' || state === 'proposed'
    this.#be({ at: compared ? 'compared' : 'elsewhere' })
    if (compared) await this.#waitFromAfar()
  }

  async #waitFromAfar(): Promise<void> {
    while (!this.#left && this.#state.at === 'compared') {
      await this.#tools.pause()
      const view = await stateOf(this.#tools.api, this.#link!).catch(() => null)
      if (view?.state === 'joined' || view?.state === 'failed' || view?.state === 'revoked')
        this.#be({ at: view.state })
    }
  }

  #isOver(): boolean {
    return ['failed', 'revoked', 'expired', 'entered', 'joined', 'not-theirs', 'elsewhere'].includes(this.#state.at)
  }

  #refused(error: unknown): void {
    if (isRefusedByEnvelope(error)) return this.#be({ at: 'not-theirs' })
    this.#be({ at: 'unreachable', words: sentenceFor(error, this.#tools.failed()) })
  }

  #be(state: ArrivingState): void {
    this.#state = state
    for (const read of this.#readers) read(state)
  }
}
