import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import type { AwayView, OwedFilter, OwedPromise, OwedPulse, OwedView, ShiftView } from '../wire.ts'
import { opensFor } from './cases.ts'
import { shiftsOf, teamShift } from './shifts.ts'
import type { PromiseRow } from './store.ts'
import { owedCount, owedPromises, owedPulse, type Looking } from './store-owed.ts'
import { awaysOf } from './store-team.ts'

/**
 * What is owed, for whoever looks: whoever looks after what the team owes sees every row, others what is theirs or would fall
 * to them. Rows are without words, and do not let anybody into a case.
 */
export async function owedView(
  house: House,
  visitor: Member,
  { filter, limit }: { filter: OwedFilter; limit: number },
): Promise<OwedView> {
  const { sql } = house.db
  const { teamId, memberId } = visitor
  const shift = await shiftView(sql, teamId, house.clock.now())
  const since = filter === 'since' ? new Date(shift.endedAt ?? 0) : null
  const everybody = filter !== 'mine' && visitor.permissions.has('messages.work')
  const looking: Looking = {
    teamId,
    memberId: everybody ? null : memberId,
    orFallback: filter !== 'mine',
    since,
  }
  const [rows, count, aways, opens] = await Promise.all([
    owedPromises(sql, looking, limit),
    owedCount(sql, looking),
    awaysView(house, teamId),
    opensFor(sql, visitor),
  ])
  return { promises: rows.map((row) => ({ ...asOwed(row), opens: opens(row.caseId) })), ...count, shift, aways }
}

export async function pulseView(house: House, visitor: Member): Promise<OwedPulse> {
  const { changedAt, ...rest } = await owedPulse(house.db.sql, visitor.teamId, visitor.memberId)
  return { changedAt: changedAt?.toISOString() ?? null, ...rest, aways: await awaysView(house, visitor.teamId) }
}

const awaysView = async (house: House, teamId: string): Promise<AwayView[]> =>
  (await awaysOf(house.db.sql, teamId, house.clock.now())).map(({ memberId, until }) => ({
    memberId,
    until: until.toISOString(),
  }))

async function shiftView(sql: Sql, teamId: string, at: Date): Promise<ShiftView> {
  const { open, opensAt, endedAt } = teamShift((await shiftsOf(sql, teamId, at)).map(({ shift }) => shift))
  return { open, opensAt: opensAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null }
}

export const asOwed = (row: PromiseRow): OwedPromise => ({
  promiseId: row.promiseId,
  kind: row.kind,
  caseId: row.caseId,
  lineId: row.lineId,
  state: row.state,
  ownerId: row.ownerId,
  fallbackId: row.fallbackId,
  dueAt: row.dueAt.toISOString(),
  late: row.late,
  attempts: row.attempts,
  triedAt: row.triedAt?.toISOString() ?? null,
  attemptId: row.attemptId,
  changedAt: row.changedAt.toISOString(),
  practice: row.practiceId !== null,
})
