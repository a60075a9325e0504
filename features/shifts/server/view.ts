import { later, day } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { linesOf } from '#features/lines'
import { teamOf } from '#features/members'
import { hoursProblems } from '../comparing.ts'
import { lengthOf, type Dates } from '../nights.ts'
import type { HoursProblem, OfferView, PatternView, ShiftsPulse, ShiftsView, ShiftView } from '../views.ts'
import { offersFor } from './offer-views.ts'
import { shiftRules } from './rules.ts'
import { closuresOf, patternsOf } from './store-plan.ts'
import { longestShift } from './seated.ts'
import { seatsBetween } from './store-problem.ts'
import { askedOf, mineAhead } from './store-pulse.ts'
import { leftEmptyIn, type LeftEmptyRow } from './store-left-empty.ts'
import { restsOf } from './store-rests.ts'
import { seatingsIn, wishesIn, type SeatingRow, type WishRow } from './store-seats.ts'
import { changedAt, shiftsOn, type ShiftRow } from './store.ts'

/** Hours and seats are compared so far ahead. */
const compared = 8 * 7 * day

/** The shifts of these dates, as far as whoever looks may see them: what is published, and what is their own. */
export async function shiftsView(house: House, visitor: Member, dates: Dates): Promise<ShiftsView> {
  const { sql } = house.db
  const { teamId } = visitor
  const rows = await shiftsOn(sql, teamId, dates)
  const shiftIds = rows.map(({ shiftId }) => shiftId)
  const now = house.clock.now()
  const [seatings, wishes, offers, patterns, closures, rules, team, empty, rests] = await Promise.all([
    seatingsIn(sql, teamId, shiftIds),
    wishesIn(sql, teamId, shiftIds),
    offersFor(sql, visitor, { shiftIds, now }),
    patternsOf(sql, teamId),
    closuresOf(sql, teamId),
    shiftRules(sql, teamId),
    teamOf(sql, teamId),
    leftEmptyIn(sql, teamId, shiftIds),
    restsFor(sql, visitor, now),
  ])
  const timeZone = team?.timeZone ?? 'UTC'
  const of = { seatings: byShift(seatings), wishes: byShift(wishes), offers: byShift(offers), empty: byShift(empty) }
  const beside = { visitor, ...of, timeZone }
  const shifts = rows.map((row) => shiftView(row, beside)).filter((view) => view !== null)
  const mayPlan = visitor.permissions.has('crew.plan')
  const problems = mayPlan ? await comparedHours(house, teamId, { timeZone, patterns }) : []
  return { shifts, patterns, closures, rules, problems, rests }
}

async function restsFor(
  sql: Sql,
  { teamId, memberId, permissions }: Member,
  after: Date,
): Promise<ShiftsView['rests']> {
  const rests = await restsOf(sql, teamId, { after, whose: permissions.has('crew.plan') ? null : [memberId] })
  return rests.map(({ fromAt, untilAt, ...of }) => ({
    ...of,
    from: fromAt.toISOString(),
    until: untilAt.toISOString(),
  }))
}

const byShift = <One extends { shiftId: string }>(ones: One[]): Map<string, One[]> =>
  Map.groupBy(ones, ({ shiftId }) => shiftId)

type Beside = {
  visitor: Member
  seatings: Map<string, SeatingRow[]>
  wishes: Map<string, WishRow[]>
  offers: Map<string, OfferView[]>
  empty: Map<string, LeftEmptyRow[]>
  timeZone: string
}

/** Null: not for whoever looks. One that is off is shown to those who sat there, and to whoever plans as long as somebody did. */
function shiftView(row: ShiftRow, { visitor, timeZone, ...beside }: Beside): ShiftView | null {
  const { shiftId, patternId, lineId, night, seats, state, published } = row
  const mayPlan = visitor.permissions.has('crew.plan')
  const sitting = beside.seatings.get(shiftId) ?? []
  const wishing = beside.wishes.get(shiftId) ?? []
  const isMine = ({ memberId }: { memberId: string }): boolean => memberId === visitor.memberId
  const isShown = mayPlan || published
  const own = sitting.filter((seating) => isMine(seating) && (published || seating.how !== 'placed'))
  const wishes = mayPlan ? wishing : wishing.filter(isMine)
  const seatings = mayPlan || (isShown && state === 'on') ? sitting : own
  if (!isShown && seatings.length === 0 && wishes.length === 0) return null
  if (state === 'off' && seatings.length === 0) return null
  return {
    shiftId,
    patternId,
    lineId,
    night,
    seats,
    state,
    published,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    ...lengthOf(row, timeZone),
    seatings: seatings.map(({ seatId, slot, memberId, how, beside: learns, coming }) => ({
      seatId,
      slot,
      memberId,
      how,
      coming,
      beside: learns,
    })),
    wishes: wishes.map(({ seatId, memberId }) => ({ seatId, memberId })),
    offers: beside.offers.get(shiftId) ?? [],
    leftEmpty: (beside.empty.get(shiftId) ?? []).map(asEmpty),
  }
}

const asEmpty = ({ seatId, slot, byId, sealed }: LeftEmptyRow): ShiftView['leftEmpty'][number] => ({
  seatId,
  slot,
  byId,
  sealed,
})

/** Of every line, once the team has shifts anywhere: a line that has none is then a line with nobody there. */
async function comparedHours(
  house: House,
  teamId: string,
  { timeZone, patterns }: { timeZone: string; patterns: PatternView[] },
): Promise<HoursProblem[]> {
  if (patterns.length === 0) return []
  const from = house.clock.now()
  const span = { from, to: later(from, compared), since: later(from, -longestShift) }
  const [lines, shifts] = [await linesOf(house.db.sql, teamId), await seatsBetween(house.db.sql, teamId, span)]
  const onLine = Map.groupBy(shifts, ({ lineId }) => lineId)
  return lines.flatMap((line) => hoursProblems(line, onLine.get(line.lineId) ?? [], { timeZone, ...span }))
}

/** Tells that something changed, and what asks for this member. */
export async function pulseView(house: House, { teamId, memberId }: Member): Promise<ShiftsPulse> {
  const { sql } = house.db
  const now = house.clock.now()
  const [changed, mine, offers] = await Promise.all([
    changedAt(sql, teamId),
    mineAhead(sql, teamId, memberId, now),
    askedOf(sql, teamId, memberId),
  ])
  return {
    changedAt: changed?.toISOString() ?? null,
    mine: mine.map(({ startsAt, endsAt, ...rest }) => ({
      ...rest,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
    asked: offers + mine.filter(({ coming }) => coming === 'asked').length,
  }
}
