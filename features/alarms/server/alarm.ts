import type { House } from '#platform/house'
import { membersWhoMay, type Permission } from '#features/members'
import { onlyThoseIn } from '#features/practice'
import type { AlarmKind } from '../rules.ts'
import { mail } from './mail.ts'
import { wake } from './push.ts'

/**
 * `practiceId`: of practice only those hear who take part in it, and by push alone: a mail would keep the next one, which may be
 * real, from going for five minutes.
 */
export type Alarm = { teamId: string; kind: AlarmKind; practiceId?: string | null } & (
  { memberIds: readonly string[] } | { permission: Permission }
)

const patience = 10_000

/**
 * Reaches members who may not be looking: `ring` wakes their devices, `alarm` uses every channel there is. Call it after
 * the commit. Returns how many places took it. Never throws: whoever alarms does so again while its reason lasts.
 */
export async function alarm(house: House, of: Alarm): Promise<number> {
  try {
    const { sql } = house.db
    const meant = 'memberIds' in of ? of.memberIds : await membersWhoMay(sql, of.teamId, of.permission)
    const memberIds = await onlyThoseIn(sql, of, meant)
    const ways = [
      wake(house, of.teamId, memberIds, of.kind),
      of.kind === 'alarm' && !of.practiceId ? mail(house, of.teamId, memberIds) : 0,
    ]
    return (await Promise.all(ways)).reduce<number>((sum, count) => sum + count, 0)
  } catch (error) {
    house.log.error('alarm failed', error)
    return 0
  }
}

/**
 * Tells the outside heartbeat address that all is well. Its silence is the alarm: nobody is there while a line is open, or
 * this server is down. Never throws.
 */
export async function heartbeat(house: House): Promise<void> {
  const { heartbeatUrl } = house.config
  if (!heartbeatUrl) return
  try {
    const answer = await fetch(heartbeatUrl, { redirect: 'follow', signal: AbortSignal.timeout(patience) })
    await answer.body?.cancel()
    if (!answer.ok) house.log.warn('heartbeat refused', { status: answer.status })
  } catch (error) {
    house.log.warn('heartbeat not heard', { kind: error instanceof Error ? error.name : 'unknown' })
  }
}
