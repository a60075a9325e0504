import type { SeatPlace } from './offers.ts'

/** A place as the checker of rules and the solver call it: one opaque name. */
export const placeName = ({ shiftId, seatId, slot }: SeatPlace): string => `${shiftId} ${seatId} ${slot}`

export function placeFrom(name: string): SeatPlace {
  const [shiftId = '', seatId = '', slot = ''] = name.split(' ')
  return { shiftId, seatId, slot: Number(slot) }
}
