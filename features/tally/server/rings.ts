import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { RingOver } from '#features/queue'
import { monthNow } from './cards.ts'
import { countRing } from './store.ts'

/** Counts how a ring ended, in the month in which it ended: no contact, no line, no time. */
export async function countEnd(sql: Sql, house: House, over: RingOver): Promise<void> {
  const { teamId, how, within } = over
  await countRing(sql, { teamId, month: await monthNow(sql, house, teamId) }, { how, within })
}
