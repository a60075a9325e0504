import { alarm } from '#features/alarms'
import { teamOf } from '#features/members'
import type { Tx } from './happen.ts'
import { lockPlan } from './store.ts'

export type Turn = Tx & { teamId: string; timeZone: string; at: Date }

/** Whoever changes the plan or a seat waits here for their turn, first thing in their transaction. Followers are shown what changed. */
export async function takeTurn(tx: Tx, teamId: string): Promise<Turn> {
  const at = tx.house.clock.now()
  const timeZone = (await teamOf(tx.sql, teamId))?.timeZone ?? 'UTC'
  await lockPlan(tx.sql, teamId, { at, timeZone })
  tx.afterCommit(() => tx.house.live.changed(teamId, 'shifts', ''))
  return { ...tx, teamId, timeZone, at }
}

/** One neutral sentence for each of them, once it is certain. */
export function notice({ afterCommit, house, teamId }: Turn, memberIds: Iterable<string>): void {
  const told = [...new Set(memberIds)]
  if (told.length > 0) afterCommit(() => void alarm(house, { teamId, memberIds: told, kind: 'notice' }))
}

/** Those who plan, once it is certain. */
export const noticePlanners = ({ afterCommit, house, teamId }: Turn): void =>
  afterCommit(() => void alarm(house, { teamId, permission: 'crew.plan', kind: 'notice' }))
