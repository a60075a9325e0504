import type { Tx } from './happen.ts'
import { dropRest, keepRest } from './store-rests.ts'
import { takeTurn } from './turn.ts'

/**
 * Somebody rests from then until then; null: they do not, or not any more. It takes the place of what was said of them before. What
 * they sit in stays theirs; nothing new is put into it. Why is for whoever says it to know.
 */
export async function restUntil(
  tx: Tx,
  { teamId, memberId, rest }: { teamId: string; memberId: string; rest: { from: Date; until: Date } | null },
): Promise<void> {
  const { sql } = await takeTurn(tx, teamId)
  if (rest) await keepRest(sql, teamId, { memberId, fromAt: rest.from, untilAt: rest.until })
  else await dropRest(sql, teamId, memberId)
}
