import type { Sql } from '#platform/database'
import type { Deadline, House } from '#platform/house'
import { day, later } from '#platform/clock'
import { randomId } from '#platform/ids'
import { eventDays, type EventKind } from '../rules.ts'
import { deleteEvents, insertEvent } from './store.ts'

const deadlineKind = 'members.events'

/** Notes that something happened to a member's ways in: the kind and the day. Gone after 30 days, by a deadline. */
export async function note(
  sql: Sql,
  house: House,
  { teamId, memberId, kind }: { teamId: string; memberId: string; kind: EventKind },
): Promise<void> {
  const today = dayOf(house.clock.now())
  await insertEvent(sql, { teamId, memberId, eventId: randomId(), kind, day: today })
  const dueAt = later(new Date(`${today}T00:00:00Z`), (eventDays + 1) * day)
  await house.deadlines.set(sql, { teamId, kind: deadlineKind, key: `${memberId} ${today}`, dueAt })
}

export const eventsDeadline = () => ({
  kind: deadlineKind,
  async handle(sql: Sql, _afterCommit: unknown, { teamId, key }: Deadline): Promise<void> {
    const [memberId, upTo] = key.split(' ') as [string, string]
    await deleteEvents(sql, teamId, memberId, upTo)
  },
})

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
