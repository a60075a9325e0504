import { ApiError } from '#platform/browser/api'
import type { LiveRow } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import type { QueueView } from '#features/queue/browser'
import { readRoom, type RoomBody } from '../bodies.ts'
import type { RoomView } from '../wire-rooms.ts'
import { beginAgain } from './begin-again.ts'
import { NightBefore } from './night-before.ts'
import { Track } from './track.ts'

type Wraps = { wraps: { object: string; kind: string; epoch: number; reader: string; sealed: string }[] }

/** The night's room: one sealed thread for everybody on duty. A store; follows the night by itself. */
export class Room {
  view: RoomView | null = null
  track: Track<RoomBody>
  /** What the shift of an earlier night left. */
  readonly before: NightBefore
  draft = ''
  /** Not on duty, so not let in; comes in by itself with the next duty. */
  off = false
  /** Rows up to here were on the screen. */
  #readTo = 0
  #desk: Desk
  #stop: (() => void) | null = null
  /** Under which slot which room was read last. */
  #read = ''
  /** Which entering is under way: an earlier one gives way. */
  #entering = 0
  #away: () => void = () => {}
  #onDuty: boolean | null = null
  #readers = new Set<(room: Room) => void>()

  constructor(desk: Desk) {
    this.#desk = desk
    this.track = this.#trackOf('')
    this.before = new NightBefore(desk, () => this.#changed())
    this.#look()
    desk.live.follow('queue', '', { onView: ({ me }: QueueView) => this.#dutyIs(me.duty !== null) })
    desk.keyring.subscribe((state) => (state === 'open' ? this.#unlocked() : this.#wasLocked()))
    desk.live.state.subscribe((state) => (state === 'open' ? void this.track.outbox.poke() : this.#changed()))
  }

  subscribe(read: (room: Room) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  get locked(): boolean {
    return this.#desk.keyring.state === 'locked'
  }

  get isOnline(): boolean {
    return this.#desk.live.state.get() === 'open'
  }

  get unread(): number {
    const me = `member:${this.#desk.me.memberId}:`
    const tonight = this.track.log.rows.filter((row) => row.seq > this.#readTo && !row.slot.startsWith(me)).length
    return tonight + this.before.unread
  }

  write(text: string): void {
    const name = this.#desk.keyring.names().get(this.#desk.me.memberId) ?? ''
    this.track.put({ k: 'text', text, name, at: Date.now() })
  }

  read(): void {
    if (this.#readTo >= this.track.log.last) return
    this.#readTo = this.track.log.last
    this.#changed()
  }

  #unlocked(): void {
    this.#enter()
    this.before.enter()
  }

  #wasLocked(): void {
    this.#leave()
    this.before.leave()
  }

  #look(): void {
    this.#away()
    this.#away = this.#desk.live.follow('room', '', {
      onView: (view: RoomView) => this.#viewed(view),
      onEnd: () => this.#shut(),
    })
  }

  #dutyIs(on: boolean): void {
    const changed = this.#onDuty !== null && this.#onDuty !== on
    this.#onDuty = on
    if (changed || (on && this.off)) this.#look()
  }

  #shut(): void {
    this.off = true
    this.view = null
    this.#begin('')
    this.before.hide()
    this.#leave()
  }

  #viewed(view: RoomView): void {
    this.off = false
    const isOther = view.roomId !== this.view?.roomId
    this.view = view
    if (isOther) {
      const unsent = this.track.outbox.pending.filter(({ state }) => state === 'sending')
      this.#leave()
      this.#begin(view.roomId)
      this.#readTo = 0
      if (!this.locked) this.#enter()
      // At noon the next night's room takes over: what had not left for the old one is said in the new one.
      for (const { body } of unsent) this.track.outbox.put(body)
    }
    // After tonight's: at noon the room that was tonight's is the one before, and is read from here on.
    this.before.show(view.before)
    this.#changed()
  }

  /** Whatever the track of before still had on its way, it sends nothing into another night's room. */
  #begin(roomId: string): void {
    this.track.rest()
    this.track.outbox.close()
    this.track = this.#trackOf(roomId)
  }

  #enter(): void {
    const room = this.view
    if (!room) return
    this.#leave()
    beginAgain(this.#desk.keyring, room.roomId, ['room'])
    const place = `${this.#desk.keyring.slot} ${room.roomId}`
    this.track.restart(place === this.#read)
    this.#read = place
    const entering = this.#entering
    void this.#desk.keyring
      .verified()
      .then(() => this.#fetch(room.roomId))
      .catch(() => {})
      .then(() => {
        if (this.locked || entering !== this.#entering) return
        const take = (rows: LiveRow[]): void => void this.track.take(rows).catch(() => {})
        this.#stop = this.#desk.live.follow('room-talk', room.roomId, { after: 0, onRows: take })
      })
  }

  #leave(): void {
    this.#entering++
    this.#stop?.()
    this.#stop = null
    this.#changed()
  }

  #trackOf(roomId: string): Track<RoomBody> {
    const { keyring, live } = this.#desk
    return new Track<RoomBody>({
      read: readRoom,
      thread: () => keyring.thread(roomId, 'room'),
      send: (id, record) => live.say('room.write', { roomId, id, record }),
      renew: () => this.#renew(roomId),
      fetch: () => this.#fetch(roomId),
      changed: () => this.#changed(),
    })
  }

  async #fetch(roomId: string): Promise<void> {
    const { wraps } = await this.#desk.api.get<Wraps>(`/api/rooms/${roomId}/wraps`)
    await this.#desk.keyring.learn(wraps)
  }

  /** The first who writes makes the room's key; after a removal, whoever writes next. */
  async #renew(roomId: string): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      await this.#fetch(roomId)
      const newest = await this.#desk.keyring.newestEpoch(roomId, 'room')
      const needed = this.view?.roomId === roomId ? this.view.epoch : 0
      if (newest >= needed && !(await this.#desk.keyring.needsKey(roomId, 'room'))) return
      const wraps = await this.#desk.keyring.makeKey({ object: roomId, kind: 'room', epoch: newest + 1 }, [
        { reader: 'circle:responders' },
      ])
      const body = { epoch: newest + 1, wraps: wraps.map(({ reader, sealed }) => ({ reader, sealed })) }
      await this.#desk.api.put(`/api/rooms/${roomId}/wraps`, body).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 409)) throw error
      })
    }
  }

  #changed(): void {
    for (const read of this.#readers) read(this)
  }
}

const rooms = new WeakMap<Desk['live'], Room>()

export function roomOf(desk: Desk): Room {
  const room = rooms.get(desk.live) ?? new Room(desk)
  rooms.set(desk.live, room)
  return room
}
