import type { Sql } from '#platform/database'
import { motionsOf } from './store-motions.ts'

/** Whether an export of the whole team was agreed to and stands now. */
export async function mayExport(sql: Sql, teamId: string, motionId: string, now: Date): Promise<boolean> {
  const motions = await motionsOf(sql, teamId)
  return motions.some(
    (motion) =>
      motion.motionId === motionId && motion.kind === 'export' && motion.state === 'standing' && motion.runsOutAt > now,
  )
}
