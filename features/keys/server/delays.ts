import { hour, later } from '#platform/clock'
import type { Sql } from '#platform/database'
import { delayHours, signaturesNeeded } from '../rules.ts'
import { shapeOf } from './changes.ts'

/** How a change of retention, a hold or an export becomes true: by a second steward's word, or by waiting in everybody's sight. */
export type Delay = { by: 'second-steward' } | { by: 'waiting'; until: Date }

/** The rule for such a change, asked for by one steward at `askedAt`. Whoever makes the change keeps its row and its deadline. */
export async function delayedChange(sql: Sql, teamId: string, askedAt: Date): Promise<Delay> {
  const { stewards } = await shapeOf(sql, teamId)
  if (signaturesNeeded(stewards.members.length) === 2) return { by: 'second-steward' }
  return { by: 'waiting', until: later(askedAt, delayHours * hour) }
}
