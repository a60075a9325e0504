import { ApiError, type Api } from '#platform/browser/api'
import type { Keyring } from '#features/keys/browser'
import type { LiveClient } from '#platform/browser/live'
import type { AvailabilityView } from '../../views.ts'
import { addDays } from '../plan/clock.ts'
import {
  emptyDraft,
  faultsOf,
  openDraft,
  sealDraft,
  withoutOld,
  withoutWords,
  type Draft,
  type Fault,
} from './draft.ts'

/** What this needs of the console it lives in. */
export type AvailabilityDesk = {
  api: Pick<Api, 'get' | 'put'>
  live: { state: Pick<LiveClient['state'], 'subscribe'> }
  keyring: Pick<Keyring, 'sealForReaders' | 'openForMe' | 'subscribe'>
  me: { memberId: string }
}
export type Tools = {
  later: (run: () => void, ms: number) => () => void
  /** Milliseconds, of any clock. */
  now: () => number
  /** A date; where, does not matter. */
  today: () => string
}

export type AvailabilityNow = {
  /** null until the server answered, and while locked. */
  draft: Draft | null
  /** `waiting`: kept here, and sent as soon as the server can be reached. `refused`: see `problem`. */
  standing: 'loading' | 'unreachable' | 'saved' | 'changed' | 'saving' | 'waiting' | 'refused'
  faults: Fault[]
  problem: string
  /** The words could not be opened; saving writes them anew. */
  unread: boolean
  /** Never given before. */
  first: boolean
  /** Given on another device meanwhile: one of the two is chosen. */
  theirs: Draft | null
  canUndo: boolean
}

const path = '/api/shifts/availability'
/** Whoever taps through a week is not saved with each tap. */
const pause = 1200
const again = 15_000
/** Somebody typing: letters that follow each other within this are one step. */
const oneStep = 700
const typed: readonly string[] = ['inWords', 'leave']
/** Dates and leave that are over for longer do not grow for ever. */
const keptDays = 60

/**
 * When I can, being written on this console. A store; one for each console, so that leaving the screen loses nothing. Saves by itself,
 * with a version; what cannot be sent stays and is sent later. Locking takes the words off the page: what was not sent yet stays sealed.
 */
export class MyAvailability {
  #desk: AvailabilityDesk
  #tools: Tools
  #draft: Draft | null = null
  #version = 0
  #standing: AvailabilityNow['standing'] = 'loading'
  #problem = ''
  #unread = false
  #theirs: { draft: Draft; version: number } | null = null
  #past: Draft[] = []
  #changed = { at: -Infinity, what: '' }
  /** What was sealed and not sent yet. */
  #unsent: AvailabilityView | null = null
  #cancel: () => void = () => {}
  #readers = new Set<(now: AvailabilityNow) => void>()

