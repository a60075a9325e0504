import { createHash } from 'node:crypto'
import webpush from 'web-push'
import { later } from '#platform/clock'
import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { acknowledgeWithin, holdFor, isPushService, pushRate, type AlarmKind } from '../rules.ts'
import { eraseSoon } from './erasing.ts'
import {
  deleteDevice,
  devicesOf,
  insertPushKeys,
  markAcknowledged,
  markSent,
  pushKeysOf,
  type Device,
} from './store.ts'

const patience = 10_000

/** The public half by which push services know this team's server; made with its private half at first use. */
export const publicKeyOf = async (house: House, teamId: string): Promise<string> =>
  (await keysOf(house, teamId)).publicKey

export const addressHash = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest()

/**
 * Wakes every device of these members. The push has no payload: the service worker shows its one sentence by itself.
 * Returns how many were taken by their push service. Devices that are gone for good are forgotten. Never throws.
 */
export async function wake(
  house: House,
  teamId: string,
  memberIds: readonly string[],
  kind: AlarmKind,
): Promise<number> {
  const may = memberIds.filter((memberId) => house.rates.take('push', memberId, pushRate) === 0)
  const devices = may.length === 0 ? [] : await devicesOf(house.db.sql, teamId, may)
  if (devices.length === 0) return 0
  const at = house.clock.now()
  await markSent(
    house.db.sql,
    teamId,
    devices.map((device) => device.hash),
    at,
  )
  const keys = await keysOf(house, teamId)
  const taken = await Promise.all(devices.map((device) => wakeOne(house, { teamId, device, keys, kind })))
  return taken.filter(Boolean).length
}

/** A device of this member says that it was woken. True when that was within a minute of a push. */
export const acknowledge = (house: House, teamId: string, memberId: string): Promise<boolean> => {
  const at = house.clock.now()
  return markAcknowledged(house.db.sql, { teamId, memberId, since: later(at, -acknowledgeWithin), at })
}

export async function forget(house: House, teamId: string, device: Pick<Device, 'hash'>): Promise<void> {
  await house.db.transact(async (sql) => {
    const objectId = await deleteDevice(sql, teamId, device.hash)
    if (objectId) await eraseSoon(sql, house, { teamId, objectId })
  })
}

type Wake = { teamId: string; device: Device; keys: VapidKeys; kind: AlarmKind }
type VapidKeys = { publicKey: string; privateKey: string }

async function wakeOne(house: House, { teamId, device, keys, kind }: Wake): Promise<boolean> {
  try {
    const endpoint = Buffer.from(house.keyStore.open(device.objectId, device.sealed)).toString()
    if (!isPushService(endpoint, isLocal(house))) {
      await forget(house, teamId, device)
      return false
    }
    const details = webpush.generateRequestDetails({ endpoint } as webpush.PushSubscription, null, {
      vapidDetails: { subject: subjectOf(house), ...keys },
      TTL: holdFor[kind],
      urgency: 'high',
      topic: 'beside',
    })
    const headers = details.headers as Record<string, string>
    const signal = AbortSignal.timeout(patience)
    const answer = await fetch(details.endpoint, { method: 'POST', headers, redirect: 'error', signal })
    if (answer.status === 404 || answer.status === 410) await forget(house, teamId, device)
    if (!answer.ok) house.log.warn('push not taken', { status: answer.status })
    return answer.ok
  } catch (error) {
    house.log.warn('push not sent', { kind: error instanceof Error ? error.name : 'unknown' })
    return false
  }
}

/** Only this machine's own browsers reach such a house. */
export const isLocal = ({ config }: House): boolean =>
  config.publicUrl === undefined || ['localhost', '127.0.0.1'].includes(new URL(config.publicUrl).hostname)

/** How a push service reaches whoever runs this server, if something is wrong. */
function subjectOf({ config }: House): string {
  if (config.pushContact) return config.pushContact
  return config.publicUrl?.startsWith('https:') ? config.publicUrl : 'mailto:beside@localhost'
}

async function keysOf(house: House, teamId: string): Promise<VapidKeys> {
  const kept = (await pushKeysOf(house.db.sql, teamId)) ?? (await makeKeys(house, teamId))
  return {
    publicKey: kept.publicKey,
    privateKey: Buffer.from(house.keyStore.open(kept.objectId, kept.sealed)).toString(),
  }
}

async function makeKeys(house: House, teamId: string) {
  const { publicKey, privateKey } = webpush.generateVAPIDKeys()
  const objectId = randomId()
  house.keyStore.newKey(objectId)
  await insertPushKeys(house.db.sql, teamId, {
    publicKey,
    objectId,
    sealed: house.keyStore.seal(objectId, Buffer.from(privateKey)),
  })
  return (await pushKeysOf(house.db.sql, teamId))!
}
