import { ApiError } from '#platform/browser/api'
import type { LiveRow } from '#platform/browser/live'
import { Track } from '#features/chat/browser'
import type { Desk } from '#features/keys/browser'
import { readCase, type CaseBody } from '../bodies.ts'
import { oneOpening } from '../rules.ts'
import type { CaseView } from '../wire.ts'
import { CaseKeys } from './case-keys.ts'
import { entriesOf } from './contents.ts'
import { unvouched } from './vouching.ts'

export type CaseFileState = 'opening' | 'open' | 'locked' | 'resting' | 'gone' | 'unopened'

/**
 * One case on a console: its rows, its keys, and what is on its way. A store; knows no screen. Opening it leaves an entry
 * that everybody on the case sees, before the first row is read; where nobody looks any more it rests, and leaves none.
 * `state` is 'unopened' when none of this member's keys fit.
 */
export class CaseFile {
  readonly caseId: string
  readonly keys: CaseKeys
  readonly track: Track<CaseBody>
  view: CaseView | null = null
  state: CaseFileState = 'opening'
  /** A note not added yet; kept while the console is locked. */
  draft = ''
  #desk: Desk
  #stops: (() => void)[] = []
  #follows: (() => void)[] = []
  #readers = new Set<(file: CaseFile) => void>()
  /** When this console last left its entry; 0: not since it was unlocked. */
  #entered = 0
  /** The slot of the unlocking in which this case was opened last; whether the keyring still has its thread. */
  #slot = ''
  #hasThread = false
  /** The entry on its way; '' when there is none. */
  #entering = ''
  /** Counts up when it is opened, locked, or taken away: what was begun before that goes no further. */
  #turn = 0

