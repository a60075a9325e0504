import type { OfferView, PassingView, Seating, ShiftView } from '../../views.ts'
import type { Seat } from '../../wire.ts'

export type Place = { shiftId: string; seatId: string; slot: number }
export type Where = { shift: ShiftView; seat: Seat }

/** A seat of mine. */
export type MyCard = Where & {
  seating: Seating
  /** Who else sits in this shift: the line first, then who goes out, then who stays at home. */
  others: { seating: Seating; seat: Seat }[]
  /** What I have offered of it and nobody has taken so far. */
  offer: OfferView | null
}
/** Somebody asks others to take their seat, and I may. */
export type Asked = Where & { offer: OfferView; inReturn: Where | null }

export const placeOf = ({ shift, seating }: Pick<MyCard, 'shift' | 'seating'>): Place => ({
  shiftId: shift.shiftId,
  seatId: seating.seatId,
  slot: seating.slot,
})

const isAt = (one: Place, other: Place): boolean =>
  one.shiftId === other.shiftId && one.seatId === other.seatId && one.slot === other.slot
const byStart = (one: Where, other: Where): number => Date.parse(one.shift.startsAt) - Date.parse(other.shift.startsAt)
const seatOf = (shift: ShiftView | undefined, seatId: string): Where | null => {
  const seat = shift?.seats.find((one) => one.seatId === seatId)
  return shift && seat ? { shift, seat } : null
}

/** My seats, those that begin first on top. A shift that is off stays in sight until it would have ended: whoever sat there must know. */
export function myCards(shifts: readonly ShiftView[], offers: readonly OfferView[], me: string): MyCard[] {
  return shifts
    .flatMap((shift) =>
      shift.seatings
        .filter(({ memberId }) => memberId === me)
        .flatMap((seating): MyCard[] => {
          const where = seatOf(shift, seating.seatId)
          if (!where) return []
          const place = placeOf({ shift, seating })
          const offer = offers.find((one) => one.memberId === me && isAt(one, place)) ?? null
          return [{ ...where, seating, others: othersIn(shift, me), offer }]
        }),
    )
    .toSorted(byStart)
}

const kinds: readonly Seat['kind'][] = ['line', 'pair', 'back-up']

const othersIn = (shift: ShiftView, me: string): MyCard['others'] =>
  shift.seatings
    .filter(({ memberId }) => memberId !== me)
    .flatMap((seating) => {
      const where = seatOf(shift, seating.seatId)
      return where ? [{ seating, seat: where.seat }] : []
    })
    .toSorted((one, other) => kinds.indexOf(one.seat.kind) - kinds.indexOf(other.seat.kind))

/** What is still to come or goes on, and what is over, the latest first. */
export function sortedByNow(cards: readonly MyCard[], now: number): { next: MyCard[]; past: MyCard[] } {
  const isOver = ({ shift }: MyCard): boolean => Date.parse(shift.endsAt) <= now
  return {
    next: cards.filter((card) => !isOver(card)),
    past: cards.filter((card) => isOver(card) && card.shift.state === 'on').toReversed(),
  }
}

/** What others ask of me, and seats of theirs that I could take although nobody asked me; what begins first on top. */
export function offeredTo(
  shifts: readonly ShiftView[],
  offers: readonly OfferView[],
  me: string,
): { asked: Asked[]; given: Asked[] } {
  const others = offers.filter(({ memberId }) => memberId !== me)
  const given = others.filter(({ asksMe, kind, stage }) => !asksMe && (kind === 'drop' || stage !== 'some'))
  const notMine = ({ shift }: Asked): boolean => !shift.seatings.some(({ memberId }) => memberId === me)
  return {
    asked: inSight(
      shifts,
      others.filter(({ asksMe }) => asksMe),
    ),
    given: inSight(shifts, given).filter(notMine),
  }
}

function inSight(shifts: readonly ShiftView[], offers: readonly OfferView[]): Asked[] {
  const byId = new Map(shifts.map((shift) => [shift.shiftId, shift]))
  return offers
    .flatMap((offer): Asked[] => {
      const where = seatOf(byId.get(offer.shiftId), offer.seatId)
      const back = offer.inReturn ? seatOf(byId.get(offer.inReturn.shiftId), offer.inReturn.seatId) : null
      // A swap whose other half is not in sight would be taken without knowing it.
      return where && (offer.inReturn === null || back) ? [{ ...where, offer, inReturn: back }] : []
    })
    .toSorted(byStart)
}

/** Seats of one member that may be asked for in return: later than now, and not in the shift that is given. */
export const seatsOf = (
  shifts: readonly ShiftView[],
  memberId: string,
  but: { shiftId: string; now: number },
): MyCard[] =>
  myCards(shifts, [], memberId).filter(
    ({ shift }) => shift.state === 'on' && shift.shiftId !== but.shiftId && Date.parse(shift.startsAt) > but.now,
  )

/** Hours by month of what is over, the latest month first. `night` begins with the month. */
export function hoursByMonth(past: readonly MyCard[]): { month: string; shifts: number; hours: number }[] {
  const months = new Map<string, { month: string; shifts: number; hours: number }>()
  for (const { shift } of past) {
    const month = shift.night.slice(0, 7)
    const had = months.get(month) ?? { month, shifts: 0, hours: 0 }
    months.set(month, { month, shifts: had.shifts + 1, hours: had.hours + shift.hours })
  }
  return [...months.values()].toSorted((one, other) => (one.month < other.month ? 1 : -1))
}

/** Whether this seat passed through my hands lately, and whose it is now. */
export const passedFromMe = (passings: readonly PassingView[], me: string): PassingView[] =>
  passings.filter(({ fromId }) => fromId === me)
