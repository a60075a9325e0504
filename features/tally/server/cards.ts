import { randomInt } from 'node:crypto'
import { day, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { teamOf } from '#features/members'
import { monthOf } from '../months.ts'
import type { CardState } from '../wire.ts'
import { cardOf, deleteCard, insertCards, takeSome, wasCounted } from './store.ts'

/** Cards that nobody folds go this long after they began to gather. */
const keptUnfolded = 430 * day
/** With each new card so many others of its month are written anew: which of them came last is not to be seen from the rows. */
const mixedWith = 64

export const cardKey = (teamId: string, month: string): string => `tally ${teamId} ${month}`

export async function monthNow(sql: Sql, house: House, teamId: string): Promise<string> {
  const team = await teamOf(sql, teamId)
  return monthOf(house.clock.now(), team?.timeZone ?? 'UTC')
}

export async function stateOfCard(sql: Sql, teamId: string, cardId: string): Promise<CardState> {
  if (await wasCounted(sql, teamId, cardId)) return 'counted'
  return (await cardOf(sql, teamId, cardId)) ? 'kept' : 'none'
}

/**
 * Keeps a card among those of its month, in place of the one with the same identifier. 'counted' when its month was folded
 * with it: then nothing changes any more.
 */
export async function keepCard(
  sql: Sql,
  house: House,
  card: { teamId: string; cardId: string; sealed: Uint8Array },
): Promise<CardState> {
  const { teamId, cardId, sealed } = card
  if (await wasCounted(sql, teamId, cardId)) return 'counted'
  const before = await cardOf(sql, teamId, cardId)
  const month = before?.month ?? (await monthNow(sql, house, teamId))
  const key = cardKey(teamId, month)
  if (!house.keyStore.has(key)) await beginMonth(sql, house, { teamId, month })
  await deleteCard(sql, teamId, cardId)
  const others = await takeSome(sql, { teamId, month }, mixedWith)
  await insertCards(sql, shuffled([...others, { teamId, cardId, month, sealed: house.keyStore.seal(key, sealed) }]))
  return 'kept'
}

async function beginMonth(sql: Sql, house: House, { teamId, month }: { teamId: string; month: string }): Promise<void> {
  house.keyStore.newKey(cardKey(teamId, month))
  const dueAt = later(house.clock.now(), keptUnfolded)
  await house.deadlines.set(sql, { teamId, kind: 'tally.cards', key: month, dueAt })
}

function shuffled<One>(ones: One[]): One[] {
  for (let left = ones.length; left > 1; left--) {
    const at = randomInt(left)
    ;[ones[left - 1], ones[at]] = [ones[at]!, ones[left - 1]!]
  }
  return ones
}
