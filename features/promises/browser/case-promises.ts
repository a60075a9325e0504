import { ApiError } from '#platform/browser/api'
import { randomId } from '#platform/ids'
import { cardOf, entriesOf, mayReach, partsOf, type CaseFile, type SafeCard } from '#features/cases/browser'
import type { Desk } from '#features/keys/browser'
import { promisePart, readPromise, type PromiseBody } from '../bodies.ts'
import { follows, type Outcome, type PromiseKind } from '../rules.ts'
import type { CasePromisesView, OwedPromise } from '../wire.ts'
import { pulseOf } from './owed.ts'
import { say } from './saying.ts'

/** One try of a callback, as the case tells it. `outcome` null: it goes on, or nobody said how it went. */
export type Attempt = { attemptId: string; by: string | null; shownAt: number; outcome: Outcome | null; note: string }
export type NewPromise = {
  kind: PromiseKind
  words: string
  ownerId: string
  fallbackId: string
  dueAt: number
}

/**
 * The promises of one case on a console: their rows from the server, their words and attempts from the case's sealed track. A
 * store; `close` it with its screen. What is done throws ApiError with a sentence for people.
 */
export class CasePromises {
  view: CasePromisesView | null = null
  #desk: Desk
  #file: CaseFile
  #readers = new Set<(promises: CasePromises) => void>()
  #stops: (() => void)[]
  #asked = 0
  #newest: Promise<void> = Promise.resolve()

  constructor(desk: Desk, file: CaseFile) {
    this.#desk = desk
    this.#file = file
    this.#stops = [pulseOf(desk).subscribe(() => void this.#ask()), file.subscribe(() => this.#tell())]
  }

  subscribe(read: (promises: CasePromises) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  /** How this person may be reached, as the newest card says. */
  get card(): SafeCard {
    return cardOf(this.#entries()).card
  }

  /** Whether anybody may be called or written to at all. */
  get isPermitted(): boolean {
    return mayReach(this.card, 'call') || mayReach(this.card, 'text')
  }

  /** What was promised, in the crew's words; null where they cannot be read. */
  wordsOf(promiseId: string): string | null {
    const found = this.#bodies().findLast(({ body }) => body.k === 'promised' && body.promiseId === promiseId)
    return found?.body.k === 'promised' ? found.body.words : null
  }

  /** Every try, the first first. Only what the server has kept. */
  attemptsOf(promiseId: string): Attempt[] {
    const bodies = this.#bodies().filter(({ body, kept }) => kept && body.promiseId === promiseId)
    return bodies.flatMap(({ body, by, at }) => {
      if (body.k !== 'shown') return []
      const went = bodies.find((other) => other.body.k === 'went' && other.body.attemptId === body.attemptId)?.body
      const { outcome, note } = went?.k === 'went' ? went : { outcome: null, note: '' }
      return [{ attemptId: body.attemptId, by, shownAt: at, outcome, note }]
    })
  }

  /** The number, while its owner has an attempt open here and the case says that it was shown; else null. */
  numberOf({ promiseId, ownerId, attemptId, state }: OwedPromise): string | null {
    const me = this.#desk.me.memberId
    if (state !== 'trying' || ownerId !== me) return null
    const isShown = this.attemptsOf(promiseId).some((one) => one.attemptId === attemptId && one.by === me)
    return isShown ? this.card.number : null
  }

  /** Sealed first, and kept: only then is it promised. Said again after a refusal, it is the same promise. */
  async make(made: NewPromise, promiseId = randomId()): Promise<string> {
    const { words, dueAt, ...rest } = made
    if (made.kind === 'callback') this.#mustBePermitted()
    if (this.wordsOf(promiseId) !== words) await this.#seal({ k: 'promised', promiseId, words })
    const body = { promiseId, caseId: this.#file.caseId, ...rest, dueAt: new Date(dueAt).toISOString() }
    await this.#desk.api.post('/api/promises', body)
    await this.#ask()
    return promiseId
  }

  /** Asks for an attempt, and leaves the entry that the number was shown: then `numberOf` tells it. */
  async begin({ promiseId }: OwedPromise): Promise<void> {
    this.#mustBePermitted()
    const attemptId = randomId()
    await this.#say('post', `${promiseId}/attempt`, { attemptId })
    await this.#seal({ k: 'shown', promiseId, attemptId })
  }

  async went(promise: OwedPromise, outcome: Outcome, note: string): Promise<void> {
    const { promiseId } = promise
    const attemptId = promise.attemptId!
    await this.#seal({ k: 'went', promiseId, attemptId, outcome, note })
    await this.#say('put', `${promiseId}/attempt`, { attemptId, follows: follows[outcome] })
  }

  kept = ({ promiseId }: OwedPromise): Promise<void> => this.#say('post', `${promiseId}/kept`)
  undo = ({ promiseId }: OwedPromise): Promise<void> => this.#say('post', `${promiseId}/undo`)
  letGo = ({ promiseId }: OwedPromise): Promise<void> => this.#say('post', `${promiseId}/let-go`)
  askSteward = ({ promiseId }: OwedPromise): Promise<void> => this.#say('post', `${promiseId}/steward`)
  give = ({ promiseId }: OwedPromise, to: string): Promise<void> => this.#say('put', `${promiseId}/owner`, { to })
  move = ({ promiseId }: OwedPromise, dueAt: number): Promise<void> =>
    this.#say('put', `${promiseId}/due`, { dueAt: new Date(dueAt).toISOString() })
  round = ({ promiseId }: OwedPromise, to: string, dueAt: number): Promise<void> =>
    this.#say('post', `${promiseId}/round`, { to, dueAt: new Date(dueAt).toISOString() })

  #mustBePermitted(): void {
    if (!this.isPermitted) throw new ApiError(409, 'permission', say(this.#desk.language).refused.permission)
  }

  async #say(method: 'post' | 'put', path: string, body: object = {}): Promise<void> {
    await this.#desk.api[method](`/api/promises/${path}`, body)
    await this.#ask()
  }

  /** Resolves once the server has it. What it will not have is not done. */
  async #seal(body: PromiseBody): Promise<void> {
    const { outbox } = this.#file.track
    const id = this.#file.put({ k: 'part', part: promisePart, json: JSON.stringify(body), at: this.#file.time() })
    await outbox.done(id)
    const isStuck = outbox.pending.some((item) => item.id === id && item.state === 'stuck')
    if (isStuck) throw new ApiError(409, 'stuck', say(this.#desk.language).inCase.stuck)
  }

  #bodies(): { body: PromiseBody; by: string | null; at: number; kept: boolean }[] {
    return partsOf(this.#entries(), promisePart).flatMap(({ body, by, kept }) => {
      const read = readPromise(body.json)
      return read ? [{ body: read, by, at: body.at, kept }] : []
    })
  }

  #entries = (): ReturnType<typeof entriesOf> => entriesOf(this.#file, this.#desk.me.memberId)

  /** Resolves once what is shown is as new as this asking, or newer. */
  #ask(): Promise<void> {
    return (this.#newest = this.#fetch(++this.#asked))
  }

  async #fetch(asked: number): Promise<void> {
    const path = `/api/promises/of/${this.#file.caseId}`
    const view = await this.#desk.api.get<CasePromisesView>(path).catch(() => null)
    if (asked !== this.#asked) return this.#newest
    if (!view) return
    this.view = view
    this.#tell()
  }

  #tell(): void {
    for (const read of this.#readers) read(this)
  }
}