  constructor(desk: Desk, caseId: string) {
    this.#desk = desk
    this.caseId = caseId
    this.keys = new CaseKeys(desk, caseId, (of) => this.#mustBeVouched(of))
    this.track = this.#trackOf()
    this.#stops = [
      desk.keyring.subscribe((state) => (state === 'open' ? this.#unlocked() : this.#lock())),
      desk.live.state.subscribe((state) => state === 'open' && void this.track.outbox.poke()),
    ]
  }

  subscribe(read: (file: CaseFile) => void): () => void {
    this.#readers.add(read)
    read(this)
    this.wake()
    return () => this.#readers.delete(read)
  }

  /** Somebody looks again: opened where it rests. */
  wake(): void {
    if (this.state === 'resting' && this.#desk.keyring.state === 'open') void this.#open()
  }

  /** Puts a body in line; it is sealed, kept and shown as soon as the network lets it. Returns its id. */
  put(body: CaseBody, replaces?: (older: CaseBody) => boolean): string {
    return this.track.put(body, replaces)
  }

  /** The page shows it: an entry is left, at most one an hour on one console. */
  look(): void {
    if (this.state === 'open' && this.#entered + oneOpening < this.time()) this.#note()
  }

  /** On it again after having been off it: a fresh start. */
  reopen(): void {
    if (this.state === 'gone' && this.#desk.keyring.state === 'open') void this.#open()
  }

  time = (): number => Math.round(Date.now() + this.keys.ahead)

  close(): void {
    for (const stop of [...this.#stops, ...this.#follows]) stop()
    this.#stops = []
    this.#follows = []
  }

  #trackOf(): Track<CaseBody> {
    const { keyring, live } = this.#desk
    return new Track<CaseBody>({
      read: readCase,
      thread: () => keyring.thread(this.caseId, 'case'),
      // Until the entry is kept, everything goes through the door that keeps it.
      send: (id, record) => live.say(this.#entering ? 'case.open' : 'case.write', { caseId: this.caseId, id, record }),
      renew: () => this.keys.renew(),
      online: () => live.state.get() === 'open',
      fetch: () => this.keys.fetch(),
      changed: () => this.#changed(),
    })
  }

  async #open(): Promise<void> {
    this.#become('opening')
    const turn = ++this.#turn
    try {
      await this.#desk.keyring.verified()
      const { case: of } = await this.keys.fetch()
      this.view = of
      await this.keys.renew()
      if (this.#turn === turn) await this.#goOnReading(this.#desk.keyring.slot)
      if (this.#turn === turn) this.#become('open')
    } catch (error) {
      const code = (error as { code?: string }).code
      if (this.#turn !== turn || code === 'locked') return
      if (code === 'offline' || code === 'outdated') return void setTimeout(() => void this.#openAgain(), 2000)
      this.#become(code === 'not-yours' ? 'gone' : 'unopened')
    }
  }

  /** Within one unlocking this console's own records build on each other: they are remembered, or read again first. */
  async #goOnReading(slot: string): Promise<void> {
    const isBack = this.#slot === slot
    this.#slot = slot
    if (isBack && this.#hasThread) {
      await this.#enter()
      return this.#follow(this.track.log.last)
    }
    this.track.restart(isBack)
    if (!isBack) await this.#enter()
    this.#hasThread = true
    this.#follow(0)
  }

  async #openAgain(): Promise<void> {
    if (this.state === 'opening' && this.#stops.length > 0) await this.#open()
  }

  /** Leaves the entry and waits until it is kept: the server shows no row before. */
  async #enter(): Promise<void> {
    const turn = this.#turn
    const id = this.#note()
    this.#entering = id
    await this.track.outbox.done(id)
    if (this.#turn !== turn) throw new ApiError(409, 'locked', '')
    this.#entering = ''
    const isKept = !this.track.outbox.pending.some((item) => item.id === id && item.state === 'stuck')
    if (!isKept) throw new ApiError(409, 'unopened', '')
  }

  #note(): string {
    this.#entered = this.time()
    return this.put({ k: 'opened', at: this.#entered })
  }

  #follow(after: number): void {
    const { live } = this.#desk
    for (const stop of this.#follows) stop()
    this.#follows = [
      () => this.track.rest(),
      live.follow('case', this.caseId, {
        onView: (view: CaseView) => this.#viewed(view),
        onEnd: () => this.#become('gone'),
      }),
      this.#followRows(after),
    ]
  }

  /** A server that restarted has forgotten who left an entry: this console leaves another and goes on where it was. */
  #followRows(after: number): () => void {
    return this.#desk.live.follow('case-rows', this.caseId, {
      after,
      onRows: (rows: LiveRow[]) => void this.track.take(rows).catch(() => {}),
      onEnd: () => {
        if (this.state !== 'open') return
        if (this.track.log.last === 0) return this.#become('unopened')
        if (!this.#isWanted()) return this.#rest('resting')
        const turn = this.#turn
        const goOn = (): unknown => this.#follows.push(this.#followRows(this.track.log.last))
        void this.#enter().then(goOn, () => this.#turn === turn && this.#become('gone'))
      },
    })
  }

  #lock(): void {
    this.#dropEntry()
    this.#rest('locked')
  }

  /** An entry that the server has not got is not left any more: the next opening leaves its own. */
  #dropEntry(): void {
    this.#turn += 1
    this.#hasThread = false
    this.track.outbox.takeOut(this.#entering)
    this.#entering = ''
  }

  #unlocked(): void {
    if (this.state === 'opening' || this.#isWanted()) void this.#open()
    else this.#become('resting')
  }

  /** Looked at now, or with something of this console's that is still on its way. */
  #isWanted(): boolean {
    return this.#readers.size > 0 || this.track.outbox.pending.some(({ state }) => state !== 'stuck')
  }

  #rest(as: 'resting' | 'locked'): void {
    for (const stop of this.#follows) stop()
    this.#follows = []
    this.#become(as)
  }

  #viewed(view: CaseView): void {
    this.view = view
    const goOn = (): void => void this.track.outbox.poke()
    if (view.epochs.demanded > view.epochs.made) void this.keys.renew().then(goOn, () => {})
    this.#changed()
  }

  #become(state: CaseFileState): void {
    this.state = state
    if (state === 'gone') {
      this.#dropEntry()
      void this.#desk.keyring.forget(this.caseId).catch(() => {})
    }
    this.#changed()
  }

  /** Nobody is given a new key of whom the case itself knows nothing, once it has been read. */
  async #mustBeVouched(of: CaseView): Promise<void> {
    if (this.track.log.last === 0) return
    const strange = await unvouched(this.#desk, of, entriesOf(this, this.#desk.me.memberId))
    if (strange.length > 0) throw new ApiError(409, 'unvouched', '')
  }

  #changed = (): void => this.#readers.forEach((read) => read(this))
}

const known = new WeakMap<Desk['live'], Map<string, CaseFile>>()

/** The case on this console, opened by the first who asks (which is noted in it) and shared by every part of the page. */
export function caseTrackOf(desk: Desk, caseId: string): CaseFile {
  const files = known.get(desk.live) ?? new Map<string, CaseFile>()
  known.set(desk.live, files)
  const file = files.get(caseId) ?? new CaseFile(desk, caseId)
  files.set(caseId, file)
  file.wake()
  return file
}
