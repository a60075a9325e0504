import type { KeyringThread, StreamRow } from '#features/keys/browser'
import { Log } from './log.ts'
import { InOrder } from './log.ts'
import { NotSent, Outbox } from './outbox.ts'
import { letGo, untilAnswered } from './until-answered.ts'

export type TrackDoors<Body> = {
  /** `slot`: who wrote it. */
  read: (json: string, slot: string) => Body | null
  /** The keyring's thread of today; another one after every unlocking. */
  thread: () => KeyringThread
  send: (id: string, record: string) => Promise<{ seq: number }>
  /** Makes or fetches the key that is missing. */
  renew: () => Promise<void>
  /** Fetches keys that somebody else made. */
  fetch: () => Promise<unknown>
  changed: () => void
  /** Whether the stream can be heard now; where it is not said, it can. */
  online?: () => boolean
}

/** Nothing new for so long means that the server has shown all it will, in milliseconds. */
const quiet = 3000

/** One sealed track of an object, as a console reads and writes it: what the stream has shown and what is on its way. */
export class Track<Body extends object> {
  readonly outbox: Outbox
  log = new Log<Body>()
  /** The server shows less than this device has seen before. */
  incomplete = false
  #doors: TrackDoors<Body>
  #order = new InOrder()
  #looking: ReturnType<typeof setTimeout> | undefined
  #beginnings: (() => void)[] = []
  #resting = false

  constructor(doors: TrackDoors<Body>) {
    this.#doors = doors
    this.outbox = new Outbox({
      seal: (body) => this.#doors.thread().seal(body),
      withdraw: () => this.#doors.thread().withdraw(),
      send: (id, record) => this.#send(id, record),
      renew: doors.renew,
      changed: doors.changed,
    })
  }

  put(body: Body, replaces?: (older: Body) => boolean): string {
    return this.outbox.put(JSON.stringify(body), replaces && ((json) => replaces(JSON.parse(json) as Body)))
  }

  /** Rows from the stream, opened one after the other in the server's order. */
  take(rows: readonly StreamRow[]): Promise<void> {
    const { log } = this
    return this.#order.run(async () => {
      await this.#open(rows, { log, mayFetch: true })
      for (const tell of this.#beginnings.splice(0)) tell()
      this.outbox.read()
      this.#lookSoon()
      this.#doors.changed()
    })
  }

  /** Resolves once its first row was read. */
  async begun(): Promise<void> {
    while (this.log.rows.length === 0) await new Promise<void>((tell) => this.#beginnings.push(tell))
  }

  /**
   * Starts to read from the beginning, with a fresh thread. What was not confirmed is sealed anew. `isAgain`: by the same
   * slot, whose records build on each other.
   */
  restart(isAgain = false): void {
    this.log = new Log<Body>()
    this.#order = new InOrder()
    this.#resting = false
    this.outbox.resealAll(isAgain)
    this.#lookSoon()
  }

  /** Nothing is looked after any more: the page moved on, or the console was locked. */
  rest(): void {
    this.#resting = true
    clearTimeout(this.#looking)
  }

  #lookSoon(): void {
    clearTimeout(this.#looking)
    this.#looking = setTimeout(() => void this.#look(), quiet)
    letGo(this.#looking)
  }

  /** Only a thread that was shown everything it remembers is whole; what comes later mends it. */
  async #look(): Promise<void> {
    if (this.#doors.online?.() === false) return this.#lookSoon()
    const code = await this.#caughtUp().then(
      () => '',
      (error: { code?: string }) => error.code,
    )
    if (this.incomplete === (code === 'record.rolled-back')) return
    this.incomplete = !this.incomplete
    this.#doors.changed()
  }

  #caughtUp = async (): Promise<void> => this.#doors.thread().caughtUp()

  /**
   * A record under a key that another console has just made: fetch it, then go on from there. `log`: of the reading these
   * rows came for; when it has begun anew meanwhile, they come again, and what these said is nothing to the fresh thread.
   */
  async #open(rows: readonly StreamRow[], { log, mayFetch }: { log: Log<Body>; mayFetch: boolean }): Promise<void> {
    if (log !== this.log) return
    const opened = await this.#doors.thread().open(rows)
    if (log !== this.log) return
    for (const [index, row] of opened.entries()) {
      if ('error' in row && row.error === 'key.unknown' && mayFetch) {
        await untilAnswered(this.#doors.fetch, () => this.#resting || log !== this.log)
        return this.#open(rows.slice(index), { log, mayFetch: false })
      }
      if ('error' in row && row.error === 'record.replayed') continue
      const body = 'error' in row ? null : this.#doors.read(row.body, row.slot)
      log.add({ seq: row.seq, id: row.id, slot: 'error' in row ? '' : row.slot, body })
      this.outbox.arrived(row.id)
    }
  }

  async #send(id: string, record: string): Promise<{ seq: number }> {
    try {
      return await this.#doors.send(id, record)
    } catch (error) {
      throw new NotSent((error as { code?: string }).code ?? 'offline')
    }
  }
}
