import { placeName } from '../../places.ts'
import type { Seating, ShiftView } from '../../views.ts'

export type Place = { shiftId: string; seatId: string; slot: number }
/** `anyway`: whoever plans saw what speaks against it. */
export type Put = Place & { memberId: string | null; anyway?: boolean }
export type Change = Place & { memberId: string | null; was: string | null }
/** Somebody else changed a place that is changed here too. `twice`: they gave the same person another seat of that shift. */
export type Conflict = { place: Place; mine: string | null; theirs: string | null; twice: boolean }

type Wanted = { place: Place; memberId: string | null; was: string | null; anyway: boolean }
type Step = { place: Place; before: string | null; after: string | null; anyway: boolean }[]

export const placesOf = ({ shiftId, seats }: Pick<ShiftView, 'shiftId' | 'seats'>): Place[] =>
  seats.flatMap(({ seatId, count }) => Array.from({ length: count }, (_none, slot) => ({ shiftId, seatId, slot })))

const mostSteps = 300

/**
 * Who sits where, as it is being planned: what the server has, and on top of it what was changed here and is not saved. Every step can
 * be undone and redone, also after it was saved; what others save meanwhile is merged. A store.
 */
export class Board {
  #places = new Map<string, Place>()
  #saved = new Map<string, Seating>()
  #wanted = new Map<string, Wanted>()
  #past: Step[] = []
  #future: Step[] = []
  #readers = new Set<(board: Board) => void>()

  subscribe(read: (board: Board) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  get canUndo(): boolean {
    return this.#past.length > 0
  }
  get canRedo(): boolean {
    return this.#future.length > 0
  }
  get isDirty(): boolean {
    return this.#wanted.size > 0
  }
  /** Some of what is not saved was chosen although a rule speaks against it. */
  get anyway(): boolean {
    return [...this.#wanted.values()].some(({ anyway }) => anyway)
  }

  at(place: Place): string | null {
    const key = placeName(place)
    const wanted = this.#wanted.get(key)
    return wanted ? wanted.memberId : (this.#saved.get(key)?.memberId ?? null)
  }
  savedAt(place: Place): Seating | undefined {
    return this.#saved.get(placeName(place))
  }
  wantedAt(place: Place): Wanted | undefined {
    return this.#wanted.get(placeName(place))
  }
  /** Everybody who sits anywhere, as planned. */
  all(): (Place & { memberId: string })[] {
    return [...this.#places.values()].flatMap((place) => {
      const memberId = this.at(place)
      return memberId === null ? [] : [{ ...place, memberId }]
    })
  }

  /** Seats somebody, or empties the seat. Whoever has another seat of that shift changes it: nobody sits twice. */
  put({ memberId, anyway = false, ...place }: Put): void {
    this.#do([{ ...place, memberId, anyway }, ...this.#elsewhere(memberId, place, [])])
  }

  /** To another seat; whoever sits there takes the one that became free. */
  move(from: Place, to: Place, anyway = false): void {
    const [moved, other] = [this.at(from), this.at(to)]
    if (placeName(from) === placeName(to) || moved === null) return
    this.#do([
      { ...to, memberId: moved, anyway },
      { ...from, memberId: other, anyway: other !== null && anyway },
      ...this.#elsewhere(moved, to, [from]),
      ...this.#elsewhere(other, from, [to]),
    ])
  }

  undo(): void {
    const step = this.#past.pop()
    if (!step) return
    this.#future.push(step)
    for (const { place, before } of step) this.#want(place, before, false)
    this.#tell()
  }
  redo(): void {
    const step = this.#future.pop()
    if (!step) return
    this.#past.push(step)
    for (const { place, after, anyway } of step) this.#want(place, after, anyway)
    this.#tell()
  }

  /** What is to be saved, all at once. */
  changes(): Change[] {
    return [...this.#wanted.values()].map(({ place, memberId, was }) => ({ ...place, memberId, was }))
  }

  /** What the server has now. Changes that it has too are saved; those whose place is gone are let go and handed back. */
  merge(shifts: readonly ShiftView[]): Place[] {
    const on = shifts.filter(({ state }) => state === 'on')
    this.#places = new Map(on.flatMap(placesOf).map((place) => [placeName(place), place]))
    this.#saved = new Map(
      on.flatMap(({ shiftId, seatings }) => seatings.map((one) => [placeName({ shiftId, ...one }), one] as const)),
    )
    const gone: Place[] = []
    for (const [key, { place, memberId }] of this.#wanted) {
      if (!this.#places.has(key)) gone.push(place)
      if (!this.#places.has(key) || memberId === (this.#saved.get(key)?.memberId ?? null)) this.#wanted.delete(key)
    }
    this.#tell()
    return gone
  }

  conflicts(): Conflict[] {
    return [...this.#wanted.values()].flatMap(({ place, memberId: mine, was }): Conflict[] => {
      const theirs = this.#saved.get(placeName(place))?.memberId ?? null
      if (theirs !== was) return [{ place, mine, theirs, twice: false }]
      return this.#elsewhere(mine, place, []).length > 0 ? [{ place, mine, theirs, twice: true }] : []
    })
  }
  keepMine({ place, mine }: Conflict): void {
    const anyway = this.wantedAt(place)?.anyway ?? false
    this.#wanted.delete(placeName(place))
    this.#want(place, mine, anyway)
    for (const { memberId, ...other } of this.#elsewhere(mine, place, [])) this.#want(other, memberId, false)
    this.#tell()
  }
  takeTheirs({ place, mine, theirs }: Conflict): void {
    this.#past.push([{ place, before: mine, after: theirs, anyway: false }])
    this.#wanted.delete(placeName(place))
    this.#tell()
  }

  /** Everything as the server has it; one step, so that it can be taken back. */
  discard(): void {
    this.#do(
      this.changes().map(({ was: _was, ...place }) => ({ ...place, memberId: this.savedAt(place)?.memberId ?? null })),
    )
  }

  #elsewhere(memberId: string | null, place: Place, but: Place[]): Put[] {
    if (memberId === null) return []
    const kept = [place, ...but].map(placeName)
    return [...this.#places.values()]
      .filter(
        (other) => other.shiftId === place.shiftId && !kept.includes(placeName(other)) && this.at(other) === memberId,
      )
      .map((other) => ({ ...other, memberId: null }))
  }

  #do(puts: readonly Put[]): void {
    const step = puts.map(({ memberId, anyway = false, shiftId, seatId, slot }) => {
      const place = { shiftId, seatId, slot }
      return { place, before: this.at(place), after: memberId, anyway }
    })
    if (step.every(({ before, after }) => before === after)) return
    this.#past = [...this.#past, step].slice(-mostSteps)
    this.#future = []
    for (const { place, after, anyway } of step) this.#want(place, after, anyway)
    this.#tell()
  }

  #want(place: Place, memberId: string | null, anyway: boolean): void {
    const key = placeName(place)
    const saved = this.#saved.get(key)?.memberId ?? null
    const was = this.#wanted.get(key)?.was ?? saved
    if (!this.#places.has(key) || memberId === saved) this.#wanted.delete(key)
    else this.#wanted.set(key, { place, memberId, was, anyway })
  }

  #tell(): void {
    for (const read of this.#readers) read(this)
  }
}
