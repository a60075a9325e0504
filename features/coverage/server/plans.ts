import { Refusal, type House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { imagined } from '#features/shifts'
import type { Problem, Shift } from '#features/shifts/checks'
import { readPlan, withShifts } from '../planning.ts'
import type { PlanResult, PlanView } from '../views.ts'
import type { AskedPlan } from '../wire.ts'
import { askedProblem, dateAt, timeZoneOf } from './asking.ts'
import { deskOf, waiting, type Entry } from './under-way.ts'

export const weeksAhead = 8

/** The next eight weeks from today. */
export function weeks(at: Date, timeZone: string): { from: string; to: string } {
  const from = dateAt(at, timeZone)
  const last = Temporal.PlainDate.from(from).add({ days: weeksAhead * 7 - 1 })
  return { from, to: last.toString() }
}

/** What these shifts would need: the weeks solved without them and with them, one after the other. */
export async function plan(house: House, { teamId, memberId }: Member, asked: AskedPlan): Promise<void> {
  const desk = deskOf(house)
  if (desk.of(teamId).plan?.id === asked.planId) return
  const timeZone = await timeZoneOf(house.db.sql, teamId)
  const dates = weeks(house.clock.now(), timeZone)
  const problem = await askedProblem(house, teamId, { ...dates, lineId: null, mayMove: false })
  const added = addedShifts(asked, dates, timeZone)
  const team = desk.of(teamId)
  if (team.plan?.running || team.proposal?.running) throw new Refusal('under-way')
  const view: PlanView = { asked, state: 'under way', askedBy: memberId, progress: waiting(problem) }
  const entry: Entry<PlanView> = { id: asked.planId, view, running: null }
  team.plan = entry
  desk.tell(teamId)
  void solveTwice(house, teamId, { entry, problem, added }).then((result) => {
    if (result === null || team.plan !== entry) return
    entry.view = { asked, state: 'done', askedBy: memberId, progress: entry.view.progress, result }
    desk.tell(teamId)
  })
}

function addedShifts({ lineId, days, from, to, seats }: AskedPlan, dates: { from: string; to: string }, zone: string) {
  const repeats = { kind: 'weekly' as const, days, every: 1, first: dates.from }
  return imagined({ lineId, pattern: { repeats, from, to, skips: [], seats } }, dates, zone)
}

type Planning = { entry: Entry<PlanView>; problem: Problem; added: Shift[] }

async function solveTwice(
  house: House,
  teamId: string,
  { entry, problem, added }: Planning,
): Promise<PlanResult | null> {
  const desk = deskOf(house)
  const before = await desk.search(teamId, entry, problem)
  if (before === null) return null
  const larger = withShifts(problem, added)
  const after = await desk.search(teamId, entry, larger)
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
