import type { Feature, House } from '#platform/house'
import type { Sql } from '#platform/database'
import { on } from '#platform/moments'
import { motionWaits } from '#features/holds'
import { memberRemoved } from '#features/keys'
import { membersWhoMay } from '#features/members'
import { alarm } from './server/alarm.ts'
import { eraseDeadline, eraseSoon } from './server/erasing.ts'
import { alarmRoutes } from './server/routes.ts'
import { addressesOf, deleteAddress, deleteDevicesOf, devicesOf } from './server/store.ts'

export { alarm, heartbeat, type Alarm } from './server/alarm.ts'
export { deviceAnswered } from './server/routes.ts'
export { wakeable } from './server/store.ts'
export { allowedTexts, type AlarmKind } from './rules.ts'

/** Reaches members who are not looking, with one neutral sentence and nothing else. See README.md. */
export const alarms: Feature = {
  name: 'alarms',
  routes: alarmRoutes,
  deadlines: (house) => [eraseDeadline(house)],
  moments: (house) => [
    on(memberRemoved, (sql, _afterCommit, gone) => forgetMember(house, sql, gone)),
    on(motionWaits, async (sql, afterCommit, waiting) => {
      const memberIds = await whoseSight(sql, waiting)
      afterCommit(() => void alarm(house, { teamId: waiting.teamId, memberIds, kind: 'notice' }))
    }),
  ],
}

/**
 * What another steward must agree to is for the others. What becomes true by waiting is for everybody who looks after the team,
 * whoever asked for it too: on another device of theirs they learn what was asked for in their name.
 */
async function whoseSight(
  sql: Sql,
  { teamId, movedBy, byWaiting }: { teamId: string; movedBy: string; byWaiting: boolean },
): Promise<string[]> {
  if (byWaiting) return membersWhoMay(sql, teamId, 'alarms.receive')
  return (await membersWhoMay(sql, teamId, 'retention.change')).filter((memberId) => memberId !== movedBy)
}

/** A removed member is never woken again. The keys of their addresses go once the removal is certain, whoever dies then. */
async function forgetMember(
  house: House,
  sql: Sql,
  { teamId, memberId }: { teamId: string; memberId: string },
): Promise<void> {
  const theirs = [...(await devicesOf(sql, teamId, [memberId])), ...(await addressesOf(sql, teamId, [memberId]))]
  await deleteDevicesOf(sql, teamId, memberId)
  await deleteAddress(sql, teamId, memberId)
  for (const { objectId } of theirs) await eraseSoon(sql, house, { teamId, objectId })
}
