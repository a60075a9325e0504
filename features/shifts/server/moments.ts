import { moment } from '#platform/moments'

type OneShift = { teamId: string; shiftId: string }

/** Who is seated now may have changed: a shift began or ended, or a seat of one that runs changed hands. */
export const seatedChanged = moment<{ teamId: string }>('seated-changed')
/** A shift begins in ten minutes, or sooner when it was made that late. Once for each time at which it begins. */
export const shiftNears = moment<OneShift>('shift-nears')
export const shiftBegan = moment<OneShift>('shift-began')
export const shiftEnded = moment<OneShift>('shift-ended')
/**
 * Somebody does not sit in this shift any more, by whosever hand, before it is over: their seat is `toId`'s now, or (null) nobody's, or it
 * is there no more. In the transaction in which it passes.
 */
export const seatLeft = moment<OneShift & { memberId: string; toId: string | null }>('seat-left')
/** Somebody does not sit in this shift any more, or it will not be: without their hand, and before its end. They have been told. */
export const seatingGone = moment<OneShift & { memberId: string }>('seating-gone')
/** From now on everybody sees who sits where on these dates. */
export const shiftsPublished = moment<{ teamId: string; firstDate: string; lastDate: string }>('shifts-published')
