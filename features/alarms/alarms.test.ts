import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '#platform/clock'
import type { Feature } from '#platform/house'
import { randomId } from '#platform/ids'
import { insertMember, insertTeam, permissionsOf, type Role } from '#features/members'
import { openTestHouse } from '../../tests/house.ts'
import { openMailServer, openPushService, readMail } from '../../tests/outside.ts'
import { alarm, alarms, allowedTexts, wakeable } from './index.ts'

async function openPlace(config: { smtpUrl?: string } = {}) {
  const teamId = randomId()
  const ids = { ruth: randomId(), dee: randomId() }
  const roles: Record<keyof typeof ids, Role[]> = { ruth: ['steward'], dee: ['responder'] }
  const doors: Feature = {
    name: 'doors of the test',
    identify: async (_house, { cookies }) => {
      const name = cookies['who'] as keyof typeof ids | undefined
      if (!name) return {}
      const member = { kind: 'member', teamId, memberId: ids[name], sessionId: ids[name] } as const
      return { member: { ...member, permissions: permissionsOf(roles[name]) } }
    },
  }
  const house = await openTestHouse({ features: [alarms, doors], config: { alarmFrom: 'line@example.org', ...config } })
  await house.house.db.transact(async (sql) => {
    await insertTeam(sql, { teamId, name: 'Night line', languages: ['en', 'es'], timeZone: 'UTC' })
    const waysIn = { checked: [], recipients: [] }
    for (const name of ['ruth', 'dee'] as const)
      await insertMember(sql, { teamId, memberId: ids[name], roles: roles[name], waysIn })
  })
  const as = (name: keyof typeof ids) => (method: string, path: string, body?: object) =>
    house.request(path, { method, headers: { cookie: `who=${name}` }, ...(body ? { body } : {}) })
  return { house, teamId, ids, ruth: as('ruth'), dee: as('dee') }
}

test('a push has no payload, names nobody, and is signed with a key of ours', async () => {
  const service = await openPushService()
  const { house, teamId, ids, dee } = await openPlace()
  await using _open = house
  assert.equal((await dee('POST', '/api/alarms/devices', { endpoint: `${service.url}/send/abc` })).status, 200)
  assert.equal(await alarm(house.house, { teamId, memberIds: [ids.dee], kind: 'ring' }), 1)
  const [push] = service.pushed
  assert.equal(push?.body, '')
  assert.equal(push?.headers['content-encoding'], undefined)
  assert.match(String(push?.headers['authorization']), /^(vapid|WebPush) /)
  assert.equal(push?.headers['ttl'], '60')
  const said = JSON.stringify(push)
  for (const secret of [teamId, ids.dee, 'Night line']) assert.ok(!said.includes(secret))
  service.server.close()
})

test('a device that says within a minute that it was woken counts; later it does not', async () => {
  const service = await openPushService()
  const { house, teamId, ids, dee } = await openPlace()
  await using _open = house
  const ack = async (): Promise<boolean> =>
    ((await (await dee('POST', '/api/alarms/ack')).json()) as { inTime: boolean }).inTime
  await dee('POST', '/api/alarms/devices', { endpoint: `${service.url}/send/abc` })
  assert.equal(await ack(), false, 'nothing was sent')
  await alarm(house.house, { teamId, memberIds: [ids.dee], kind: 'ring' })
  await house.clock.advance(61_000)
  assert.equal(await ack(), false)
  await alarm(house.house, { teamId, memberIds: [ids.dee], kind: 'ring' })
  await house.clock.advance(59_000)
  assert.equal(await ack(), true)
  const known = await wakeable(house.house.db.sql, teamId)
  assert.deepEqual(known.get(ids.dee)?.acknowledgedAt, house.clock.now())
  service.server.close()
})

test('a device that is gone for good is forgotten, and its key destroyed', async () => {
  const service = await openPushService()
  const { house, teamId, ids, dee } = await openPlace()
  await using _open = house
  await dee('POST', '/api/alarms/devices', { endpoint: `${service.url}/send/abc` })
  service.status.is = 410
  assert.equal(await alarm(house.house, { teamId, memberIds: [ids.dee], kind: 'ring' }), 0)
  assert.equal((await wakeable(house.house.db.sql, teamId)).size, 0)
  assert.ok(!house.logged.join().includes('abc'))
  service.server.close()
})

test('we post only to push services that we know', async () => {
  const { house, dee } = await openPlace()
  await using _open = house
  for (const endpoint of [
    'https://10.0.0.7/x',
    'https://internal.example.org/x',
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
  ]) {
    assert.equal((await dee('POST', '/api/alarms/devices', { endpoint })).status, 422, endpoint)
  }
  assert.equal(
    (await dee('POST', '/api/alarms/devices', { endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/x' }))
      .status,
    200,
  )
})

test('an alarm goes by mail to those who gave an address: one constant sentence each, in their language, and no more than one in five minutes', async () => {
  const { url: smtpUrl, mails, server } = await openMailServer()
  const { house, teamId, ids, ruth, dee } = await openPlace({ smtpUrl })
  await using _open = house
  await ruth('PUT', '/api/alarms/email', { email: 'ruth@example.org', language: 'es' })
  await dee('PUT', '/api/alarms/email', { email: 'dee@example.org', language: 'en' })
  assert.equal(
    await alarm(house.house, { teamId, permission: 'alarms.receive', kind: 'alarm' }),
    1,
    'Dee does not receive alarms',
  )
  assert.equal(await alarm(house.house, { teamId, memberIds: [ids.dee], kind: 'ring' }), 0, 'a ring is no mail')
  const { headers, sentence } = readMail(mails[0]!)
  assert.equal(sentence, allowedTexts.es.sentence)
  assert.match(headers, new RegExp(`^Subject: ${allowedTexts.es.subject}$`, 'm'))
  assert.ok(!mails[0]!.includes('dee@'))
  assert.equal(await alarm(house.house, { teamId, memberIds: [ids.ruth], kind: 'alarm' }), 0)
  await house.clock.advance(5 * minute)
  assert.equal(await alarm(house.house, { teamId, memberIds: [ids.ruth], kind: 'alarm' }), 1)
  server.close()
})

test('addresses stand in the database only sealed, and nobody but their member is shown one', async () => {
  const { house, ruth, dee } = await openPlace()
  await using _open = house
  await ruth('PUT', '/api/alarms/email', { email: 'ruth@example.org', language: 'en' })
  const rows = await house.house.db.sql`select sealed_address from alarm_addresses`
  assert.ok(!Buffer.from(rows[0]!['sealed_address'] as Uint8Array).includes('ruth'))
  assert.equal(((await (await ruth('GET', '/api/alarms/mine')).json()) as { email: string }).email, 'ruth@example.org')
  assert.equal(((await (await dee('GET', '/api/alarms/mine')).json()) as { email: null }).email, null)
  await ruth('DELETE', '/api/alarms/email', {})
  assert.equal((await house.house.db.sql`select 1 from alarm_addresses`).length, 0)
})
