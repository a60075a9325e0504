import type { Api } from '#platform/browser/api'
import { randomId } from '#platform/ids'
import type { Keyring } from '#features/keys/browser'
import type { LiveClient } from '#platform/browser/live'
import type { CouldView, OffersView, OpenView, ShiftsView } from '../../views.ts'
import { myCards, offeredTo, passedFromMe, sortedByNow, type Asked, type MyCard, type Place } from './cards.ts'
import { addDays, dateAt } from '../plan/clock.ts'
import { ShiftNames } from './names.ts'
import { openSeats, type OpenSeat } from './open-seats.ts'
import { pulseOf } from './pulse.ts'

/** What this needs of the console it lives in. */
export type ShiftsDesk = {
  api: Api
  live: Pick<LiveClient, 'follow'>
  keyring: Pick<Keyring, 'openForCircle'>
  me: { memberId: string }
  team: { timeZone: string }
}

export type MineNow = {
  /** null until the server answered once. */
  view: ShiftsView | null
  next: MyCard[]
  asked: Asked[]
  /** Given away by others: nobody asked me, and I could take it. */
  given: Asked[]
  /** Given to others lately, and theirs now. */
  passed: OffersView['passings']
  open: OpenSeat[]
  months: OpenView['months']
  /** What is shown may be older than what is true. */
  stale: boolean
  /** How many days ahead are shown; there are shifts made for longer. */
  days: number
  /** What is under way, by the id of its shift: one tap is one act. */
  busy: ReadonlySet<string>
}

const window = 42
/** As far as shifts are made ahead; more than one asking may be for. */
const furthest = 98
const nothing = { offers: [], passings: [] }

/**
 * My shifts, what is asked of me and what I may take, as this console sees it. A store; `close` it with its screen. What is done throws
 * ApiError with a sentence for people, and is followed by a fresh look, so that what is shown is what is.
 */
export class MyShifts {
  readonly names: ShiftNames
  #desk: ShiftsDesk
  #now: () => number
  #view: ShiftsView | null = null
  #offers: OffersView = nothing
  #open: OpenView = { seats: [], months: [] }
  #stale = false
  #days = window
  #busy = new Set<string>()
  #asked = 0
  #newest: Promise<void>
  #readers = new Set<(now: MineNow) => void>()
  #stop: () => void

