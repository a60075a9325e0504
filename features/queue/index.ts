import type { AfterCommit, Sql } from '#platform/database'
import type { Feature, House } from '#platform/house'
import { on } from '#platform/moments'
import { deviceAnswered } from '#features/alarms'
import { contactEnded, contactErased, type Ending } from '#features/contacts'
import { memberRemoved } from '#features/keys'
import { seatedChanged, shiftNears } from '#features/shifts'
import type { Event } from './rules.ts'
import { change, lookAfterCrew } from './server/change.ts'
import { clockOut, expectOver } from './server/clocked-out.ts'
import { queueDeadlines } from './server/deadlines.ts'
import { queueMessages, queueTopics } from './server/live.ts'
import { watchPresence } from './server/presence.ts'
import { dutyRoutes } from './server/routes.ts'
import { lookAtShort } from './server/short.ts'
import { eraseWaiting, liveInLockingOrder } from './server/store.ts'

export { ask, messageTaken } from './server/ask.ts'
export { availability, type Availability } from './server/availability.ts'
export { ringOver, type RingOver } from './server/change.ts'
export { crewOf, onDuty } from './server/duty.ts'
export { publicHours } from './server/public-hours.ts'
export { heldNow, holderOf, isAnswered, isAsking } from './server/holding.ts'
export { practisingNow, takesPart } from './server/practising.ts'
export type { Person } from './waves.ts'
export * from './wire.ts'

/** Who is on duty, who is asked, who answers first; no caller lost. See README.md. */
export const queue: Feature = {
  name: 'queue',
  routes: dutyRoutes,
  messages: queueMessages,
  topics: queueTopics,
  deadlines: queueDeadlines,
  moments: (house) => [
    on(contactEnded, async (sql, afterCommit, { teamId, contactId, ending }) => {
      await change({ sql, afterCommit, house }, { teamId, contactId }, endings[ending])
    }),
    on(contactErased, async (sql, _afterCommit, erased) => eraseWaiting(sql, erased)),
    on(memberRemoved, (sql, afterCommit, gone) => letGo(sql, afterCommit, house, gone)),
    on(seatedChanged, async (sql, afterCommit, { teamId }) => {
      const tx = { sql, afterCommit, house }
      await expectOver(tx, teamId)
      await lookAtShort(tx, teamId)
      lookAfterCrew(tx, teamId)
    }),
    on(shiftNears, (sql, afterCommit, { teamId }) => lookAtShort({ sql, afterCommit, house }, teamId)),
    on(deviceAnswered, async (_sql, afterCommit, { teamId }) => lookAfterCrew({ afterCommit, house }, teamId)),
  ],
  start: watchPresence,
}

const endings: Record<Ending, Event> = {
  crew: { kind: 'end' },
  caller: { kind: 'leave' },
  left: { kind: 'leave' },
  blocked: { kind: 'end' },
  done: { kind: 'message' },
}

/** Somebody is not in the team any more: off duty, nothing of theirs rings on, and what they held is handed over at once. */
async function letGo(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  gone: { teamId: string; memberId: string },
): Promise<void> {
  const { teamId, memberId } = gone
  await clockOut({ sql, afterCommit, house }, gone)
  for (const { contactId } of await liveInLockingOrder(sql, teamId)) {
    await change({ sql, afterCommit, house }, { teamId, contactId }, { kind: 'removed', memberId })
  }
}
