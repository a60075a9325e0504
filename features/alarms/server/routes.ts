import { minute } from '#platform/clock'
import { refuse } from '#platform/http'
import { route, type House, type Route } from '#platform/house'
import { randomId } from '#platform/ids'
import { moment } from '#platform/moments'
import type { Member } from '#platform/visitors'
import { anyMember } from '#features/members'
import { isPushService, mostDevices } from '../rules.ts'
import { deviceSchema, emailSchema, type Reach, type TestSent } from '../wire.ts'
import { words } from '../words.ts'
import { alarm } from './alarm.ts'
import { acknowledge, addressHash, forget, isLocal, publicKeyOf } from './push.ts'
import { addressesOf, deleteAddress, devicesOf, insertDevice, keepAddress } from './store.ts'

/** A member's device answered a push: they can be reached although no console of theirs is open. */
export const deviceAnswered = moment<{ teamId: string; memberId: string }>('device-answered')

export const alarmRoutes = (house: House): Route[] => [
  ...deviceRoutes(house),
  ...addressRoutes(house),
  route({
    method: 'GET',
    path: '/api/alarms/mine',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await reachOf(house, visitor)),
  }),
  route({
    method: 'POST',
    path: '/api/alarms/test',
    guard: anyMember,
    async handle({ c, visitor: { teamId, memberId }, language }) {
      if (house.rates.take('alarm test', memberId, { per: minute, burst: 2 }) > 0) {
        return refuse(c, 429, 'too-often', words[language].refused.tooOften)
      }
      return c.json({ sent: await alarm(house, { teamId, memberIds: [memberId], kind: 'alarm' }) } satisfies TestSent)
    },
  }),
]

const deviceRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/alarms/devices',
    guard: anyMember,
    body: deviceSchema,
    async handle({ c, visitor, body, language }) {
      const fits = isPushService(body.endpoint, isLocal(house)) && (await hasRoom(house, visitor, body.endpoint))
      if (!fits) return refuse(c, 422, 'device', words[language].refused.device)
      await addDevice(house, visitor, body.endpoint)
      return c.json(await reachOf(house, visitor))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/alarms/devices',
    guard: anyMember,
    body: deviceSchema,
    async handle({ c, visitor, body }) {
      const hash = addressHash(body.endpoint)
      const theirs = await devicesOf(house.db.sql, visitor.teamId, [visitor.memberId])
      if (theirs.some((device) => hash.equals(device.hash))) await forget(house, visitor.teamId, { hash })
      return c.json(await reachOf(house, visitor))
    },
  }),
  route({
    method: 'POST',
    path: '/api/alarms/ack',
    guard: anyMember,
    async handle({ c, visitor: { teamId, memberId } }) {
      const inTime = await acknowledge(house, teamId, memberId)
      if (inTime) await fireAnswered(house, { teamId, memberId })
      return c.json({ inTime })
    },
  }),
]

const addressRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/alarms/email',
    guard: anyMember,
    body: emailSchema,
    async handle({ c, visitor, body }) {
      await forgetAddress(house, visitor)
      const objectId = randomId()
      house.keyStore.newKey(objectId)
      const sealed = house.keyStore.seal(objectId, Buffer.from(body.email))
      await keepAddress(house.db.sql, visitor.teamId, {
        memberId: visitor.memberId,
        objectId,
        sealed,
        language: body.language,
      })
      return c.json(await reachOf(house, visitor))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/alarms/email',
    guard: anyMember,
    async handle({ c, visitor }) {
      await forgetAddress(house, visitor)
      return c.json(await reachOf(house, visitor))
    },
  }),
]

const fireAnswered = (house: House, is: { teamId: string; memberId: string }): Promise<void> =>
  house.db.transact((sql, afterCommit) => house.moments.fire(sql, afterCommit, { of: deviceAnswered, is }))

/** Every alarm calls every device: nobody may make that a load. */
async function hasRoom(house: House, { teamId, memberId }: Member, endpoint: string): Promise<boolean> {
  const theirs = await devicesOf(house.db.sql, teamId, [memberId])
  const hash = addressHash(endpoint)
  return theirs.length < mostDevices || theirs.some((device) => hash.equals(device.hash))
}

async function addDevice(house: House, { teamId, memberId }: Member, endpoint: string): Promise<void> {
  const objectId = randomId()
  house.keyStore.newKey(objectId)
  const sealed = house.keyStore.seal(objectId, Buffer.from(endpoint))
  const fresh = await insertDevice(house.db.sql, teamId, { memberId, objectId, sealed, hash: addressHash(endpoint) })
  if (!fresh) house.keyStore.erase(objectId)
}

/** The key goes first: whatever stops us in between, the address can no longer be read. */
export async function forgetAddress(
  house: House,
  { teamId, memberId }: Pick<Member, 'teamId' | 'memberId'>,
): Promise<void> {
  for (const address of await addressesOf(house.db.sql, teamId, [memberId])) house.keyStore.erase(address.objectId)
  await deleteAddress(house.db.sql, teamId, memberId)
}

async function reachOf(house: House, { teamId, memberId }: Member): Promise<Reach> {
  const { sql } = house.db
  const [devices, [address]] = await Promise.all([
    devicesOf(sql, teamId, [memberId]),
    addressesOf(sql, teamId, [memberId]),
  ])
  // A restored older database may hold an address that was erased since: then there is none.
  const isKept = address !== undefined && house.keyStore.has(address.objectId)
  const email = isKept ? Buffer.from(house.keyStore.open(address.objectId, address.sealed)).toString() : null
  return {
    publicKey: await publicKeyOf(house, teamId),
    devices: devices.length,
    mail: Boolean(house.config.smtpUrl),
    email,
  }
}
