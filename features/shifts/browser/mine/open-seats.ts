import type { OpenView, ShiftView, WhyNot } from '../../views.ts'
import type { Where } from './cards.ts'

/** Places of one seat that nobody holds. */
export type OpenSeat = Where & {
  free: number
  /** I have asked for it, and somebody who plans says yes or no. */
  wished: boolean
  /** None: I may take it. */
  why: WhyNot[]
}

/** What begins first on top. Shifts I sit in stand with my own. */
export function openSeats(shifts: readonly ShiftView[], { seats }: OpenView, me: string): OpenSeat[] {
  const byId = new Map(shifts.map((shift) => [shift.shiftId, shift]))
  return seats
    .flatMap(({ shiftId, seatId, free, why }): OpenSeat[] => {
      const shift = byId.get(shiftId)
      const seat = shift?.seats.find((one) => one.seatId === seatId)
      if (!shift || !seat || shift.seatings.some(({ memberId }) => memberId === me)) return []
      const wished = shift.wishes.some((wish) => wish.memberId === me && wish.seatId === seatId)
      return [{ shift, seat, free, wished, why }]
    })
    .toSorted((one, other) => Date.parse(one.shift.startsAt) - Date.parse(other.shift.startsAt))
}

export const mayTakeNow = ({ why }: OpenSeat): boolean => why.length === 0
