import { ApiError, type Api } from '#platform/browser/api'
import type { ComparedKeys } from '#platform/envelope/comparison'
import type { InvitationView } from '../wire.ts'
import type { Ceremonies } from './ceremonies.ts'
import {
  ask,
  digitsFor,
  keysOf,
  letIn,
  sayMatch,
  sayMismatch,
  secretsOf,
  type Outcome,
  type Secrets,
} from './stewarding.ts'

/** `unsigned`: compared, and whether their place could be signed the team page says. */
export type ComparingState =
  | { at: 'asking' | 'waiting' | 'matching' | 'unsigned' | 'spent' | 'not-theirs' | 'failed' | 'elsewhere' }
  | { at: 'digits'; digits: string }
  | { at: 'done'; outcome: Outcome }

type Tools = { api: Api; keyring: Ceremonies }

/**
 * A steward's side of one comparison: asks, sees the newcomer's nonce, shows six digits, says whether they match and signs.
 * The nonce lives here alone, so a comparison cannot be continued on another page. One try: whatever breaks, breaks it.
 */
export class Comparing {
  readonly invitation: string
  #tools: Tools
  #state: ComparingState = { at: 'asking' }
  #readers = new Set<(state: ComparingState) => void>()
  #secrets: Secrets | null = null
  #committed: string | null = null
  #nonce: string | null = null
  #keys: ComparedKeys | null = null
  #working = false

  constructor(tools: Tools, invitation: string) {
    this.#tools = tools
    this.invitation = invitation
  }

  get state(): ComparingState {
    return this.#state
  }

  subscribe(read: (state: ComparingState) => void): () => void {
    this.#readers.add(read)
    read(this.#state)
    return () => this.#readers.delete(read)
  }

  /** Begins: the newcomer has committed, and made their keys with our link; now they are shown our nonce. */
  async begin(view: InvitationView): Promise<void> {
    await this.#carefully(async () => {
      this.#secrets = await secretsOf(this.#tools.keyring, view)
      keysOf(view, this.#secrets)
      this.#committed = view.joining!.commitment
      this.#nonce = await ask(this.#tools.api, this.invitation)
      this.#be({ at: 'waiting' })
    })
  }

  /** What the server shows of this invitation now; undefined when it is over. */
  async see(view: InvitationView | undefined): Promise<void> {
    if (this.#working || !this.#nonce) return
    if (!view) return this.#isGoingOn() ? this.#be({ at: 'spent' }) : undefined
    if (this.#state.at !== 'waiting' || view.joining?.state !== 'shown') return
    await this.#carefully(async () => {
      const given = { secrets: this.#secrets!, committed: this.#committed!, nonce: this.#nonce! }
      const { digits, keys } = await digitsFor(this.#tools.api, view, given)
      this.#keys = keys
      this.#be({ at: 'digits', digits })
    })
  }

  /** The digits are the same: says so, and signs the newcomer's place. */
  async match(view: InvitationView): Promise<void> {
    if (this.#state.at !== 'digits') return
    this.#be({ at: 'matching' })
    await this.#carefully(async () => {
      await sayMatch(this.#tools.api, this.invitation)
      this.#be(await this.#sign(view))
    })
  }

  async mismatch(): Promise<void> {
    await sayMismatch(this.#tools.api, this.invitation).catch(() => {})
    this.#be({ at: 'spent' })
  }

  /** Their keys are the right ones from here on: whatever fails says nothing of them, and any steward may sign later. */
  #sign(view: InvitationView): Promise<ComparingState> {
    return letIn(this.#tools, view, this.#keys!).then(
      (outcome) => ({ at: 'done', outcome }),
      () => ({ at: 'unsigned' }),
    )
  }

  #isGoingOn(): boolean {
    return ['asking', 'waiting', 'digits'].includes(this.#state.at)
  }

  /**
   * Keys that are not the link's, or a nonce that is not the one committed to, end the invitation at once. Nothing else says that
   * somebody is in between: not a vault that was locked, nor a team that does not hold.
   */
  async #carefully(act: () => Promise<void>): Promise<void> {
    this.#working = true
    try {
      await act()
    } catch (error) {
      if ((error as { code?: string }).code !== 'comparison.broken')
        return this.#be({ at: error instanceof ApiError && this.#state.at === 'asking' ? 'elsewhere' : 'failed' })
      this.#be({ at: 'not-theirs' })
      await sayMismatch(this.#tools.api, this.invitation).catch(() => {})
    } finally {
      this.#working = false
    }
  }

  #be(state: ComparingState): void {
    this.#state = state
    for (const read of this.#readers) read(state)
  }
}
