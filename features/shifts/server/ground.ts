import { membersWhoMay } from '#features/members'
import { hour } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { OfferSituation, SeatPlace } from '../offers.ts'
import { noticeHoursOf } from '../rules.ts'
import type { WhyNot } from '../views.ts'
import { whyOf } from '../why.ts'
import { shiftRules } from './rules.ts'
import type { Tx } from './happen.ts'
import { backUpsOf } from './store-passings.ts'
import { shiftOf, type ShiftRow } from './store.ts'
import { isFree, whoCould, whyNot, type Candidate } from './who-could.ts'

/** What an offer stands on: its shift, who could take its seat, and what the rules of offers ask about. */
export type Ground = { shift: ShiftRow; candidates: Candidate[]; at: OfferSituation }
/**
 * `inReturn`: the seat that whoever takes it would give for it. `whose`: those of whom it must be known whether they could; unless
 * said, everybody.
 */
export type StandsOn = { place: SeatPlace; holderId: string; inReturn: SeatPlace | null; whose?: string[] }

/** Null when the shift is not there any more. */
export async function groundOf(
  { sql, house }: Pick<Tx, 'sql' | 'house'>,
  teamId: string,
  { place, holderId, inReturn, whose }: StandsOn,
): Promise<Ground | null> {
  const shift = await shiftOf(sql, { teamId, shiftId: place.shiftId })
  if (!shift) return null
  const without = inReturn ? [inReturn] : []
  const asked = { shift, place, without, ...(whose ? { whose } : {}) }
  const everybody = whose?.length === 0 ? [] : await whoCould(sql, teamId, asked)
  const candidates = everybody.filter(({ memberId }) => memberId !== holderId)
  const atHome = new Set(await backUpsOf(sql, teamId, place.shiftId, backUpSeats(shift)))
  const ids = (of: Candidate[]): string[] => of.map(({ memberId }) => memberId)
  const at: OfferSituation = {
    now: house.clock.now().getTime(),
    startsAt: shift.startsAt.getTime(),
    notice: noticeHoursOf((await shiftRules(sql, teamId)).rules, shift.lineId) * hour,
    backUps: ids(candidates.filter((one) => atHome.has(one.memberId) && !whyNot(one))),
    everybody: ids(candidates.filter(isFree)),
    planners: await membersWhoMay(sql, teamId, 'crew.plan'),
  }
  return { shift, candidates, at }
}

export const backUpSeats = ({ seats }: ShiftRow): string[] =>
  seats.filter(({ kind }) => kind === 'back-up').map(({ seatId }) => seatId)

/** `why`: what keeps them from it, by the rules of shifts; null: nothing does, or (`isHere` false) they work no shifts. */
export type Would = { isHere: boolean; why: WhyNot | null; trainee: boolean }

export const wouldTake = (one: Candidate | undefined): Would => {
  const breach = one ? whyNot(one) : null
  return { isHere: one !== undefined, why: breach && whyOf(breach), trainee: one?.trainee ?? false }
}

/** Whether this member may have this seat for the one they would give for it, and whether they sit there to learn. */
export async function wouldHave(
  sql: Sql,
  teamId: string,
  { memberId, place, gives }: { memberId: string; place: SeatPlace; gives: SeatPlace },
): Promise<Would> {
  const shift = await shiftOf(sql, { teamId, shiftId: place.shiftId })
  const [one] = shift ? await whoCould(sql, teamId, { shift, place, without: [gives], whose: [memberId] }) : []
  return wouldTake(one)
}
