import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { onDuty } from './duty.ts'
import { usualWait } from './store-forget.ts'

export type Availability = {
  /** People a ring would reach now. Zero while the line is open: say so, and say what else is open. */
  reachable: number
  onDuty: number
  /** Seconds, the middle of the last answers on this line; null: too few to say anything honest. */
  usualWait: number | null
}

/** What a public page may say about who is there. Counts only. */
export async function availability(sql: Sql, house: House, teamId: string, lineId: string): Promise<Availability> {
  const at = house.clock.now()
  const [crew, usual] = await Promise.all([onDuty(sql, teamId, lineId, at), usualWait(sql, { teamId, lineId })])
  const there = crew.filter((person) => person.reachable && !person.onBreak)
  const reachable = there.every((person) => person.learns) ? 0 : there.length
  return { reachable, onDuty: crew.length, usualWait: usual }
}
