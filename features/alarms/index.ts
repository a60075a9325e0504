import type { Feature, House } from '#platform/house'
import type { Sql } from '#platform/database'
import { on } from '#platform/moments'
import { memberRemoved } from '#features/keys'
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
  moments: (house) => [on(memberRemoved, (sql, _afterCommit, gone) => forgetMember(house, sql, gone))],
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
