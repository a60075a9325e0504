import type { LiveRow } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import { readRoom, type RoomBody } from '../bodies.ts'
import type { RoomBefore } from '../wire-rooms.ts'
import { beginAgain } from './begin-again.ts'
import { Track } from './track.ts'

type Wraps = { wraps: { object: string; kind: string; epoch: number; reader: string; sealed: string }[] }

/** What the shift of an earlier night left, as this console reads it; nothing is ever written there. Told by the view of tonight's room. */
export class NightBefore {
  room: RoomBefore | null = null
  /** It was shown here and is erased since then. */
  gone: RoomBefore | null = null
  track: Track<RoomBody>
  /** Null until its words were read: then who did not write there sees them, and for others they are one tap away. */
  #open: boolean | null = null
  #looked = false
  #desk: Desk
  #told: () => void
  #stop: (() => void) | null = null

  constructor(desk: Desk, told: () => void) {
    this.#desk = desk
    this.#told = told
    this.track = this.#trackOf(null)
  }

  get isOpen(): boolean {
    return this.#open ?? false
  }

  /** Its first words have come. */
  get isRead(): boolean {
    return this.track.log.rows.length > 0
  }

  /** What others wrote, as long as nobody has looked at it here; for whoever was there themselves nothing is new. */
  get unread(): number {
    return this.#looked || !this.#open ? 0 : this.track.log.rows.length
  }

  unfold(open: boolean): void {
    if (this.#open === open) return
    this.#open = open
    this.#told()
  }

  looked(): void {
    if (this.#looked || !this.isRead || !this.#open) return
    this.#looked = true
    this.#told()
  }

  /** What the server says is there now. One that was shown and is there no more, with no later one in its place, was erased. */
  show(room: RoomBefore | null): void {
    if (room?.roomId === this.room?.roomId) return
    const before = this.room
    this.gone = before && (!room || room.night < before.night) ? before : null
    if (before) void this.#desk.keyring.forget(before.roomId).catch(() => {})
    this.#begin(room)
    if (this.#desk.keyring.state === 'open') this.enter()
  }

  /** Whoever is not on duty any more is not shown it: that is no reason to say that it is gone. */
  hide(): void {
    this.gone = null
    this.#begin(null)
  }

  /** Reads it from its beginning, with the keys of whoever has just unlocked this console. */
  enter(): void {
    const { room } = this
    this.leave()
    if (!room) return
    const { track } = this
    beginAgain(this.#desk.keyring, room.roomId, ['room'])
    track.restart()
    void this.#desk.keyring
      .verified()
      .then(() => this.#fetch(room.roomId))
      .catch(() => {})
      .then(() => {
        if (this.track !== track || this.#desk.keyring.state === 'locked') return
        const take = (rows: LiveRow[]): void => void track.take(rows).catch(() => {})
        this.#stop = this.#desk.live.follow('room-talk', room.roomId, { after: 0, onRows: take })
      })
  }

  /** Locked: nothing of it stays in the page. */
  leave(): void {
    this.#stop?.()
    this.#stop = null
    this.track.rest()
    this.track = this.#trackOf(this.room)
    this.#told()
  }

  #begin(room: RoomBefore | null): void {
    this.room = room
    this.#open = null
    this.#looked = false
    this.leave()
  }

  #trackOf(room: RoomBefore | null): Track<RoomBody> {
    const { keyring, live } = this.#desk
    const roomId = room?.roomId ?? ''
    return new Track<RoomBody>({
      read: readRoom,
      thread: () => keyring.thread(roomId, 'room'),
      send: () => Promise.reject(new Error('a night that is over is written to by nobody')),
      renew: async () => {},
      fetch: () => this.#fetch(roomId),
      changed: () => this.#changed(roomId),
      online: () => live.state.get() === 'open',
    })
  }

  #changed(roomId: string): void {
    if (roomId !== (this.room?.roomId ?? '')) return
    if (this.isRead) this.#open ??= !this.#wroteThere()
    this.#told()
  }

  #wroteThere(): boolean {
    const me = `member:${this.#desk.me.memberId}:`
    return this.track.log.rows.some(({ slot }) => slot.startsWith(me))
  }

  async #fetch(roomId: string): Promise<void> {
    const { wraps } = await this.#desk.api.get<Wraps>(`/api/rooms/${roomId}/wraps`)
    await this.#desk.keyring.learn(wraps)
  }
}
