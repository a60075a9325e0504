import { happens, type Tx } from './happen.ts'
import { keepersOf } from './cases.ts'
import { lockPromise, type Place } from './store.ts'

/**
 * From one member to another who can open its case and is there, as if its owner gave it. What a steward decides goes to a steward.
 * False when it is not open, or not that member's any more.
 */
export async function handPromise(tx: Tx, place: Place, { from, to }: { from: string; to: string }): Promise<boolean> {
  const row = await lockPromise(tx.sql, place)
  if (row?.ownerId !== from) return false
  const keepers = await keepersOf(tx.sql, { teamId: place.teamId, caseId: row.caseId, at: tx.house.clock.now() })
  const keeper = keepers.find(({ memberId }) => memberId === to)
  if (!keeper || (row.state === 'deciding' && !keeper.isSteward)) return false
  return (await happens(tx, place, { kind: 'given', to })) !== null
}