  constructor(desk: ShiftsDesk, now: () => number = () => Date.now()) {
    this.#desk = desk
    this.#now = now
    this.names = new ShiftNames(desk.keyring)
    this.#newest = this.#look(++this.#asked)
    let first = true
    // The first is what there was when we asked; every other one says that something changed.
    this.#stop = pulseOf(desk).subscribe((pulse) => {
      if (pulse && !first) void this.look()
      if (pulse) first = false
    })
  }

  get now(): MineNow {
    const { memberId } = this.#desk.me
    const [shifts, { offers, passings }] = [this.#view?.shifts ?? [], this.#offers]
    return {
      view: this.#view,
      next: sortedByNow(myCards(shifts, offers, memberId), this.#now()).next,
      ...offeredTo(shifts, offers, memberId),
      passed: passedFromMe(passings, memberId),
      open: openSeats(shifts, this.#open, memberId),
      months: this.#open.months,
      stale: this.#stale,
      days: this.#days,
      busy: this.#busy,
    }
  }

  subscribe(read: (now: MineNow) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => void this.#readers.delete(read)
  }

  close(): void {
    this.#stop()
  }

  get mayShowMore(): boolean {
    return this.#days < furthest
  }

  showMore(): Promise<void> {
    this.#days = Math.min(furthest, this.#days + window)
    return this.look()
  }

  /** Resolves once what is shown is as new as this asking, or newer. */
  look(): Promise<void> {
    return (this.#newest = this.#look(++this.#asked))
  }

  /** What is over: three months of it. Asked for only when somebody looks. */
  async past(): Promise<MyCard[]> {
    const today = this.#today()
    const view = await this.#desk.api.get<ShiftsView>(`/api/shifts?from=${addDays(today, -92)}&to=${today}`)
    await this.names.learn(view.patterns)
    return sortedByNow(myCards(view.shifts, [], this.#desk.me.memberId), this.#now()).past
  }

  /** null takes the answer back. */
  answer = ({ shiftId }: Pick<Place, 'shiftId'>, coming: boolean | null): Promise<void> =>
    this.#act(shiftId, () => this.#desk.api.post('/api/shifts/coming', { shiftId, coming }))

  signUp = (shiftId: string, seatId: string): Promise<void> =>
    this.#act(shiftId, () => this.#desk.api.post('/api/shifts/sign-up', { shiftId, seatId }))

  /** Takes a wish back, or a seat that was taken by a slip a moment ago. */
  takeBack = (shiftId: string, seatId: string): Promise<void> =>
    this.#act(shiftId, () => this.#desk.api.delete('/api/shifts/sign-up', { shiftId, seatId }))

  /** null: everybody who could. Returns the offer's id, by which it is taken back. */
  async offer(place: Place, asked: string[] | null, inReturn: Place | null = null): Promise<string> {
    const offerId = randomId()
    const body = { offerId, ...place, kind: 'swap', asked, inReturn }
    await this.#act(place.shiftId, () => this.#desk.api.post('/api/shifts/offers', body))
    return offerId
  }

  async drop(place: Place): Promise<string> {
    const offerId = randomId()
    const body = { offerId, ...place, kind: 'drop', asked: null, inReturn: null }
    await this.#act(place.shiftId, () => this.#desk.api.post('/api/shifts/offers', body))
    return offerId
  }

  withdraw = (shiftId: string, offerId: string): Promise<void> =>
    this.#act(shiftId, () => this.#desk.api.delete(`/api/shifts/offers/${offerId}`))
  take = ({ offer }: Asked): Promise<void> =>
    this.#act(offer.shiftId, () => this.#desk.api.post(`/api/shifts/offers/${offer.offerId}/take`))
  decline = ({ offer }: Asked): Promise<void> =>
    this.#act(offer.shiftId, () => this.#desk.api.post(`/api/shifts/offers/${offer.offerId}/decline`))

  /** Who could take this seat of mine; `free`: by the rules and by what they said, so that everybody may be asked. */
  async could({ shiftId, seatId, slot }: Place): Promise<{ could: string[]; free: string[] }> {
    const path = `/api/shifts/could?shiftId=${shiftId}&seatId=${seatId}&slot=${slot}`
    const people = await this.#desk.api.get<CouldView>(path)
    const idsOf = (some: CouldView): string[] => some.map(({ memberId }) => memberId)
    return { could: idsOf(people.filter(({ could }) => could)), free: idsOf(people.filter(({ isFree }) => isFree)) }
  }

  async #act(shiftId: string, doing: () => Promise<unknown>): Promise<void> {
    if (this.#busy.has(shiftId)) return
    this.#busy = new Set([...this.#busy, shiftId])
    this.#tell()
    try {
      await doing()
    } finally {
      // Refused or not, it may not be as it was shown.
      await this.look()
      this.#busy = new Set([...this.#busy].filter((one) => one !== shiftId))
      this.#tell()
    }
  }

  #today = (): string => dateAt(this.#now(), this.#desk.team.timeZone)

  async #look(asked: number): Promise<void> {
    const { api } = this.#desk
    // Since yesterday: a night that goes on began then.
    const [from, to] = [addDays(this.#today(), -1), addDays(this.#today(), this.#days)]
    const read = await Promise.all([
      api.get<ShiftsView>(`/api/shifts?from=${from}&to=${to}`),
      api.get<OffersView>('/api/shifts/offers'),
      api.get<OpenView>(`/api/shifts/open?from=${from}&to=${to}`),
    ]).catch(() => null)
    if (asked !== this.#asked) return this.#newest
    this.#stale = read === null
    if (read) {
      await this.names.learn(read[0].patterns)
      ;[this.#view, this.#offers, this.#open] = read
    }
    // What is asked of me must not be hidden by how far I look.
    if (this.#isOfferOutOfSight() && this.mayShowMore) {
      this.#days = furthest
      return this.look()
    }
    this.#tell()
  }

  #isOfferOutOfSight(): boolean {
    const inSight = new Set(this.#view?.shifts.map(({ shiftId }) => shiftId))
    return this.#offers.offers.some(
      ({ asksMe, shiftId, inReturn }) =>
        asksMe && (!inSight.has(shiftId) || (inReturn !== null && !inSight.has(inReturn.shiftId))),
    )
  }

  #tell(): void {
    const { now } = this
    for (const read of this.#readers) read(now)
  }
}
