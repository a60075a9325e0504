import type { Sql } from '#platform/database'
import { recipientsFor } from '#features/keys'
import type { Recipients } from '../wire.ts'

type Wrapped = { kind: string; reader: string }

/** The readers that a caller's first key must name, at these epochs. */
export const readersOf = (lineId: string, to: Recipients): string[] => [
  `intake:${lineId}:${to.intake.epoch}`,
  `circle:coordinators:${to.coordinators.epoch}`,
  `circle:stewards:${to.stewards.epoch}`,
]

/**
 * Whether these wraps name today's readers and nobody else: a page that has been open for a while may hold older ones,
 * and is told so before anything of it is kept. null: this line has no keys.
 */
export async function isUpToDate(
  sql: Sql,
  at: { teamId: string; lineId: string },
  wraps: readonly Wrapped[],
): Promise<boolean | null> {
  const to = await recipientsFor(sql, at.teamId, at.lineId)
  if (!to) return null
  const wanted = readersOf(at.lineId, to)
  return (
    wraps.length === wanted.length &&
    wanted.every((reader) => wraps.some((wrap) => wrap.reader === reader && wrap.kind === 'talk'))
  )
}
