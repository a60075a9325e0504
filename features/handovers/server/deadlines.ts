import { later } from '#platform/clock'
import type { DeadlineHandler, House } from '#platform/house'
import { listBefore } from '../rules.ts'
import { shiftsAt } from './around.ts'
import { forgetKind, listKind, listOpen, lookAgain, nextKind, type Tx } from './look.ts'
import { forgetItems } from './store.ts'

/** From when a shift begins it is known when it ends, and what began keeps its times. */
export async function expectEnd({ sql, house }: Tx, teamId: string, shiftId: string): Promise<void> {
  const shift = (await shiftsAt(sql, teamId, house.clock.now())).find((one) => one.shiftId === shiftId)
  if (!shift) return
  const dueAt = later(new Date(shift.endsAt), -listBefore)
  await house.deadlines.set(sql, { teamId, kind: listKind, key: shiftId, dueAt })
}

/** Keyed by the shift that ends. Its end itself is said by shifts (`shiftEnded`). */
export const handoverDeadlines = (house: House): DeadlineHandler[] => [
  { kind: listKind, handle: (sql, afterCommit, { teamId, key }) => listOpen({ sql, afterCommit, house }, teamId, key) },
  {
    kind: nextKind,
    handle: (sql, afterCommit, { teamId, key }) => lookAgain({ sql, afterCommit, house }, teamId, key),
  },
  { kind: forgetKind, handle: (sql, _afterCommit, { teamId, key }) => forgetItems(sql, teamId, key) },
]
