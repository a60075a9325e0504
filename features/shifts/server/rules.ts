import type { Sql } from '#platform/database'
import { usualShiftRules } from '../rules.ts'
import type { ShiftRules } from '../wire.ts'
import { rulesOf } from './store-plan.ts'

/** A team's rules; what was not asked when they were saved is as usual. Version 0: it has not said any. */
export async function shiftRules(sql: Sql, teamId: string): Promise<{ version: number; rules: ShiftRules }> {
  const kept = await rulesOf(sql, teamId)
  return { version: kept?.version ?? 0, rules: { ...usualShiftRules, ...kept?.rules } }
}
