import type { Sql } from '#platform/database'
import type { Person } from '../waves.ts'
import { aliveSince, type OnDuty } from './duty.ts'
import { readWaiting, type Place } from './store.ts'
import { whoIsHere } from './store-presence.ts'

/**
 * Who can be asked in a practice: those who take part and have a live console, on duty or not; not while they hold a contact of
 * somebody who really reached out. `crew`: everybody on duty. `present`: who has a live page.
 */
export function practisingCrew(
  takePart: readonly string[],
  crew: readonly OnDuty[],
  present: ReadonlySet<string>,
): Person[] {
  return takePart.map((memberId) => {
    const duty = crew.find((one) => one.memberId === memberId)
    const isFree = (duty?.busy ?? 0) === 0
    return {
      memberId,
      onBreak: duty?.onBreak ?? false,
      reachable: isFree && present.has(memberId),
      canBeWoken: false,
      languages: duty?.languages ?? [],
      busy: 0,
      idleSince: duty?.idleSince ?? 0,
    }
  })
}

/** How many of those who take part a ring would reach now: what a practice's page says instead of the line's own number. */
export async function practisingNow(sql: Sql, teamId: string, takePart: readonly string[]): Promise<number> {
  const present = await whoIsHere(sql, { teamId, alive: aliveSince() })
  return takePart.filter((memberId) => present.has(memberId)).length
}

/** Whether this member takes part, in a practice; null: it is none. */
export async function takesPart(sql: Sql, place: Place, memberId: string): Promise<boolean | null> {
  const practice = (await readWaiting(sql, place))?.practice
  return practice ? practice.includes(memberId) : null
}
