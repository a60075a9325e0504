import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { PromiseState } from '#features/promises'
import type { RingOver } from '#features/queue'
import { monthNow } from './cards.ts'
import { countRing, uncountRing } from './store.ts'

/** Counts how a ring ended, in the month in which it ended: no contact, no line, no time. */
export async function countEnd(sql: Sql, house: House, over: RingOver): Promise<void> {
  const { teamId, how, within } = over
  await countRing(sql, { teamId, month: await monthNow(sql, house, teamId) }, { how, within })
}

type CallbackOver = { teamId: string; end: PromiseState | 'undone'; was: PromiseState; onTime: boolean }

/** Counts how a callback ended; when that is taken back, so is its count. */
export async function countCallback(sql: Sql, house: House, { teamId, ...over }: CallbackOver): Promise<void> {
  const place = { teamId, month: await monthNow(sql, house, teamId) }
  const isUndone = over.end === 'undone'
  const how = (isUndone ? over.was : over.end) === 'let go' ? 'let-go' : over.onTime ? 'on-time' : 'late'
  await (isUndone ? uncountRing : countRing)(sql, place, { how, within: 0 })
}
