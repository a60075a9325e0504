import { isDeepStrictEqual } from 'node:util'
import type { Closed, Dates, Night, Planned } from './nights.ts'
import { nightsOf } from './nights.ts'
import type { Seat } from './wire.ts'

/* What becomes of the shifts that are made, when what they are made from has changed. */

/** A shift that is there; its times are instants. */
export type Made = Night & {
  shiftId: string
  patternId: string
  lineId: string
  seats: Seat[]
  state: 'on' | 'off'
}
export type Wanted = Night & { patternId: string; lineId: string; seats: Seat[] }
export type Differences<Shift extends Made> = {
  fresh: Wanted[]
  /** As it was, and as it is to be. Its instants, its seats, or only that it is on again. */
  changed: { was: Shift; is: Wanted }[]
  /** On until now, and not to be. */
  off: Shift[]
}
export type Plan = { patterns: readonly Planned[]; closures: readonly Closed[]; timeZone: string }

/** Every shift to come on these dates, and those that run. */
export const wantedOn = ({ patterns, closures, timeZone }: Plan, dates: Dates, at: Date): Wanted[] =>
  patterns.flatMap((planned) =>
    nightsOf(planned, closures, dates, timeZone)
      .filter(({ endsAt }) => endsAt > at)
      .map((night) => ({
        ...night,
        patternId: planned.patternId,
        lineId: planned.lineId,
        seats: planned.pattern.seats,
      })),
  )

/** What has begun stays as it is; one pattern has one shift on one night, the same for ever. */
export function differences<Shift extends Made>(
  made: readonly Shift[],
  wanted: Wanted[],
  at: Date,
): Differences<Shift> {
  const known = new Map(made.map((shift) => [nameOf(shift), shift]))
  const names = new Set(wanted.map(nameOf))
  const changed = wanted.flatMap((is) => {
    const was = known.get(nameOf(is))
    return was && was.startsAt > at && !isSame(was, is) ? [{ was, is }] : []
  })
  return {
    fresh: wanted.filter((shift) => !known.has(nameOf(shift))),
    changed,
    off: made.filter((shift) => shift.state === 'on' && shift.startsAt > at && !names.has(nameOf(shift))),
  }
}

const nameOf = ({ patternId, night }: { patternId: string; night: string }): string => `${patternId} ${night}`

const isSame = (was: Made, is: Wanted): boolean =>
  was.state === 'on' && !isMoved(was, is) && isDeepStrictEqual(was.seats, is.seats)

export const isMoved = (was: Night, is: Night): boolean =>
  was.startsAt.getTime() !== is.startsAt.getTime() || was.endsAt.getTime() !== is.endsAt.getTime()

/** Whether there is this place among these seats. */
export const hasPlace = (seats: readonly Seat[], place: { seatId: string; slot: number }): boolean =>
  seats.some(({ seatId, count }) => seatId === place.seatId && place.slot < count)
