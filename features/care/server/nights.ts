import { hour, later } from '#platform/clock'
import type { DeadlineHandler } from '#platform/house'
import { teamOf } from '#features/members'
import { addDays, dateAt, shiftRules, touchesNight, workedIn, type Worked } from '#features/shifts'
import { limits, nudgesOf, type Load, type Nudge } from '../load.ts'
import { mayMark, nightsKeptFor, recentFor, usualRestHours } from '../rules.ts'
import { tellRest } from './rest.ts'
import { deleteNight, hardNights, markHard, pausesFor, rulesOf, unmarkHard, type Pause } from './store-nights.ts'
import { activeMembers, tell, wake, type Tx } from './tx.ts'

const kind = 'care.night'

type Place = { teamId: string; shiftId: string; memberId: string }
export type NightRefusal = 'no-night'

/** It was a hard night for them. Whoever did not say it themselves leaves it to them to see; they hear one neutral sentence. */
export async function sayHard(
  tx: Tx,
  { teamId, shiftId, memberId }: Place,
  { by, plans }: { by: string; plans: boolean },
): Promise<NightRefusal | null> {
  const { sql, house } = tx
  const at = house.clock.now()
  const sat = await workedIn(sql, teamId, { from: later(at, -recentFor), to: at, shiftId })
  const ids = sat.map((one) => one.memberId)
  const isThere = (await activeMembers(sql, teamId)).has(memberId)
  if (!isThere || !mayMark(ids, { memberId, by, plans })) return 'no-night'
  const { endsAt: endedAt } = sat[0]!
  const { restHours } = await careRules(sql, teamId)
  const night = { shiftId, memberId, byId: by, at, endedAt, restUntil: later(endedAt, restHours * hour) }
  if (await markHard(sql, teamId, night)) {
    const dueAt = later(endedAt, nightsKeptFor)
    await house.deadlines.set(sql, { teamId, kind, key: `${shiftId} ${memberId}`, dueAt })
    await tellRest(tx, { teamId, memberId })
    if (by !== memberId) wake(tx, teamId, [memberId], 'notice')
  }
  tell(tx, teamId)
  return null
}

/** Kept as long as the shift it was. */
export const nightDeadline = (): DeadlineHandler => ({
  kind,
  async handle(sql, _afterCommit, { teamId, key }) {
    const [shiftId, memberId] = key.split(' ') as [string, string]
    await deleteNight(sql, teamId, { shiftId, memberId })
  },
})

/** Taken back by whoever said it, or by whom it is about. */
export async function unsayHard(
  tx: Tx,
  { teamId, shiftId, memberId }: Place,
  by: string,
): Promise<NightRefusal | null> {
  if (!(await unmarkHard(tx.sql, teamId, { shiftId, memberId, by }))) return 'no-night'
  await tellRest(tx, { teamId, memberId })
  tell(tx, teamId)
  return null
}

export const careRules = async (sql: Tx['sql'], teamId: string): Promise<{ version: number; restHours: number }> =>
  (await rulesOf(sql, teamId)) ?? { version: 0, restHours: usualRestHours }

export type Loads = { loads: Map<string, Load[]>; today: string; now: number }

/** What somebody worked since then, or everybody (null) did. */
export async function loadsOf(
  { sql, house }: Pick<Tx, 'sql' | 'house'>,
  teamId: string,
  { since, memberId }: { since: Date; memberId: string | null },
): Promise<Loads> {
  const now = house.clock.now()
  const timeZone = (await teamOf(sql, teamId))?.timeZone ?? 'UTC'
  const worked = await workedIn(sql, teamId, { from: since, to: now, ...(memberId === null ? {} : { memberId }) })
  const hard = new Set(
    (await hardNights(sql, teamId, { since, memberId })).map((one) => `${one.shiftId} ${one.memberId}`),
  )
  const loads = Map.groupBy(worked, (one) => one.memberId)
  return {
    now: now.getTime(),
    today: dateAt(now, timeZone),
    loads: new Map(
      [...loads].map(([id, ones]) => [
        id,
        ones.map((one) => loadFrom(one, { timeZone, hard: hard.has(`${one.shiftId} ${id}`) })),
      ]),
    ),
  }
}

/** A night that was said to be hard counts as one, whatever its hours. */
function loadFrom(worked: Worked, { timeZone, hard }: { timeZone: string; hard: boolean }): Load {
  const { startsAt, endsAt, night, others } = worked
  const dates: [string, ...string[]] = [night]
  const last = dateAt(later(endsAt, -1), timeZone)
  for (let date = addDays(night, 1); date <= last; date = addDays(date, 1)) dates.push(date)
  return {
    startsAt: startsAt.getTime(),
    endsAt: endsAt.getTime(),
    dates,
    night: touchesNight(worked, timeZone),
    hard,
    alone: others === 0,
  }
}

/** So far back nudges look: five weekends and the week that runs. */
const lookBack = (limits.weekends + 2) * 7 * 24 * hour

/** Who carries too much now, without what was set aside for a while by this reader. */
export async function nudgesNow(
  tx: Pick<Tx, 'sql' | 'house'>,
  teamId: string,
  { memberId, reader }: { memberId: string | null; reader: Pause['reader'] },
): Promise<Map<string, Nudge[]>> {
  const at = tx.house.clock.now()
  const { loads, today, now } = await loadsOf(tx, teamId, { since: later(at, -lookBack), memberId })
  const cap = (await shiftRules(tx.sql, teamId)).rules.mostHoursPerMonth
  const pauses = await pausesFor(tx.sql, teamId, { reader, at })
  const found = [...loads].map(([id, load]) => {
    const isPaused = ({ kind }: Nudge): boolean => pauses.some((one) => one.memberId === id && one.kind === kind)
    return [id, nudgesOf(load, { now, today, cap }).filter((nudge) => !isPaused(nudge))] as const
  })
  return new Map(found.filter(([, nudges]) => nudges.length > 0))
}
