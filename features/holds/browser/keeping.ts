import type { Desk } from '#features/keys/browser'
import { day } from '#platform/clock'
import { randomId } from '#platform/ids'
import type { ObjectKind, Periods } from '../rules.ts'
import type { KeepingView, KeptView, MotionView, ObjectGoing } from '../wire.ts'

type Hands = Pick<Desk, 'api' | 'keyring' | 'live'>

/** What the team keeps and for how long, as a console follows it. A store. */
export class Keeping {
  view: KeepingView | null = null
  kept: KeptView[] | null = null
  /** The reasons this member may read, by motion; null for one that could not be opened. */
  reasons = new Map<string, string | null>()
  /** When this console last erased something: the moment its key was destroyed. */
  erasedAt: string | null = null
  #desk: Hands
  #reading: Promise<void> = Promise.resolve()
  #readers = new Set<(keeping: Keeping) => void>()

  constructor(desk: Hands) {
    this.#desk = desk
    desk.live.follow('keeping', '', { onView: (view: KeepingView) => void this.#received(view) })
    desk.live.follow('kept', '', {
      onView: (kept: KeptView[]) => {
        this.kept = kept
        this.#changed()
      },
    })
    desk.keyring.subscribe((state) => (state === 'open' ? void this.#read() : this.#forget()))
  }

  subscribe(read: (keeping: Keeping) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  /** Asks for a hold. The reason gets a key of its own, for exactly those who may read the object. Throws ApiError. */
  async hold(
    object: { kind: ObjectKind; objectId: string; readers: string[] },
    until: Date,
    reason: string,
  ): Promise<void> {
    const { api, keyring } = this.#desk
    const motionId = randomId()
    const readers = object.readers.map((reader) => ({ reader }))
    const made = await keyring.makeKey({ object: motionId, kind: 'hold', epoch: 1 }, readers)
    await keyring.learn(made)
    const record = await keyring.thread(motionId, 'hold').seal(reason)
    await keyring.forget(motionId)
    const wraps = made.map(({ reader, sealed }) => ({ reader, sealed }))
    const { kind: objectKind, objectId } = object
    const body = { kind: 'hold', motionId, objectKind, objectId, until: until.toISOString(), reason: record, wraps }
    await api.post('/api/motions', body)
  }

  async changePeriods(lineId: string, periods: Periods): Promise<void> {
    await this.#desk.api.post('/api/motions', { kind: 'periods', motionId: randomId(), lineId, ...periods })
  }

  /** Asks for an export of everything. */
  async askExport(): Promise<void> {
    await this.#desk.api.post('/api/motions', { kind: 'export', motionId: randomId() })
  }

  act(motion: MotionView, what: 'agreement' | 'withdrawal' | 'end'): Promise<unknown> {
    return this.#desk.api.post(`/api/motions/${motion.motionId}/${what}`)
  }

  /** The person wishes it gone. Resolves once its key is destroyed. */
  async erase(kind: ObjectKind, objectId: string): Promise<void> {
    const done = await this.#desk.api.post<{ erasedAt: string }>(`/api/kept/${kind}/${objectId}/erase`)
    this.erasedAt = done.erasedAt
    this.#changed()
  }

  async #received(view: KeepingView): Promise<void> {
    this.view = view
    this.#changed()
    await this.#read()
  }

  #forget(): void {
    this.reasons = new Map()
    this.#changed()
  }

  /** One after the other: a thread that is opened twice at once would refuse the second as replayed. */
  #read(): Promise<void> {
    return (this.#reading = this.#reading.then(() => this.#readNext()))
  }

  async #readNext(): Promise<void> {
    const isLocked = await this.#desk.keyring.verified().then(
      () => false,
      () => true,
    )
    if (isLocked) return
    for (const motion of this.view?.motions ?? []) {
      if (!motion.object?.reason || this.reasons.has(motion.motionId)) continue
      const reason = await this.#reasonOf(motion).catch(() => undefined)
      if (reason === undefined) continue
      this.reasons.set(motion.motionId, reason)
      this.#changed()
    }
  }

  /** Throws when the keyring is locked meanwhile: it is read again after the next unlocking. */
  async #reasonOf({ motionId, movedBy, object }: MotionView): Promise<string | null> {
    const { keyring } = this.#desk
    await keyring.learn(object!.wraps)
    const [row] = await keyring.thread(motionId, 'hold').open([[1, motionId, object!.reason!]])
    await keyring.forget(motionId)
    return row && 'body' in row && row.slot.startsWith(`member:${movedBy}:`) ? row.body : null
  }

  #changed(): void {
    for (const read of this.#readers) read(this)
  }
}

const known = new WeakMap<Desk['live'], Keeping>()

/** The one of this console, whichever part of the page asks first. */
export function keepingOf(desk: Hands): Keeping {
  const keeping = known.get(desk.live) ?? new Keeping(desk)
  known.set(desk.live, keeping)
  return keeping
}

/** When one object goes, as it changes: a store; null while it is not known or not for this member. */
export const goingOfObject = (live: Desk['live'], kind: ObjectKind, objectId: string) => ({
  subscribe(read: (going: ObjectGoing | null) => void): () => void {
    read(null)
    return live.follow('going', `${kind} ${objectId}`, { onView: read, onEnd: () => read(null) })
  },
})

/** Motions of others that wait. */
export const waitingBesides = (view: KeepingView | null, memberId: string): number =>
  (view?.motions ?? []).filter(({ state, movedBy }) => state === 'open' && movedBy !== memberId).length

export const inDays = (days: number, now: number): Date => new Date(now + days * day)
