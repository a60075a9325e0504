import { later, minute, second, wallClock } from '#platform/clock'
import type { Sql } from '#platform/database'
import { wakeable } from '#features/alarms'
import type { Person } from '../waves.ts'
import { dutiesOf, type Duty } from './store-duty.ts'
import { whoIsHere } from './store-presence.ts'

/** A process whose last beat is older is gone, and all its sockets with it. */
const aliveFor = 15 * second
/** A push acknowledged this recently counts as being there. */
export const ackCounts = minute
/** By the machine's own clock, like the beats: this is about the health of processes, not about due times. */
export const aliveSince = (): Date => later(wallClock.now(), -aliveFor)

/** `until`: reachable only because a device answered, and only that long. */
export type OnDuty = Person & Pick<Duty, 'lineIds' | 'since' | 'breakSince'> & { until: Date | null }

/**
 * Who is on duty for a line at an instant. THE meaning of "on duty", everywhere: clocked in on this line. (Rosters will
 * add "and rostered for this instant", here and nowhere else.) People on a break and people we cannot reach are on duty
 * too, and say so: `canBeAsked` in waves.ts decides who is asked.
 */
export async function onDuty(sql: Sql, teamId: string, lineId: string, at: Date): Promise<Person[]> {
  return onLine(await crewOf(sql, teamId, at), lineId)
}

export const onLine = (crew: readonly OnDuty[], lineId: string): OnDuty[] =>
  crew.filter((person) => person.lineIds.includes(lineId))

/** Everybody on duty in the team, on whatever line. `present`: who has a live page, when that was asked already. */
export async function crewOf(sql: Sql, teamId: string, at: Date, present?: Promise<Set<string>>): Promise<OnDuty[]> {
  const presence = present ?? whoIsHere(sql, { teamId, alive: aliveSince() })
  const [duties, here, devices] = await Promise.all([dutiesOf(sql, teamId), presence, wakeable(sql, teamId)])
  const acknowledged = later(at, -ackCounts)
  return duties.map(({ memberId, lineIds, languages, since, breakSince, idleSince, busy }) => {
    const device = devices.get(memberId)
    const answeredAt = device?.acknowledgedAt ?? acknowledged
    const until = !here.has(memberId) && answeredAt > acknowledged ? later(answeredAt, ackCounts) : null
    const reachable = here.has(memberId) || until !== null
    const place = { lineIds, since, breakSince, onBreak: breakSince !== null }
    return {
      memberId,
      languages,
      busy,
      ...place,
      reachable,
      until,
      canBeWoken: device !== undefined,
      idleSince: idleSince.getTime(),
    }
  })
}
