import type { Api } from '#platform/browser/api'
import type { Follow, LiveRow, LiveState } from '#platform/browser/live'
import { base64url, randomBytes } from '#platform/envelope/bytes'
import type { CallerView } from '#features/contacts/browser'
import { readTalkBy, type TalkBody } from '../../bodies.ts'
import type { CallerConfig, Recipients } from '../../wire.ts'
import { InOrder, Log } from '../log.ts'
import { NotSent, Outbox } from '../outbox.ts'
import { untilAnswered } from '../until-answered.ts'
import { CallerSeal, type Way } from '../../caller-seal.ts'
import type { WaitingView } from '#features/queue/browser'

/** The part of the socket client that the caller's page uses. */
export type Line = {
  say: <Reply>(name: string, body: unknown) => Promise<Reply>
  follow: (topic: string, key: string, follow: Follow) => () => void
  close: () => void
}
export type Doors = {
  config: CallerConfig
  api: (bearer: () => string | undefined) => Api
  /** Opens the socket with this bearer token; `heard` is told every change of its state. */
  connect: (bearer: () => string, heard: (state: LiveState) => void) => Line
  now: () => number
}

/** How the outbox calls what the door for messages answers: the socket is open, so it asks again by itself. */
const instead: Record<string, string> = { offline: 'failed', malformed: 'old-epoch' }

/** A caller's conversation, without any screen. Everything it knows is in memory and goes with the page. */
export class CallerTalk {
  readonly log = new Log<TalkBody>()
  readonly outbox: Outbox
  readonly contactId: string
  view: CallerView | null = null
  waiting: WaitingView | null = null
  connection: LiveState = 'connecting'
  /** The server's clock minus this device's, in milliseconds. */
  ahead = 0
  hasWords: boolean
  readonly cameBack: boolean
  /** It was ended on this very page. */
  endedHere = false
  #doors: Doors
  #seal: CallerSeal
  #token: string
  #line: Line | null = null
  #changed: () => void
  #order = new InOrder()
  #seen = 0
  #stops: (() => void)[] = []
  #noKey: () => void = () => {}
  /** What is to be a message left, and is not yet. */
  #instead = new Set<string>()

  private constructor(
    doors: Doors,
    given: { seal: CallerSeal; token: string; hasWords: boolean; changed: () => void },
  ) {
    this.#doors = doors
    this.#seal = given.seal
    this.#token = given.token
    this.#changed = given.changed
    this.hasWords = given.hasWords
    this.cameBack = given.hasWords
    this.contactId = given.seal.contactId
    this.outbox = new Outbox({
      seal: (body) => this.#seal.seal(body),
      withdraw: () => this.#seal.withdraw(),
      send: (id, record) => this.#send(id, record),
      renew: () => this.#renew(),
      changed: this.#changed,
    })
  }

  static async make(doors: Doors, changed: () => void): Promise<CallerTalk> {
    const seal = await CallerSeal.make(doors.config.teamId)
    return new CallerTalk(doors, { seal, token: base64url(randomBytes(32)), hasWords: false, changed })
  }

  static back(doors: Doors, way: Way, changed: () => void): CallerTalk {
    return new CallerTalk(doors, { seal: CallerSeal.back(way), token: way.token, hasWords: true, changed })
  }

  /** The socket of this page, once it listens. */
  get line(): Line | null {
    return this.#line
  }

  get api(): Api {
    return this.#doors.api(() => this.#token)
  }

