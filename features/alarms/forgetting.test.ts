import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { insertMember, insertTeam, permissionsOf } from '#features/members'
import { second } from '#platform/clock'
import type { Feature } from '#platform/house'
import { randomId } from '#platform/ids'
import { openTestHouse } from '../../tests/house.ts'
import { alarm, alarms } from './index.ts'

async function openPlace() {
  const teamId = randomId()
  const memberId = randomId()
  const door: Feature = {
    name: 'door of the test',
    identify: async () => ({
      member: { kind: 'member', teamId, memberId, sessionId: memberId, permissions: permissionsOf(['responder']) },
    }),
  }
  const house = await openTestHouse({ features: [alarms, door] })
  await insertTeam(house.house.db.sql, { teamId, name: 'Night line', languages: ['en'], timeZone: 'UTC' })
  const waysIn = { checked: [], recipients: [] }
  await house.house.db.transact((sql) => insertMember(sql, { teamId, memberId, roles: ['responder'], waysIn }))
  const send = (method: string, path: string, body: object): Promise<Response> => house.request(path, { method, body })
  const objects = () => house.house.db.sql<{ id: string }[]>`
    select object_id as id from push_devices union all select object_id from alarm_addresses`
  return { house, teamId, memberId, send, objects }
}

test('a process that dies right after a removal leaves no key behind: the addresses cannot be read from backups', async () => {
  const { house, teamId, memberId, send, objects } = await openPlace()
  await using _open = house
  await send('POST', '/api/alarms/devices', { endpoint: 'https://fcm.googleapis.com/fcm/send/abc' })
  await send('PUT', '/api/alarms/email', { email: 'sam@example.org', language: 'en' })
  const ids = (await objects()).map(({ id }) => id)
  assert.equal(ids.length, 2)
  const neverRun = (): void => {}
  await house.house.db.transact((sql) =>
    house.house.moments.fire(sql, neverRun, { of: memberRemoved, is: { teamId, memberId } }),
  )
  assert.equal((await objects()).length, 0)
  await house.clock.advance(second)
  for (const id of ids) assert.equal(house.house.keyStore.has(id), false)
})

test('an address of ours or of our network is not called, even when it was taken while the house was local', async () => {
  const { house, teamId, memberId, send, objects } = await openPlace()
  await using _open = house
  const called: string[] = []
  assert.equal((await send('POST', '/api/alarms/devices', { endpoint: 'http://127.0.0.1:9/x' })).status, 200)
  house.house.config.publicUrl = 'https://line.example.org'
  const { fetch } = globalThis
  globalThis.fetch = async (url) => (called.push(String(url)), new Response())
  try {
    assert.equal(await alarm(house.house, { teamId, memberIds: [memberId], kind: 'ring' }), 0)
  } finally {
    globalThis.fetch = fetch
  }
  assert.deepEqual(called, [])
  assert.equal((await objects()).length, 0, 'and it is forgotten')
  for (const endpoint of [
    'http://127.0.0.1:9/x',
    'https://localhost/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/x',
    'https://fcm.googleapis.com.example.org/x',
    'https://fcm.googleapis.com:8443/x',
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com@example.org/x',
  ])
    assert.equal((await send('POST', '/api/alarms/devices', { endpoint })).status, 422, endpoint)
})

test('one member has so many devices at most', async () => {
  const { house, send, objects } = await openPlace()
  await using _open = house
  const endpoint = (n: number): string => `https://fcm.googleapis.com/fcm/send/${n}`
  for (let n = 0; n < 12; n++)
    assert.equal((await send('POST', '/api/alarms/devices', { endpoint: endpoint(n) })).status, n < 10 ? 200 : 422)
  assert.equal((await objects()).length, 10)
  assert.equal((await send('POST', '/api/alarms/devices', { endpoint: endpoint(3) })).status, 200, 'a known one, again')
})
