import { day, later } from '#platform/clock'
import type { DeadlineHandler, House } from '#platform/house'
import { seatsChanged, type Tx } from './happen.ts'
import * as rows from './store-exceptions.ts'
import type { Exception } from './store-exceptions.ts'

const kind = 'shift.exception'
/** Why somebody was on duty without a seat can be read so long after it; who was, as long as who worked which shift. */
export const reasonKept = 7 * day
const kept = 365 * day

/** Lets somebody be on duty without a seat from now on. False when there is an exception with this id. */
export async function makeException(tx: Tx, teamId: string, exception: Exception): Promise<boolean> {
  if (!(await rows.insertException(tx.sql, teamId, exception))) return false
  const { exceptionId: key, untilAt: dueAt } = exception
  await tx.house.deadlines.set(tx.sql, { teamId, kind, key, dueAt })
  await seatsChanged(tx, teamId)
  return true
}

/** Ends it now. False when it is over, or never was. */
export async function takeBack(tx: Tx, place: { teamId: string; exceptionId: string }): Promise<boolean> {
  const { sql, house } = tx
  const at = house.clock.now()
  const exception = await rows.exceptionOf(sql, place)
  if (!exception || exception.untilAt <= at) return false
  await rows.endException(sql, place, at)
  await house.deadlines.set(sql, { teamId: place.teamId, kind, key: place.exceptionId, dueAt: later(at, reasonKept) })
  await seatsChanged(tx, place.teamId)
  return true
}

/** Whoever leaves the team has none any more. */
export async function endExceptionsOf(
  tx: Tx,
  { teamId, memberId }: { teamId: string; memberId: string },
): Promise<void> {
  for (const exceptionId of await rows.exceptionsOf(tx.sql, teamId, memberId, tx.house.clock.now()))
    await takeBack(tx, { teamId, exceptionId })
}

/** It ends; its reason goes; at last the row goes. */
export const exceptionDeadline = (house: House): DeadlineHandler => ({
  kind,
  async handle(sql, afterCommit, { teamId, key }) {
    const place = { teamId, exceptionId: key }
    const exception = await rows.exceptionOf(sql, place)
    if (!exception) return
    const at = house.clock.now()
    const dueAt = dueNext(exception.untilAt, at)
    if (dueAt === null) return rows.deleteException(sql, place)
    await house.deadlines.set(sql, { teamId, kind, key, dueAt })
    if (at >= later(exception.untilAt, reasonKept)) return rows.forgetReason(sql, place)
    if (at >= exception.untilAt) await seatsChanged({ sql, afterCommit, house }, teamId)
  },
})

const dueNext = (until: Date, at: Date): Date | null =>
  [until, later(until, reasonKept), later(until, kept)].find((time) => time > at) ?? null
