import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { minute, second } from '#platform/clock'
import type { Feature } from '#platform/house'
import { randomId } from '#platform/ids'
import { memberRemoved } from '#features/keys'
import { insertMember, insertTeam, permissionsOf } from '#features/members'
import { openTestHouse } from '../../tests/house.ts'
import { openPushService } from '../../tests/outside.ts'
import { alarm, alarms } from './index.ts'

/* The table of devices in the README is what happens, cell by cell, against the database and a push service. */

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const lines = readme.slice(readme.indexOf('## How a device stands')).split('\n')
const table = lines
  .filter((line) => line.startsWith('|'))
  .slice(0, 6)
  .map((line) => line.split('|').slice(1, -1))
  .map((cells) => cells.map((cell) => cell.replaceAll('**', '').trim()))

const teamId = randomId()
const service = await openPushService()
const doors: Feature = {
  name: 'doors of the test',
  identify: async (_house, { cookies }) => {
    const memberId = cookies['who']
    if (!memberId) return {}
    const member = { kind: 'member', teamId, memberId, sessionId: memberId } as const
    return { member: { ...member, permissions: permissionsOf(['responder']) } }
  },
}
const open = await openTestHouse({ features: [alarms, doors] })
const { house } = open
await house.db.transact((sql) =>
  insertTeam(sql, { teamId, name: 'Night line', languages: ['en', 'es'], timeZone: 'UTC' }),
)
after(() => open.close())
after(() => service.server.close())

type Dee = { memberId: string; endpoint: string }
const say = (dee: Dee, method: string, path: string, body: object = {}): Promise<Response> =>
  open.request(`/api/alarms/${path}`, { method, headers: { cookie: `who=${dee.memberId}` }, body })
const push = async ({ memberId }: Dee, status = 201): Promise<void> => {
  service.status.is = status
  await open.clock.advance(11 * second)
  await alarm(house, { teamId, memberIds: [memberId], kind: 'ring' })
}

let goneAs = 404
const events: Record<string, (dee: Dee) => Promise<unknown>> = {
  allow: (dee) => say(dee, 'POST', 'devices', { endpoint: dee.endpoint }),
  'take back': (dee) => say(dee, 'DELETE', 'devices', { endpoint: dee.endpoint }),
  '404 or 410': async (dee) => push(dee, (goneAs = goneAs === 404 ? 410 : 404)),
  'leave the team': ({ memberId }) =>
    house.db.transact((sql, afterCommit) =>
      house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId } }),
    ),
  'push taken': push,
  acknowledge: (dee) => say(dee, 'POST', 'ack'),
  'a minute': () => open.clock.advance(minute),
}
const roads: Record<string, string[]> = {
  none: [],
  kept: ['allow'],
  sent: ['allow', 'push taken'],
  answered: ['allow', 'push taken', 'acknowledge'],
}

async function newDee(): Promise<Dee> {
  const memberId = randomId()
  const waysIn = { checked: [], recipients: [] }
  await house.db.transact((sql) => insertMember(sql, { teamId, memberId, roles: ['responder'], waysIn }))
  return { memberId, endpoint: `${service.url}/send/${memberId}` }
}

type Row = { objectId: string; sealed: Uint8Array; sentAt: Date | null; acknowledgedAt: Date | null }
async function rowOf({ memberId }: Dee): Promise<Row | undefined> {
  const rows = await house.db.sql<Row[]>`select object_id as "objectId", sealed_address as sealed, sent_at as "sentAt",
    acknowledged_at as "acknowledgedAt" from push_devices where member_id = ${memberId}`
  return rows[0]
}

function stateOf(row: Row | undefined): string {
  const isFresh = (time: Date | null): boolean => time !== null && house.clock.now().getTime() - time.getTime() < minute
  if (!row) return 'none'
  if (isFresh(row.acknowledgedAt)) return 'answered'
  return isFresh(row.sentAt) ? 'sent' : 'kept'
}

async function assertCell(state: string, event: string, next: string): Promise<void> {
  const dee = await newDee()
  for (const step of roads[state]!) await events[step]!(dee)
  const before = await rowOf(dee)
  assert.equal(stateOf(before), state, `the way to ${state}`)
  await events[event]!(dee)
  await open.settled()
  assert.equal(stateOf(await rowOf(dee)), next, `${state} × ${event}`)
  const isKept = next !== 'none'
  if (before && isKept) house.keyStore.open(before.objectId, before.sealed)
  if (before && !isKept) assert.throws(() => house.keyStore.open(before.objectId, before.sealed), `${event}: its key`)
}

test('every cell of the README’s table of devices', async () => {
  const [head, _rule, ...rows] = table as [string[], string[], ...string[][]]
  assert.deepEqual(head.slice(1), Object.keys(events))
  assert.deepEqual(
    rows.map(([state]) => state),
    Object.keys(roads),
  )
  for (const [state, ...cells] of rows)
    for (const [index, next] of cells.entries()) await assertCell(state!, head[index + 1]!, next)
})
