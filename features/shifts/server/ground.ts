import { membersWhoMay, teamOf } from '#features/members'
import { hour } from '#platform/clock'
import type { Sql } from '#platform/database'
import { usualNotice, type OfferSituation, type SeatPlace } from '../offers.ts'
import type { Tx } from './happen.ts'
import { noticeHoursOf } from './store-offers.ts'
import { backUpsOf } from './store-passings.ts'
import { lockPlan, shiftOf, type ShiftRow } from './store.ts'
import { isFree, whoCould, whyNot, type Candidate } from './who-could.ts'

/** What an offer stands on: its shift, who could take its seat, and what the rules of offers ask about. */
export type Ground = {
  shift: ShiftRow
  candidates: Candidate[]
  /** Who is still learning, whoever offers included. */
  trainees: ReadonlySet<string>
  at: OfferSituation
}

/** Whoever changes seats or offers waits here for their turn, first thing in their transaction. */
export async function takeTurn({ sql, house }: Tx, teamId: string): Promise<void> {
  const team = await teamOf(sql, teamId)
  await lockPlan(sql, teamId, { at: house.clock.now(), timeZone: team?.timeZone ?? 'UTC' })
}

/** Null when the shift is not there any more. `inReturn`: the seat that whoever takes it would give for it. */
export async function groundOf(
  { sql, house }: Pick<Tx, 'sql' | 'house'>,
  teamId: string,
  { place, holderId, inReturn }: { place: SeatPlace; holderId: string; inReturn: SeatPlace | null },
): Promise<Ground | null> {
  const shift = await shiftOf(sql, { teamId, shiftId: place.shiftId })
  if (!shift) return null
  const without = inReturn ? [place, inReturn] : [place]
  const everybody = await whoCould(sql, teamId, { shift, seatId: place.seatId, without })
  const candidates = everybody.filter(({ memberId }) => memberId !== holderId)
  const atHome = new Set(await backUpsOf(sql, teamId, place.shiftId, backUpSeats(shift)))
  const notice = await noticeHoursOf(sql, teamId)
  const free = candidates.filter(isFree).map(({ memberId }) => memberId)
  const at: OfferSituation = {
    now: house.clock.now().getTime(),
    startsAt: shift.startsAt.getTime(),
    notice: notice === null ? usualNotice : notice * hour,
    backUps: candidates.filter((one) => atHome.has(one.memberId) && !whyNot(one)).map(({ memberId }) => memberId),
    everybody: free,
    planners: await membersWhoMay(sql, teamId, 'crew.plan'),
  }
  const trainees = new Set(everybody.filter(({ trainee }) => trainee).map(({ memberId }) => memberId))
  return { shift, candidates, trainees, at }
}

export const backUpSeats = ({ seats }: ShiftRow): string[] =>
  seats.filter(({ kind }) => kind === 'back-up').map(({ seatId }) => seatId)

/** Why this member may not have this seat, as a kind of breach; null: they may. `without`: seats they would give up for it. */
export async function whyNotHave(
  sql: Sql,
  teamId: string,
  { memberId, shift, place, without }: { memberId: string; shift: ShiftRow; place: SeatPlace; without: SeatPlace[] },
): Promise<string | null> {
  const everybody = await whoCould(sql, teamId, { shift, seatId: place.seatId, without: [place, ...without] })
  const one = everybody.find((candidate) => candidate.memberId === memberId)
  return one ? whyNot(one) : 'no-responder'
}
