import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { imagined } from '#features/shifts'
import type { Problem, Shift } from '#features/shifts/checks'
import { readPlan, withShifts } from '../planning.ts'
import type { PlanResult } from '../views.ts'
import type { AskedPlan } from '../wire.ts'
import { askedProblem, dateAt, timeZoneOf } from './asking.ts'
import { begin } from './searches.ts'
import { waiting, type Work } from './work.ts'

export const weeksAhead = 8

/** The next eight weeks from today. */
export function weeks(at: Date, timeZone: string): { from: string; to: string } {
  const from = dateAt(at, timeZone)
  const last = Temporal.PlainDate.from(from).add({ days: weeksAhead * 7 - 1 })
  return { from, to: last.toString() }
}

/** What these shifts would need: the weeks solved without them and with them, one after the other. */
export async function plan(house: House, { teamId, memberId }: Member, asked: AskedPlan): Promise<void> {
  const timeZone = await timeZoneOf(house.db.sql, teamId)
  const dates = weeks(house.clock.now(), timeZone)
  const problem = await askedProblem(house, teamId, { ...dates, lineId: null, mayMove: false })
  const added = addedShifts(asked, dates, timeZone)
  const { planId: searchId } = asked
  const progress = waiting(problem)
  const begun = await begin(house, { kind: 'plan', teamId, searchId, asked, askedBy: memberId, progress })
  if (!begun) return
  const { work } = begun
  void solveTwice(work, problem, added).then((result) => result && work.end('done', result))
}

function addedShifts({ lineId, days, from, to, seats }: AskedPlan, dates: { from: string; to: string }, zone: string) {
  const repeats = { kind: 'weekly' as const, days, every: 1, first: dates.from }
  return imagined({ lineId, pattern: { repeats, from, to, skips: [], seats } }, dates, zone)
}

async function solveTwice(work: Work, problem: Problem, added: Shift[]): Promise<PlanResult | null> {
  const before = await work.search({ problem })
  if (before === null) return null
  const larger = withShifts(problem, added)
  const after = await work.search({ problem: larger })
  if (after === null) return null
  const proposals = { before: before.solved.seatings, after: after.solved.seatings, why: after.why }
  const read = readPlan(larger, added, proposals)
  const working = new Set(added.flatMap(({ seats }) => seats.filter(({ standby }) => !standby).map(({ id }) => id)))
  const sitting = proposals.after.filter(({ seatId }) => working.has(seatId)).length
  return {
    ...read,
    peopleEach: sitting / Math.max(1, added.length),
    added: added.map(({ id, startsAt }) => ({ shiftId: id, startsAt: new Date(startsAt).toISOString() })),
  }
}
