import type { Api } from '#platform/browser/api'
import type { Wrap } from '#platform/envelope/wraps'

/** `learn`: verifies the team again at once. */
type Hands = {
  api: Api
  keyring: {
    learn: (wraps: readonly Wrap[]) => Promise<unknown>
    newestEpoch: (object: string, kind: string) => Promise<number>
  }
  learn: () => Promise<unknown>
}
/** What has keys of its own: its id, where the server tells of it, and how many keys of each kind were made, as it was told. */
type Of<Answer> = { object: string; path: string; made: (answer: Answer) => Record<string, number> }

/** Asks the server for one thing that has keys of its own, and opens whatever of them was wrapped for this member. */
export class FetchedKeys<Answer extends { wraps: readonly Wrap[]; now: number }> {
  #hands: Hands
  #of: Of<Answer>
  /** How many keys there were when the team was last learned because one did not open. */
  #learnedFor = ''
  /** The server's clock minus this device's. */
  ahead = 0

  constructor(hands: Hands, of: Of<Answer>) {
    this.#hands = hands
    this.#of = of
  }

  /**
   * A key that does not open may be made for a circle or an intake of which this console has yet to hear: then it looks once more, with
   * today's team. Throws ApiError (`not-yours`) or EnvelopeError (`locked`).
   */
  async fetch(): Promise<Answer> {
    const answer = await this.#fetch()
    const made = this.#of.made(answer)
    const known = JSON.stringify(made)
    if (known === this.#learnedFor || !(await this.#isLacking(made))) return answer
    await this.#hands.learn()
    this.#learnedFor = known
    return this.#fetch()
  }

  async #fetch(): Promise<Answer> {
    const before = Date.now()
    const answer = await this.#hands.api.get<Answer>(this.#of.path)
    this.ahead = answer.now - (before + Date.now()) / 2
    await this.#hands.keyring.learn(answer.wraps)
    return answer
  }

  async #isLacking(made: Record<string, number>): Promise<boolean> {
    for (const [kind, epoch] of Object.entries(made))
      if ((await this.#hands.keyring.newestEpoch(this.#of.object, kind)) < epoch) return true
    return false
  }
}
