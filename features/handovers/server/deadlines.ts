import { later } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { listBefore } from '../rules.ts'
import { shiftEnding } from './around.ts'
import { forgetKind, listKind, listOpen, lookAgain, nextKind, tell, type Tx } from './look.ts'
import { forgetItems, forgetLeaver } from './store.ts'

const leftKind = 'handover.left'

/** From when a shift begins it is known when it ends, and what began keeps its times. */
export async function expectEnd({ sql, house }: Tx, teamId: string, shiftId: string): Promise<void> {
  const shift = await shiftEnding(sql, teamId, shiftId)
  if (!shift) return
  const dueAt = later(new Date(shift.endsAt), -listBefore)
  await house.deadlines.set(sql, { teamId, kind: listKind, key: shiftId, dueAt })
}

/**
 * Somebody left the team. Not in the transaction in which they go, which has locked what was theirs: whoever takes a thing locks its
 * item first, and the two would wait for each other.
 */
export const expectLeaving = (
  sql: Sql,
  house: House,
  { teamId, memberId }: { teamId: string; memberId: string },
): Promise<void> => house.deadlines.set(sql, { teamId, kind: leftKind, key: memberId, dueAt: house.clock.now() })

/** Keyed by the shift that ends, or by who left. Its end itself is said by shifts (`shiftEnded`). */
export const handoverDeadlines = (house: House): DeadlineHandler[] => [
  { kind: listKind, handle: (sql, afterCommit, { teamId, key }) => listOpen({ sql, afterCommit, house }, teamId, key) },
  {
    kind: nextKind,
    handle: (sql, afterCommit, { teamId, key }) => lookAgain({ sql, afterCommit, house }, teamId, key),
  },
  {
    kind: leftKind,
    async handle(sql, afterCommit, { teamId, key }) {
      await forgetLeaver(sql, teamId, key)
      tell({ sql, afterCommit, house }, teamId)
    },
  },
  { kind: forgetKind, handle: (sql, _afterCommit, { teamId, key }) => forgetItems(sql, teamId, key) },
]
