import { later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { membersWhoMay } from '#features/members'
import { mayTake } from '../may-take.ts'
import type { SeatPlace } from '../offers.ts'
import { placeName } from '../places.ts'
import { isUnfinished, type Breach, type Seating } from '../problem.ts'
import { askingFor } from './problem.ts'
import type { ShiftRow } from './store.ts'

/** Somebody who works shifts, and what speaks against them in a seat. */
export type Candidate = { memberId: string; breaches: Breach[]; trainee: boolean }
/** `without`: places in which nobody counts as sitting. `whose`: those whom it is asked of; unless said, everybody who works shifts. */
export type Wanted = { shift: ShiftRow; place: SeatPlace; without: SeatPlace[]; whose?: string[] }

/**
 * What keeps somebody from taking a seat that somebody holds. That they can at that time they say by taking it; and as many sit there
 * as before, so that what more people would mend is no worse than it was, but for those who still learn.
 */
const keeps = (breach: Breach): boolean =>
  breach.kind === 'trainee-alone' || (breach.kind !== 'unavailable' && !isUnfinished(breach))

export const whyNot = ({ breaches }: Candidate): Breach | null => breaches.find(keeps) ?? null
/** They may, and have time: these are asked. */
export const isFree = (candidate: Candidate): boolean =>
  !whyNot(candidate) && candidate.breaches.every(({ kind }) => kind !== 'unavailable')

/**
 * Everybody who works shifts, against one seat, as if its holder did not sit there. A back-up seat of the same shift does not count:
 * whoever is called leaves it.
 */
export async function whoCould(
  sql: Sql,
  teamId: string,
  { shift, place, without, whose }: Wanted,
): Promise<Candidate[]> {
  const work = new Set(await membersWhoMay(sql, teamId, 'duty.work'))
  const asked = { from: shift.startsAt, to: later(shift.startsAt, 1), ...(whose ? { whose } : {}) }
  const { problem } = await askingFor(sql, teamId, asked)
  const empty = new Set([place, ...without].map(placeName))
  const others = problem.agreed.filter(({ seatId }) => !empty.has(seatId))
  const home = homeOf(shift)
  const sits = (personId: string): Seating[] =>
    others.filter((one) => one.personId !== personId || !home.has(one.seatId))
  return problem.people
    .filter(({ id }) => work.has(id) && (!whose || whose.includes(id)))
    .map(({ id, trainee }) => {
      const wanted = { seatId: placeName(place), personId: id }
      return { memberId: id, breaches: mayTake(problem, sits(id), wanted), trainee }
    })
}

/** The places of a shift from which people are called. */
const homeOf = ({ shiftId, seats }: ShiftRow): Set<string> =>
  new Set(
    seats
      .filter(({ kind }) => kind === 'back-up')
      .flatMap(({ seatId, count }) => Array.from({ length: count }, (_, slot) => placeName({ shiftId, seatId, slot }))),
  )
