import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hour, minute } from '#platform/clock'
import {
  movesOf,
  newOffer,
  nextOffer,
  usualNotice,
  type Offered,
  type OfferEvent,
  type OfferSituation,
  type SeatPlace,
} from './offers.ts'

const now = Date.parse('2026-11-20T21:00:00Z')

/* A crew as random histories have it: four shifts of two seats, the second and third at the same time, six people. */

type Held = { place: SeatPlace; holder: string | null }
type Standing = { offer: Offered; place: SeatPlace; inReturn: SeatPlace | null }
type Crew = { now: number; starts: number[]; held: Held[]; people: string[]; offers: Standing[]; begun: number }

const draw = fc.record({
  kind: fc.constantFrom('swap', 'swap', 'drop', 'drop', 'take', 'take', 'take', 'decline', 'withdraw', 'time', 'time', 'seat', 'leave', 'move'), // prettier-ignore
  one: fc.nat({ max: 7 }),
  other: fc.nat({ max: 7 }),
  third: fc.nat({ max: 7 }),
})
type Draw = { kind: string; one: number; other: number; third: number }

const newCrew = (): Crew => ({
  now,
  starts: [20, 60, 60, 240].map((hours) => now + hours * hour),
  held: Array.from({ length: 8 }, (_, n) => ({
    place: { shiftId: String(Math.floor(n / 2)), seatId: 'line', slot: n % 2 },
    holder: ['a', 'b', 'a', 'b', 'c', 'd', 'a', 'c'][n]!,
  })),
  people: ['a', 'b', 'c', 'd', 'e', 'f'],
  offers: [],
  begun: 0,
})

const atOnce = (one: string, other: string): boolean => one === other || `${one}${other}`.replace('21', '12') === '12'
/** Whether somebody has time for a seat, had they not the seats of `without`. */
const isFree = ({ held }: Crew, who: string, place: SeatPlace, without: (SeatPlace | null)[]): boolean =>
  held.every((one) => one.holder !== who || !atOnce(one.place.shiftId, place.shiftId) || without.includes(one.place))

function standing(crew: Crew, place: SeatPlace, inReturn: SeatPlace | null = null): OfferSituation {
  const free = crew.people.filter((who) => isFree(crew, who, place, [place, inReturn]))
  const startsAt = crew.starts[Number(place.shiftId)]!
  return { now: crew.now, startsAt, notice: usualNotice, backUps: free.slice(0, 1), everybody: free, planners: ['p'] }
}

/** What the server does with one event, seat and all. */
function happens(crew: Crew, one: Standing, event: OfferEvent): void {
  const { place, inReturn, offer } = one
  const step = nextOffer(offer, event, standing(crew, place, inReturn))
  if (!step) return
  const moves = event.kind === 'taken' ? movesOf(step.offer, one) : []
  const seats = moves.map((move) => crew.held.find(({ place: { shiftId, slot } }) => shiftId === move.shiftId && slot === move.slot)!) // prettier-ignore
  for (const [at, move] of moves.entries())
    assert.equal(seats[at]!.holder, move.from, 'a seat goes straight from its holder')
  for (const [at, move] of moves.entries()) seats[at]!.holder = move.to
  one.offer = step.offer
  settle(crew)
}

const holderAt = ({ held }: Crew, place: SeatPlace): string | null => held.find((one) => one.place === place)!.holder

function settle(crew: Crew): void {
  for (const one of crew.offers.filter(({ offer }) => offer.state === 'open')) {
    const isGiven = one.inReturn === null || one.offer.asked.includes(holderAt(crew, one.inReturn) ?? '')
    if (holderAt(crew, one.place) !== one.offer.holderId || !isGiven) happens(crew, one, { kind: 'lost' })
  }
}

function something(crew: Crew, { kind, one, other, third }: Draw): void {
  const seat = crew.held[one]!
  const who = crew.people[other % crew.people.length]!
  const hasBegun = crew.starts[Number(seat.place.shiftId)]! <= crew.now
  if (kind === 'swap' || kind === 'drop') return hasBegun ? undefined : offers(crew, seat, { kind, who, third })
  if (kind === 'seat' || kind === 'leave') return planned(crew, seat, { kind, who })
  if (kind === 'time') return goOn(crew, [minute, 3 * hour, 12 * hour, 40 * hour][other % 4]!)
  const asked = crew.offers[one % Math.max(1, crew.offers.length)]
  if (kind === 'move') crew.starts[3] = Math.max(crew.now + minute, crew.starts[3]! - 20 * hour)
  if (kind === 'move') return crew.offers.forEach((each) => happens(crew, each, { kind: 'moved' }))
  if (!asked) return
  if (kind === 'withdraw') return happens(crew, asked, { kind: 'withdrawn' })
  if (kind === 'decline') return happens(crew, asked, { kind: 'declined', by: who })
  const { place, inReturn, offer } = asked
  const returns = inReturn === null || isFree(crew, offer.holderId, inReturn, [place, inReturn])
  if (returns && isFree(crew, who, place, [place, inReturn])) happens(crew, asked, { kind: 'taken', by: who })
}