  /** Everything a start sends, ready before anybody presses anything; nothing leaves the device yet. */
  async opening(
    to: Recipients,
  ): Promise<{ contactId: string; token: string; lineId: string; language: string; wraps: unknown[] }> {
    const { lineId, language, practice } = this.#doors.config
    const wraps = await this.#seal.wraps(lineId, to)
    return { contactId: this.contactId, token: this.#token, lineId, language, wraps, ...(practice ? { practice } : {}) }
  }

  async sealed(body: TalkBody): Promise<{ id: string; record: string }> {
    return { id: crypto.randomUUID(), record: await this.#seal.seal(JSON.stringify(body)) }
  }

  hello(): ReturnType<CallerSeal['hello']> {
    return this.#seal.hello(this.#doors.config.language)
  }

  way(): Way {
    return this.#seal.way(this.#doors.config.lineId, this.#token)
  }

  /** Follows the conversation from its beginning. */
  listen(): void {
    this.#line = this.#doors.connect(() => this.#token, this.#heard)
    const follow = this.#line.follow.bind(this.#line)
    this.#stops = [
      follow('contact', this.contactId, {
        onView: (view) => void this.#order.run(() => this.#viewed(view as CallerView)),
        onEnd: () => void this.#order.run(() => this.#viewed(null)),
      }),
      follow('talk', this.contactId, { after: 0, onRows: (rows) => void this.#order.run(() => this.#take(rows)) }),
      follow('waiting', this.contactId, {
        onView: (view) => this.#waitingIs(view as WaitingView | null),
        onEnd: () => this.#waitingIs(null),
      }),
    ]
  }

  write(text: string): void {
    this.outbox.put(JSON.stringify({ k: 'text', text, at: this.time() } satisfies TalkBody))
  }

  /**
   * Leaves a message instead of waiting. The wish and the sealed words are one request, in line behind what was written
   * before. Resolves when it is durable; throws when it is not. If somebody answered meanwhile, they read it in the chat.
   * False when the team changed and nobody is there who could make the new key: nothing of it was kept.
   */
  async leaveInstead(body: TalkBody): Promise<boolean> {
    const id = this.outbox.put(JSON.stringify(body))
    this.#instead.add(id)
    const noKey = new Promise<true>((tell) => (this.#noKey = () => tell(true)))
    if ((await Promise.race([this.outbox.done(id), noKey])) && this.outbox.takeOut(id)) return false
    await this.outbox.done(id)
    if (this.outbox.pending.some((item) => item.id === id && item.state === 'stuck')) throw new NotSent('ended')
    return true
  }

  time(): number {
    return Math.round(this.#doors.now() + this.ahead)
  }

  /** The words are on the screen: everything up to here counts as seen. */
  look(): void {
    if (this.log.last <= this.#seen || this.view?.state === 'ended') return
    this.#seen = this.log.last
    this.#line?.say('contact.seen', { contactId: this.contactId, seq: this.#seen }).catch(() => {})
  }

  /** Forgets everything this page knew. */
  wipe(): void {
    for (const stop of this.#stops) stop()
    this.#line?.close()
    this.outbox.close()
    this.log.rows = []
    this.#token = ''
  }

  #heard = (state: LiveState): void => {
    this.connection = state
    if (state === 'open') void this.outbox.poke()
    // The server knows nobody here any more: what it has not got it will never have.
    if (state === 'ended') this.outbox.close()
    this.#changed()
  }

  async #viewed(view: CallerView | null): Promise<void> {
    this.view = view
    if (view) await this.#seal.learn(view.wraps)
    if (!view || view.state === 'ended') this.outbox.close()
    else void this.outbox.poke()
    this.#changed()
  }

  #waitingIs(view: WaitingView | null): void {
    this.waiting = view
    this.#changed()
  }

  async #take(rows: LiveRow[]): Promise<void> {
    for (const [seq, id, record] of rows) {
      const opened = await this.#open(record)
      this.log.add({ seq, id, slot: opened?.slot ?? '', body: opened && readTalkBy(opened.body, opened.slot) })
      this.outbox.arrived(id)
    }
    this.#changed()
  }

  /** A record under a key this page does not have yet: asks for the key, then says that it could not be read. */
  async #open(record: string): Promise<{ slot: string; body: string } | null> {
    try {
      return await this.#seal.open(record)
    } catch (error) {
      if ((error as { code?: string }).code !== 'key.unknown') return null
      await untilAnswered(
        () => this.#renew(),
        () => this.#token === '',
      )
      return this.#seal.open(record).catch(() => null)
    }
  }

  async #send(id: string, record: string): Promise<{ seq: number }> {
    const line = this.#line
    if (!line || this.connection !== 'open') throw new NotSent('offline')
    if (this.#instead.has(id)) return this.#sendInstead(id, record)
    const said = { contactId: this.contactId, track: 'talk', id, record }
    return line.say<{ seq: number }>('contact.write', said).catch((error: unknown) => {
      throw new NotSent((error as { code?: string }).code ?? 'offline')
    })
  }

  async #sendInstead(id: string, record: string): Promise<{ seq: number }> {
    const code = await this.api.post('/api/contact/message', { id, record }).then(
      () => '',
      (error: { code?: string }) => error.code ?? 'unexpected',
    )
    if (code && code !== 'answered') throw new NotSent(instead[code] ?? code)
    this.#instead.delete(id)
    return code ? this.#send(id, record) : { seq: 0 }
  }

  /** A removal in the team asks for a newer key: whoever answers makes it, and this page waits for it. */
  async #renew(): Promise<void> {
    const before = this.#seal.epoch
    const view = await this.api.get<CallerView>('/api/contact')
    await this.#seal.learn(view.wraps)
    if (this.#seal.epoch > before) return
    if (!view.answered) this.#noKey()
    throw new NotSent('old-epoch')
  }
}
