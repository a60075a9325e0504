import { letGo, passing } from './until-answered.ts'

/** The server's answer to a record it will not keep; `offline` when there was no answer at all. */
export class NotSent extends Error {
  code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

export type Pending = { id: string; body: string; state: 'sending' | 'kept' | 'stuck' }
type Item = Pending & { record: string | null }
export type OutboxDoors = {
  /** Seals the author's next record. */
  seal: (body: string) => Promise<string>
  /** Forgets records sealed but never kept; the next one takes their place. */
  withdraw: () => Promise<void> | void
  /** Resolves with the place in the stream once the record is durable; throws NotSent. */
  send: (id: string, record: string) => Promise<{ seq: number }>
  /** Gets the newer key that the server asks for. Resolves when there is one; throws when there cannot be. */
  renew: () => Promise<void>
  changed: () => void
}

/** Refusals that a newer key mends. */
const newKeyNeeded = new Set(['old-epoch', 'key.stale', 'key.unknown'])
/** What tells us itself when it is over: the connection comes back, the console is unlocked, the rows of before are read, the next night's room is shown. */
const told = new Set(['offline', 'lost', 'locked', 'record.unread', 'night-over'])
/** A conversation this member is no longer on, or a console that is locked: it is read anew when that changes. */
const over = new Set(['not-yours', 'locked'])
const firstPause = 500
const longestPause = 15_000
const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? 'offline')

/**
 * What this page has written and the server has not confirmed. One author's records build on each other, so they leave one
 * by one, in order; a record without an answer is offered again unchanged (the id makes that harmless), and a record
 * refused for an old key is sealed again under the new one. Nothing leaves the list before the stream has shown it.
 */
export class Outbox {
  #doors: OutboxDoors
  #waiting: Item[] = []
  #busy = false
  #poked = false
  #closed = false
  /** The thread that seals knows nothing yet of what was kept meanwhile: the next record builds on it. */
  #isFresh = false
  #isUnread = false
  #shown: (() => void)[] = []
  #renewals = 0
  #moved: (() => void)[] = []
  #again: ReturnType<typeof setTimeout> | undefined
  #pause = firstPause