  constructor(desk: AvailabilityDesk, tools: Tools = browserTools) {
    this.#desk = desk
    this.#tools = tools
    desk.live.state.subscribe((state) => {
      if (state !== 'open') return
      if (this.#standing === 'waiting') void this.save()
      if (this.#standing === 'unreachable') void this.load()
    })
    desk.keyring.subscribe((state) => (state === 'locked' ? this.#close() : void this.load()))
  }

  get now(): AvailabilityNow {
    return {
      draft: this.#draft,
      standing: this.#standing,
      faults: this.#draft ? faultsOf(this.#draft) : [],
      problem: this.#problem,
      unread: this.#unread,
      first: this.#version === 0,
      theirs: this.#theirs?.draft ?? null,
      canUndo: this.#past.length > 0,
    }
  }

  subscribe(read: (now: AvailabilityNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => void this.#readers.delete(read)
  }

  async load(): Promise<void> {
    if (this.#draft) return
    this.#become('loading')
    try {
      const view = this.#unsent ?? (await this.#desk.api.get<AvailabilityView>(path))
      if (this.#draft) return
      this.#version = view.version
      this.#draft = await this.#open(view)
      this.#become(this.#unsent ? 'waiting' : 'saved')
      if (this.#unsent) void this.save()
    } catch {
      this.#become('unreachable')
    }
  }

  change(change: Partial<Draft>): void {
    if (!this.#draft) return
    const [at, what] = [this.#tools.now(), Object.keys(change).join()]
    const goesOn = typed.includes(what) && what === this.#changed.what && at - this.#changed.at <= oneStep
    if (!goesOn || this.#past.length === 0) this.#past = [...this.#past, this.#draft].slice(-100)
    this.#changed = { at, what }
    this.#put({ ...this.#draft, ...change })
  }

  undo(): void {
    const before = this.#past.pop()
    this.#changed = { at: -Infinity, what: '' }
    if (before) this.#put(before)
  }

  /** Mine, although it was given elsewhere meanwhile. */
  keepMine(): void {
    if (this.#theirs) this.#version = this.#theirs.version
    this.#theirs = null
    void this.save()
  }

  takeTheirs(): void {
    if (!this.#theirs || !this.#draft) return
    this.#past = [...this.#past, this.#draft]
    this.#version = this.#theirs.version
    this.#draft = this.#theirs.draft
    this.#theirs = null
    this.#unsent = null
    this.#become('saved')
  }

  /** Now, and not after the pause: the screen goes, or the network is back. */
  async save(): Promise<void> {
    const draft = this.#draft
    if (!draft || this.#theirs || !['changed', 'waiting', 'refused'].includes(this.#standing)) return
    this.#cancel()
    if (faultsOf(draft).length > 0) return
    this.#become('saving')
    try {
      const sealed = await sealDraft(draft, this.#desk.keyring, this.#desk.me.memberId)
      this.#unsent = { memberId: this.#desk.me.memberId, version: this.#version, ...sealed }
      const saved = await this.#desk.api.put<{ version: number }>(path, { version: this.#version, ...sealed })
      this.#version = saved.version
      this.#unsent = null
      this.#unread = false
      if (!this.#draft) return
      if (draft === this.#draft) return this.#become('saved')
      this.#become('changed')
      void this.save()
    } catch (error) {
      await this.#failed(error)
    }
  }

  async #failed(error: unknown): Promise<void> {
    const { status = -1, code = '', words = '' } = error instanceof ApiError ? error : {}
    if (code === 'changed') {
      const view = await this.#desk.api.get<AvailabilityView>(path).catch(() => null)
      if (view) this.#theirs = { version: view.version, draft: await this.#open(view) }
    }
    if (this.#theirs || (status >= 400 && status < 500 && code !== 'changed')) return this.#become('refused', words)
    this.#become('waiting')
    this.#cancel = this.#tools.later(() => void this.save(), again)
  }

  async #open(view: AvailabilityView): Promise<Draft> {
    if (view.version === 0 && view.sealed === '') return { ...emptyDraft(), ...withoutWords(view) }
    const draft = await openDraft(view, this.#desk.keyring).catch(() => {
      this.#unread = true
      return withoutWords(view)
    })
    return withoutOld(draft, addDays(this.#tools.today(), -keptDays))
  }

  #put(draft: Draft): void {
    this.#draft = draft
    this.#cancel()
    // While something is under way it goes on by itself when that has ended.
    if (this.#standing === 'saving') return this.#tell()
    this.#become('changed')
    this.#cancel = this.#tools.later(() => void this.save(), pause)
  }

  /** Locked: no words stay on the page. */
  #close(): void {
    this.#cancel()
    this.#draft = null
    this.#theirs = null
    this.#past = []
    this.#become('loading')
  }

  #become(standing: AvailabilityNow['standing'], problem = ''): void {
    this.#standing = standing
    this.#problem = problem
    this.#tell()
  }

  #tell(): void {
    const { now } = this
    for (const read of this.#readers) read(now)
  }
}

const browserTools: Tools = {
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
}

const given = new WeakMap<AvailabilityDesk['live'], MyAvailability>()

export function availabilityOf(desk: AvailabilityDesk): MyAvailability {
  const mine = given.get(desk.live) ?? new MyAvailability(desk)
  given.set(desk.live, mine)
  return mine
}
