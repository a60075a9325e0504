import type { ShiftView } from '../../views.ts'
import type { Seat } from '../../wire.ts'
import { placesOf, type Board } from './board.ts'
import { monthOf } from './clock.ts'

export type PrintedRow = { shift: ShiftView; seats: { seat: Seat; taken: string[]; open: number }[] }

/** A month's nights, seat by seat, as planned. */
export const printedRows = (
  shifts: readonly ShiftView[],
  board: Board,
  { month, lineId }: { month: string; lineId: string | null },
): PrintedRow[] =>
  shifts
    .filter(({ state, night }) => state === 'on' && monthOf(night) === monthOf(month))
    .filter((shift) => lineId === null || shift.lineId === lineId)
    .map((shift) => ({
      shift,
      seats: shift.seats.map((seat) => {
        const taken = placesOf(shift)
          .filter(({ seatId }) => seatId === seat.seatId)
          .flatMap((place) => board.at(place) ?? [])
        return { seat, taken, open: seat.count - taken.length }
      }),
    }))
