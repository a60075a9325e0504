import { later } from '#platform/clock'
import { restUntil } from '#features/shifts'
import { recentFor, restUntilOf } from '../rules.ts'
import { hardNights, setRestEnded } from './store-nights.ts'
import { tell, type Tx } from './tx.ts'

type Who = { teamId: string; memberId: string }

/** Until when somebody rests now; null: they do not. */
export async function restNow(
  { sql, house }: Pick<Tx, 'sql' | 'house'>,
  { teamId, memberId }: Who,
): Promise<Date | null> {
  const now = house.clock.now()
  return restUntilOf(await hardNights(sql, teamId, { since: later(now, -recentFor), memberId }), now)
}

/** Shifts are told until when, and nothing of why: from now on nothing new is put into it. */
export async function tellRest(tx: Tx, who: Who): Promise<void> {
  const until = await restNow(tx, who)
  await restUntil(tx, { ...who, rest: until && { from: tx.house.clock.now(), until } })
}

/** It is theirs: they have rested enough, or (false) take that back. */
export async function endRest(tx: Tx, { teamId, memberId }: Who, ended: boolean): Promise<'no-rest' | null> {
  const at = tx.house.clock.now()
  if (!(await setRestEnded(tx.sql, teamId, { memberId, at, ended }))) return 'no-rest'
  await tellRest(tx, { teamId, memberId })
  tell(tx, teamId)
  return null
}