  constructor(doors: OutboxDoors) {
    const changed = (): void => {
      for (const tell of this.#moved.splice(0)) tell()
      doors.changed()
    }
    this.#doors = { ...doors, changed }
  }

  get pending(): readonly Pending[] {
    return this.#waiting
  }

  /** Puts a body in line. `replaces`: takes the place of a body that has not been sealed yet (an older autosave). */
  put(body: string, replaces?: (body: string) => boolean): string {
    const older = replaces && this.#waiting.find((item) => item.record === null && replaces(item.body))
    if (older) {
      older.body = body
    } else {
      this.#waiting.push({ id: crypto.randomUUID(), body, record: null, state: 'sending' })
    }
    this.#doors.changed()
    void this.poke()
    return older?.id ?? this.#waiting.at(-1)!.id
  }

  /** The stream has shown this record: it is no longer ours to keep. */
  arrived(id: string): void {
    this.#waiting = this.#waiting.filter((item) => item.id !== id)
    for (const tell of [...this.#shown.splice(0), ...this.#moved.splice(0)]) tell()
  }

  /** Call when the connection is back: goes on where it stopped. */
  async poke(): Promise<void> {
    this.#renewals = 0
    this.#isUnread = false
    clearTimeout(this.#again)
    // What wakes it may come while it is just giving up: it is remembered, or nobody would ask again.
    this.#poked = true
    if (this.#busy) return
    this.#busy = true
    try {
      while (this.#poked) await this.#sendAll()
    } finally {
      this.#busy = false
    }
  }

  /** Rows were read: what waited for those of before goes on. */
  read(): void {
    if (this.#busy || this.#isUnread) void this.poke()
  }

  /** Reading began anew, with a fresh thread: what nobody has confirmed is sealed by that one. `isAgain`: by the same slot. */
  resealAll(isAgain = false): void {
    this.#isFresh = isAgain
    for (const item of this.#waiting) if (item.state === 'sending') item.record = null
    void this.poke()
  }

  /** Takes one out again that the server has not got; false when it has. */
  takeOut(id: string): boolean {
    const waits = this.#waiting.some((item) => item.id === id && item.state === 'sending')
    if (waits) this.arrived(id)
    return waits
  }

  /** Resolves once the server has this one, or will not have it. */
  async done(id: string): Promise<void> {
    while (this.#waiting.some((item) => item.id === id && item.state === 'sending')) {
      await new Promise<void>((tell) => this.#moved.push(tell))
    }
  }

  /** Resolves once the server has everything that was put in line until now, or will not have it. */
  async allDone(): Promise<void> {
    await Promise.all(this.#waiting.map(({ id }) => this.done(id)))
  }

  /** The conversation is over: what was not kept stays visible as not sent. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#again)
    for (const item of this.#waiting) if (item.state === 'sending') item.state = 'stuck'
    this.#doors.changed()
  }

  async #sendAll(): Promise<void> {
    this.#poked = false
    for (let next = this.#next(); next && !this.#closed; next = this.#next()) if (!(await this.#send(next))) return
  }

  #next(): Item | undefined {
    return this.#waiting.find((item) => item.state === 'sending')
  }

  async #send(item: Item): Promise<boolean> {
    try {
      if (this.#isFresh) await this.#allShown()
      this.#isFresh = false
      // What was read meanwhile may have been this very one.
      if (!this.#waiting.includes(item)) return true
      item.record ??= await this.#doors.seal(item.body)
      await this.#doors.send(item.id, item.record)
      item.state = 'kept'
      this.#renewals = 0
      this.#pause = firstPause
      this.#doors.changed()
      return true
    } catch (error) {
      return this.#refused(item, error)
    }
  }

  async #refused(item: Item, error: unknown): Promise<boolean> {
    const code = codeOf(error)
    if (code === 'other-body') return this.#wasKept(item)
    if (newKeyNeeded.has(code)) return this.#renew(item)
    this.#isUnread = code === 'record.unread'
    if (told.has(code)) return false
    if (passing.has(code)) return this.#askLater()
    await this.#takeBack()
    item.state = 'stuck'
    this.#doors.changed()
    return true
  }

  /** Always false. With jitter, so that not everybody asks again at once when a server is well again. */
  #askLater(): false {
    if (this.#closed) return false
    clearTimeout(this.#again)
    this.#again = setTimeout(() => void this.poke(), this.#pause * (0.75 + Math.random() / 2))
    letGo(this.#again)
    this.#pause = Math.min(this.#pause * 2, longestPause)
    return false
  }

  /**
   * It was stored before, under a record that this page no longer has. What was sealed in its place is forgotten, and nothing
   * is sealed until the stream has shown the stored one: a record that builds on the other could be read by nobody.
   */
  async #wasKept(item: Item): Promise<boolean> {
    item.state = 'kept'
    this.#doors.changed()
    await this.#doors.withdraw()
    await this.#allShown()
    return true
  }

  async #renew(item: Item): Promise<boolean> {
    await this.#takeBack()
    item.record = null
    this.#renewals += 1
    if (this.#renewals > 5) return this.#askLater()
    return this.#doors.renew().then(
      () => true,
      // What failed here was a request beside the socket: nothing else will tell us when it may be made again.
      (error: unknown) => (over.has(codeOf(error)) ? false : this.#askLater()),
    )
  }

  /** Records that were kept must have been shown by the stream first, or they would be taken back with the refused one. */
  async #takeBack(): Promise<void> {
    await this.#allShown()
    await this.#doors.withdraw()
  }

  async #allShown(): Promise<void> {
    while (this.#waiting.some((item) => item.state === 'kept'))
      await new Promise<void>((tell) => this.#shown.push(tell))
  }
}
