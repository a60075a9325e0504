import { later, minute, second, wallClock } from '#platform/clock'
import type { Sql } from '#platform/database'
import { wakeable } from '#features/alarms'
import { seatedNow, type Seated } from '#features/shifts'
import { traineesOf } from '#features/training'
import { dutyLines } from '../seats.ts'
import type { Person } from '../waves.ts'
import { dutiesOf, type Duty } from './store-duty.ts'
import { whoIsHere } from './store-presence.ts'

/** A process whose last beat is older is gone, and all its sockets with it. */
const aliveFor = 15 * second
/** A push acknowledged this recently counts as being there. */
export const ackCounts = minute
/** By the machine's own clock, like the beats: this is about the health of processes, not about due times. */
export const aliveSince = (): Date => later(wallClock.now(), -aliveFor)

/**
 * Somebody clocked in. `lineIds`: the lines they are on duty for at this instant, none between shifts. `chosen`: those they clocked
 * in for. `until`: reachable only because a device answered, and only that long.
 */
export type ClockedIn = Person &
  Pick<Duty, 'lineIds' | 'since' | 'breakSince' | 'offAt'> & {
    chosen: string[]
    seats: Seated[]
    /** Is still learning: an exception makes nobody experienced. */
    trainee: boolean
    until: Date | null
  }
/** Somebody clocked in who is on duty for one line at least. */
export type OnDuty = ClockedIn

/**
 * Who is on duty for a line at an instant. THE meaning of "on duty", everywhere: clocked in and, on a line with a roster, seated at
 * this instant (in a shift, or by an exception); on a line without one, clocked in for it. People on a break and people we cannot
 * reach are on duty too, and say so: `canBeAsked` in waves.ts decides who is asked.
 */
export async function onDuty(sql: Sql, teamId: string, lineId: string, at: Date): Promise<Person[]> {
  return onLine(await crewOf(sql, teamId, at), lineId)
}

/** As they are there on this line: in which seat, and whether they sit beside to learn. */
export const onLine = (crew: readonly OnDuty[], lineId: string): OnDuty[] =>
  crew.filter((person) => person.lineIds.includes(lineId)).map((person) => ({ ...person, ...placeOn(lineId, person) }))

function placeOn(lineId: string, { seats, trainee }: OnDuty): Pick<Person, 'seat' | 'learns'> {
  const here = seats.filter((seat) => seat.lineId === lineId)
  if (here.length === 0) return {}
  const seat = here.some(({ kind }) => kind !== 'pair') ? 'line' : 'pair'
  return { seat, learns: here.every(({ beside, kind }) => beside || (kind === 'exception' && trainee)) }
}

/** Everybody on duty in the team, on whatever line. `present`: who has a live page, when that was asked already. */
export async function crewOf(sql: Sql, teamId: string, at: Date, present?: Promise<Set<string>>): Promise<OnDuty[]> {
  return (await dutyNow(sql, teamId, at, present)).clockedIn.filter(isOnDuty)
}

export const isOnDuty = ({ lineIds }: ClockedIn): boolean => lineIds.length > 0

export type DutyNow = { clockedIn: ClockedIn[]; rostered: ReadonlySet<string>; seats: Seated[] }

/** Everybody clocked in, on duty or not yet or not any more; and who is seated, clocked in or not. */
export async function dutyNow(sql: Sql, teamId: string, at: Date, present?: Promise<Set<string>>): Promise<DutyNow> {
  const presence = present ?? whoIsHere(sql, { teamId, alive: aliveSince() })
  const [duties, here, devices, { rostered, seats }] = await Promise.all([
    dutiesOf(sql, teamId),
    presence,
    wakeable(sql, teamId),
    seatedNow(sql, teamId, at),
  ])
  const trainees = seats.some(({ kind }) => kind === 'exception') ? await traineesOf(sql, teamId) : new Set<string>()
  const clockedIn = duties.map((duty) => {
    const { memberId } = duty
    const theirs = seats.filter((seat) => seat.memberId === memberId)
    const place = { chosen: duty.lineIds, lineIds: dutyLines(duty.lineIds, rostered, theirs), seats: theirs }
    const reach = reachOf(here.has(memberId), devices.get(memberId), at)
    return { ...personOf(duty), ...place, ...reach, trainee: trainees.has(memberId) }
  })
  return { clockedIn, rostered, seats }
}

const personOf = ({ memberId, languages, since, breakSince, idleSince, busy, offAt }: Duty & { busy: number }) => ({
  memberId,
  languages,
  since,
  breakSince,
  offAt,
  busy,
  onBreak: breakSince !== null,
  idleSince: idleSince.getTime(),
})

function reachOf(isHere: boolean, device: { acknowledgedAt: Date | null } | undefined, at: Date) {
  const acknowledged = later(at, -ackCounts)
  const answeredAt = device?.acknowledgedAt ?? acknowledged
  const until = !isHere && answeredAt > acknowledged ? later(answeredAt, ackCounts) : null
  return { reachable: isHere || until !== null, until, canBeWoken: device !== undefined }
}
