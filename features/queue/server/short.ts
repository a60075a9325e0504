import { later, second } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { alarm } from '#features/alarms'
import { membersWhoMay } from '#features/members'
import { shiftsAround, type ShiftAround } from '#features/shifts'
import {
  backUpsOf,
  looksBefore,
  missingIn,
  nextShort,
  shortAgain,
  stageOf,
  type Missing,
  type Short,
} from '../short.ts'
import type { Tx } from './change.ts'
import { dutiesOf } from './store-duty.ts'
import { deleteShort, keepShort, shortRows, type ShortRow } from './store-short.ts'

const kind = 'duty.short'

/** A shift that nears or goes on, with whoever is missing in it. */
export type ShortShift = { shift: ShiftAround; missing: Missing[] }

/** `shifts`: those around, when they were read already. */
export function shortNow(shifts: readonly ShiftAround[], clockedIn: ReadonlySet<string>, at: Date): ShortShift[] {
  return shifts
    .filter((shift) => ['now', 'ending'].includes(stageOf(shift, at.getTime())))
    .map((shift) => ({ shift, missing: missingIn(shift, clockedIn) }))
    .filter(({ missing }) => missing.length > 0)
}

/**
 * Looks at every shift that nears or goes on: is somebody missing? Then its back-ups, those who plan the crew and whoever is missing
 * are alarmed, at once and again every ten minutes until everybody is there. In the transaction of whatever may have changed it.
 */
export async function lookAtShort(tx: Tx, teamId: string): Promise<void> {
  const { sql, house } = tx
  const at = house.clock.now()
  const name = { teamId, kind, key: 'short' }
  // Its deadline before its rows, as whoever runs the deadline has them: two who look never wait for each other.
  await house.deadlines.clear(sql, name)
  const [shifts, duties, rows] = [
    await near(sql, teamId, at),
    await dutiesOf(sql, teamId),
    await shortRows(sql, teamId),
  ]
  const clockedIn = new Set(duties.map(({ memberId }) => memberId))
  const missing = new Map(shortNow(shifts, clockedIn, at).map((one) => [one.shift.shiftId, one.missing]))
  for (const { shiftId } of rows)
    if (!shifts.some((one) => one.shiftId === shiftId)) await deleteShort(sql, teamId, shiftId)
  const due: number[] = []
  for (const shift of shifts) {
    const row = rows.find(({ shiftId }) => shiftId === shift.shiftId)
    const next = await lookAt(tx, teamId, { shift, missing: missing.get(shift.shiftId) ?? [], row: row ?? null })
    if (next) due.push(Math.min(next.calledAt + shortAgain, shift.endsAt.getTime()))
  }
  if (due.length === 0) return
  await house.deadlines.set(sql, { ...name, dueAt: new Date(Math.max(at.getTime() + second, Math.min(...due))) })
}

async function lookAt(
  tx: Tx,
  teamId: string,
  { shift, missing, row }: ShortShift & { row: ShortRow | null },
): Promise<Short | null> {
  const { sql, house, afterCommit } = tx
  const at = house.clock.now().getTime()
  const { short, calls } = nextShort(row && inMs(row), {
    isShort: missing.length > 0,
    stage: stageOf(shift, at),
    at,
  })
  if (short && calls) {
    await keepShort(sql, teamId, inRow(shift.shiftId, short))
    await call(tx, teamId, { shift, missing })
  }
  if (row && !short) await deleteShort(sql, teamId, shift.shiftId)
  if (Boolean(row) !== Boolean(short)) afterCommit(() => house.live.changed(teamId, 'queue', ''))
  return short
}

const near = (sql: Sql, teamId: string, at: Date): Promise<ShiftAround[]> =>
  // A shift that begins in exactly so long is looked at too.
  shiftsAround(sql, teamId, { from: at, to: later(at, looksBefore + 1) })

const inMs = ({ since, calledAt }: ShortRow): Short => ({ since: since.getTime(), calledAt: calledAt.getTime() })
const inRow = (shiftId: string, { since, calledAt }: Short): ShortRow => ({
  shiftId,
  since: new Date(since),
  calledAt: new Date(calledAt),
})

async function call({ sql, afterCommit, house }: Tx, teamId: string, { shift, missing }: ShortShift): Promise<void> {
  const late = missing.flatMap(({ memberId }) => memberId ?? [])
  const planners = await membersWhoMay(sql, teamId, 'crew.plan')
  const memberIds = [...new Set([...backUpsOf(shift), ...planners, ...late])]
  afterCommit(() => void alarm(house, { teamId, memberIds, kind: 'alarm' }))
}

export const shortDeadline = (house: House): DeadlineHandler => ({
  kind,
  handle: (sql, afterCommit, { teamId }) => lookAtShort({ sql, afterCommit, house }, teamId),
})
