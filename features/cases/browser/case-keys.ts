import { ApiError } from '#platform/browser/api'
import { FetchedKeys } from '#platform/browser/fetched-keys'
import type { Desk } from '#features/keys/browser'
import { namedIn } from '../rules.ts'
import type { CaseView, CaseWrap } from '../wire.ts'

type Answer = { case: CaseView; wraps: CaseWrap[]; now: number }
type Hands = Pick<Desk, 'api' | 'keyring' | 'learn'>
type Reader = { reader: string }

export const stewards: Reader = { reader: 'circle:stewards' }
export const memberReader = (memberId: string): Reader => ({ reader: `member:${memberId}` })

/**
 * The keys of one case as this console holds them. It fetches what was wrapped for this member, makes a new key where the
 * server or the rosters demand one, for exactly who may open the case now, and takes another's where that was faster.
 */
export class CaseKeys {
  #hands: Hands
  #caseId: string
  #check: (of: CaseView) => Promise<void>
  #renewing: Promise<void> | null = null
  #keys: FetchedKeys<Answer>

  /** `check` throws when a key must not be made for whom the server names. */
  constructor(hands: Hands, caseId: string, check: (of: CaseView) => Promise<void>) {
    this.#hands = hands
    this.#caseId = caseId
    this.#check = check
    const path = `/api/cases/${caseId}`
    this.#keys = new FetchedKeys(hands, { object: caseId, path, made: ({ case: of }) => ({ case: of.epochs.made }) })
  }

  /** Fetches and opens whatever is there for this member. Throws ApiError (`not-yours`) or EnvelopeError (`locked`). */
  fetch = (): Promise<Answer> => this.#keys.fetch()

  /** The server's clock minus this device's. */
  get ahead(): number {
    return this.#keys.ahead
  }

  /** Resolves once there is a key that may seal something new. Whoever asks while it is being made waits for the same one. */
  renew(): Promise<void> {
    return (this.#renewing ??= this.#renew().finally(() => (this.#renewing = null)))
  }

  /** Every key made so far, wrapped to one more member. */
  async wrapsFor(memberId: string): Promise<CaseWrap[]> {
    const { case: of } = await this.fetch()
    const wraps: CaseWrap[] = []
    for (let epoch = 1; epoch <= of.epochs.made; epoch++) {
      const name = { object: this.#caseId, kind: 'case', epoch }
      wraps.push(...((await this.#hands.keyring.rewrap(name, [memberReader(memberId)])) as CaseWrap[]))
    }
    return wraps
  }

  async #renew(): Promise<void> {
    for (let tries = 0; tries < 8; tries++) {
      const { case: of } = await this.fetch()
      const newest = await this.#hands.keyring.newestEpoch(this.#caseId, 'case')
      const isDue = newest < of.epochs.demanded || (await this.#hands.keyring.needsKey(this.#caseId, 'case'))
      if (!isDue) return
      if (newest < of.epochs.made) throw new ApiError(409, 'unopened', '')
      await this.#make(newest + 1, of)
    }
    throw new ApiError(409, 'outdated', '')
  }

  async #make(epoch: number, of: CaseView): Promise<void> {
    const readers = [...namedIn(of).map(memberReader), stewards]
    await this.#check(of)
    try {
      const wraps = await this.#hands.keyring.makeKey({ object: this.#caseId, kind: 'case', epoch }, readers)
      await this.#hands.api.put(`/api/cases/${this.#caseId}/keys`, { epoch, wraps })
    } catch (error) {
      // Another console was faster, and its key is there to fetch; or it was learned in this very moment.
      const { status, code } = error as { status?: number; code?: string }
      if (status !== 409 && code !== 'key.unknown') throw error
      // This console has yet to hear that the team changed, which comes by itself.
      if (code === 'outdated') await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
}
