import { minute } from '#platform/clock'

/* A shift in which somebody is missing. Times are milliseconds since 1970. */

/** So long before a shift begins everybody is looked for. */
export const looksBefore = 10 * minute
/** It is called out again this often, until everybody is there. */
export const shortAgain = 10 * minute
/** Nobody is called for what is left of a shift then. */
const lastMinutes = 10 * minute

type Place = { seatId: string; slot: number }
export type Sitting = Place & { memberId: string; beside: boolean }
/** `memberId`: who sits there and is not clocked in; null: nobody sits there. */
export type Missing = Place & { memberId: string | null }
type Shift = {
  startsAt: Date
  endsAt: Date
  seats: readonly { seatId: string; kind: 'line' | 'pair' | 'back-up'; count: number }[]
  seatings: readonly Sitting[]
  /** Said by whoever plans: these seats stay empty in this shift. */
  leftEmpty: readonly Place[]
}

/**
 * The seats of a shift in which nobody sits who is clocked in, but for those that stay empty. Whoever sits beside to learn may be late;
 * back-ups stay at home.
 */
export function missingIn({ seats, seatings, leftEmpty }: Shift, clockedIn: ReadonlySet<string>): Missing[] {
  return seats
    .filter(({ kind }) => kind !== 'back-up')
    .flatMap(({ seatId, count }) => Array.from({ length: count }, (_, slot) => ({ seatId, slot })))
    .flatMap(({ seatId, slot }): Missing[] => {
      const there = seatings.find((one) => one.seatId === seatId && one.slot === slot)
      const staysEmpty = leftEmpty.some((one) => one.seatId === seatId && one.slot === slot)
      if (!there) return staysEmpty ? [] : [{ seatId, slot, memberId: null }]
      return there.beside || clockedIn.has(there.memberId) ? [] : [{ seatId, slot, memberId: there.memberId }]
    })
}

export const backUpsOf = ({ seats, seatings }: Pick<Shift, 'seats' | 'seatings'>): string[] => {
  const kinds = new Map(seats.map(({ seatId, kind }) => [seatId, kind]))
  return seatings.filter(({ seatId }) => kinds.get(seatId) === 'back-up').map(({ memberId }) => memberId)
}

/** `far`: it is not looked at yet. `ending`: too late to call anybody. */
export type Stage = 'far' | 'now' | 'ending' | 'over'
export function stageOf({ startsAt, endsAt }: Pick<Shift, 'startsAt' | 'endsAt'>, at: number): Stage {
  if (at >= endsAt.getTime()) return 'over'
  if (at < startsAt.getTime() - looksBefore) return 'far'
  return at >= endsAt.getTime() - lastMinutes ? 'ending' : 'now'
}

/** Since when somebody is missing, and when that was called out last. None kept: everybody is there. */
export type Short = { since: number; calledAt: number }

/** What becomes of it, and whether it is called out now. The README shows the same as a table. */
export function nextShort(
  short: Short | null,
  { isShort, stage, at }: { isShort: boolean; stage: Stage; at: number },
): { short: Short | null; calls: boolean } {
  if (!isShort || stage === 'far' || stage === 'over') return { short: null, calls: false }
  if (stage === 'ending') return { short, calls: false }
  const calls = short === null || at >= short.calledAt + shortAgain
  return { short: calls ? { since: short?.since ?? at, calledAt: at } : short, calls }
}

/** Whether a back-up may take it: an empty seat at once, one whose holder is late only when the shift has begun. */
export const mayTakeNow = ({ memberId }: Missing, { startsAt }: Pick<Shift, 'startsAt'>, at: number): boolean =>
  memberId === null || at >= startsAt.getTime()
