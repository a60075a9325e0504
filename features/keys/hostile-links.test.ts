import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '#platform/ids'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { untilCommit } from '../../tests/meeting.ts'
import { foundByRuth, Person } from '../../tests/people.ts'
import { join } from '../../tools/founding.ts'
import { accessOf } from './browser/link.ts'
import { bring, lookAt } from './browser/newcomer.ts'
import { invite, revoke } from './browser/stewarding.ts'

/* What somebody may try who has no invitation, an old one, or what was left on a stolen device. */

const responder = ['responder' as const]

test('without an invitation nobody learns which names are taken', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  const dee = new Person('Dee', [...responder], house)
  const link = await invite(ruth, { roles: [...responder], note: '' })
  const found = await lookAt(dee.api, link)
  const ways = await dee.makeWaysIn()
  const bodies: unknown[] = []
  const spying = {
    ...dee.api,
    post: (path: string, body?: unknown) => (bodies.push(body), dee.api.post(path, body)),
  } as Person['api']
  await bring({ api: spying, keyring: dee.keyring }, link, { invited: found, name: 'Dee', ...ways })
  const { keys } = bodies.at(-1) as { keys: object }
  const { waysIn } = ways
  const passphrase = {
    kind: 'passphrase',
    handle: 'ruth the first',
    signInSecret: Buffer.alloc(32, 3).toString('base64url'),
    recipient: waysIn[0]!.recipient,
    totpSeed: 'A'.repeat(32),
  }
  const paper = { kind: 'paper', lookup: 'A'.repeat(22), signInSecret: 'B'.repeat(43), recipient: waysIn[1]!.recipient }
  const ask = async (waysTried: unknown[]): Promise<unknown> => {
    const answer = await house.request(`/api/join/${randomId()}/keys`, {
      method: 'POST',
      body: { keys, waysIn: waysTried },
    })
    return [answer.status, ((await answer.json()) as { refused: string }).refused]
  }
  assert.deepEqual(await ask([passphrase, paper]), [404, 'no-such-invitation'])
  assert.deepEqual(await ask([paper]), [404, 'no-such-invitation'], 'not even whether the ways in were right')
})

test('a link that was taken back shows nothing of the team any more', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  const link = await invite(ruth, { roles: [...responder], note: '' })
  await revoke(ruth.api, link.invitation)
  const answer = await house.request(`/api/join/${link.invitation}/look`, {
    method: 'POST',
    body: { access: accessOf(link.secret) },
  })
  assert.equal(answer.status, 409)
  assert.ok(!(await answer.text()).includes('rosters'))
})

/** Dee joined, and the page they joined on was never opened again: it can still begin a session. */
async function neverEntered(house: TestHouse, ruth: Person): Promise<{ dee: Person; enter: () => Promise<Response> }> {
  const dee = new Person('Dee', [...responder], house)
  await join(dee, [ruth])
  const { sql } = house.house.db
  const token = 'T'.repeat(43)
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(token)))
  const [old] = await sql<{ id: string }[]>`
    update invitations set enter_hash = ${hash} where member_id = ${dee.memberId} returning invitation_id as id`
  const enter = () => house.request(`/api/join/${old!.id}/enter`, { method: 'POST', body: { enter: token } })
  return { dee, enter }
}

test('what was left of an older invitation opens nothing for somebody who came back with new keys', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  const { dee, enter } = await neverEntered(house, ruth)
  await join(new Person('Dee', [...responder], house), [ruth], dee.memberId)
  assert.equal((await enter()).status, 409)
})

test('nor when it is used in the very moment in which they come back', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  const { dee, enter } = await neverEntered(house, ruth)
  const { post } = ruth.api
  let entered: Response | undefined
  ruth.api.post = async <Reply>(path: string, body?: unknown): Promise<Reply> => {
    if (path !== '/api/keys/proposals') return post<Reply>(path, body)
    let signed: Promise<Reply> | undefined
    await untilCommit(house, () => (signed = post<Reply>(path, body)))
    entered = await enter()
    return signed!
  }
  await join(new Person('Dee', [...responder], house), [ruth], dee.memberId)
  assert.equal(entered?.status, 200, 'it was a moment before')
  const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!
  assert.equal((await house.request('/api/me', { headers: { cookie } })).status, 401)
})

test('who tries many links is slowed, and a newcomer from elsewhere is not', async () => {
  await using house = await openTestHouse({ trustProxy: true })
  const { ruth } = await foundByRuth(house)
  const link = await invite(ruth, { roles: [...responder], note: '' })
  const look = (id: string, access: string, from: string): Promise<Response> =>
    house.request(`/api/join/${id}/look`, { method: 'POST', body: { access }, headers: { 'x-forwarded-for': from } })
  const tries = Array.from({ length: 80 }, () => look(randomId(), 'A'.repeat(22), '203.0.113.66'))
  assert.ok((await Promise.all(tries)).some(({ status }) => status === 429))
  assert.equal((await look(link.invitation, accessOf(link.secret), '198.51.100.7')).status, 200)
})