function offers(
  crew: Crew,
  { place, holder }: Held,
  made: { kind: 'swap' | 'drop'; who: string; third: number },
): void {
  if (holder === null) return
  const wished = crew.held[made.third]!
  const isWish = made.kind === 'swap' && wished.holder !== null && wished.place.shiftId !== place.shiftId
  const inReturn = isWish && wished.holder !== holder && crew.starts[Number(wished.place.shiftId)]! > crew.now ? wished : null // prettier-ignore
  const asked = inReturn ? [inReturn.holder!] : made.third < 4 ? [made.who] : null
  for (const one of crew.offers.filter((each) => each.place === place)) happens(crew, one, { kind: 'withdrawn' })
  const at = standing(crew, place, inReturn?.place)
  const { offer } = newOffer({ kind: made.kind, holderId: holder, asked: made.kind === 'drop' ? null : asked }, at)
  crew.offers.push({ offer, place, inReturn: inReturn?.place ?? null })
}

/** Whoever plans puts somebody else there, or somebody leaves and their seats are open. */
function planned(crew: Crew, seat: Held, { kind, who }: { kind: string; who: string }): void {
  if (kind === 'seat') {
    if (isFree(crew, who, seat.place, [seat.place])) seat.holder = who
  } else if (crew.people.length > 3) {
    crew.people = crew.people.filter((one) => one !== who)
    for (const one of crew.held.filter(({ holder }) => holder === who)) one.holder = null
    for (const one of crew.offers) happens(crew, one, { kind: 'left', by: who })
  }
  settle(crew)
}

function goOn(crew: Crew, milliseconds: number): void {
  const until = crew.now + milliseconds
  for (let rounds = 0; ; rounds++) {
    assert.ok(rounds < 5000, 'an offer comes to its end')
    const next = crew.offers
      .filter(({ offer }) => offer.state === 'open' && offer.nextAt! <= until)
      .toSorted((one, two) => one.offer.nextAt! - two.offer.nextAt!)[0]
    if (!next) break
    crew.now = Math.max(crew.now, next.offer.nextAt!)
    happens(crew, next, { kind: 'due' })
  }
  crew.now = until
}

function mustHold(crew: Crew, before: (string | null)[], kind: string): void {
  for (const [at, { place, holder }] of crew.held.entries()) {
    if (before[at] !== null && kind !== 'leave') assert.ok(holder !== null, 'a seat that was held is held')
    const twice = crew.held.filter((one) => holder !== null && one.holder === holder && atOnce(one.place.shiftId, place.shiftId)) // prettier-ignore
    assert.ok(holder === null || twice.length === 1, 'nobody is in two places')
  }
  for (const { offer, place } of crew.offers) {
    assert.equal(offer.state === 'open', offer.nextAt !== null)
    assert.equal(offer.state === 'taken', offer.takenBy !== null)
    if (offer.state !== 'open') continue
    assert.equal(holderAt(crew, place), offer.holderId, 'until somebody has it, it is still theirs')
    const startsAt = crew.starts[Number(place.shiftId)]!
    assert.ok(offer.nextAt! > crew.now && offer.nextAt! <= startsAt, 'it is looked after until its shift begins')
    assert.ok(
      !offer.asked.includes(offer.holderId) && offer.asked.every((one) => one === 'p' || crew.people.includes(one)),
    )
  }
}

test('whatever happens, a seat that was held is held by exactly one, and nobody is in two places', () => {
  const histories = fc.array(draw, { maxLength: 60, size: 'max' })
  const property = fc.property(histories, (draws) => {
    const crew = newCrew()
    for (const one of draws) {
      const before = crew.held.map(({ holder }) => holder)
      something(crew, one)
      mustHold(crew, before, one.kind)
    }
  })
  fc.assert(property, { numRuns: 2000 })
})
