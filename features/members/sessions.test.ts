import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import type { TestHouse } from '../../tests/house.ts'
import { removeMember, replaceWaysIn } from './index.ts'
import { openTeamHouse, Somebody, teamId } from './pretend-team.ts'
import type { EventView, SessionView } from './wire.ts'

let house: TestHouse
let mateo: Somebody
before(async () => {
  house = await openTeamHouse()
})
after(() => house.close())

beforeEach(async () => {
  mateo = new Somebody(house, `Mateo ${crypto.randomUUID()}`)
  await mateo.join([mateo.passphraseWay(), mateo.paperWay()])
  await mateo.signInByPaper()
})

/** The same person signs in at another device: its cookie. */
async function otherDevice(): Promise<{ cookie: string }> {
  const body = { lookup: mateo.lookup, signInSecret: mateo.paperSecret }
  const answer = await house.request('/api/sign-in/paper-key', { method: 'POST', body })
  return { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]! }
}

const statusOf = async (cookie: string): Promise<number> =>
  (await house.request('/api/me', { headers: { cookie } })).status
const sessions = async (): Promise<SessionView[]> =>
  (await mateo.get<{ sessions: SessionView[] }>('/api/sessions')).sessions

test('without a cookie, with a wrong one, or with one of another team nobody is there', async () => {
  const token = mateo.cookie.split('.')[1]!
  const other = '019ab000-0000-7000-8000-00000000000f'
  for (const cookie of [
    '',
    'beside=x',
    `${mateo.cookie.slice(0, -1)}_`,
    `beside=${other}.${token}`,
    `beside=${teamId}.`,
  ])
    assert.equal(await statusOf(cookie), 401, cookie)
  assert.equal(await statusOf(mateo.cookie), 200)
})

test('every sign-in gives another token, and the console that asks after an hour is given a new one', async () => {
  const first = mateo.cookie
  assert.notEqual((await otherDevice()).cookie, first)
  assert.equal((await mateo.send('GET', '/api/me')).headers.getSetCookie().length, 0)
  await house.clock.advance(hour)
  const rotated = (await mateo.send('GET', '/api/me')).headers.getSetCookie()[0]!.split(';')[0]!
  assert.notEqual(rotated, first)
  assert.equal(await statusOf(first), 200, 'a second tab may still be holding the first token')
  assert.equal(await statusOf(rotated), 200)
  await house.clock.advance(2 * minute)
  assert.equal(await statusOf(rotated), 200)
  assert.equal(await statusOf(first), 401, 'the first is done once the new one is in use')
})

test('signing in again in the same browser ends the session it had', async () => {
  const before = mateo.cookie
  await mateo.signInByPaper()
  assert.equal(await statusOf(before), 401)
  assert.equal((await sessions()).length, 1)
})

test('an answer that was lost on the way costs nobody their session', async () => {
  await house.clock.advance(hour)
  await mateo.send('GET', '/api/me')
  await house.clock.advance(2 * hour)
  assert.equal(await statusOf(mateo.cookie), 200)
})

test('a session ends a week after its last use, by its deadline too', async () => {
  await house.clock.advance(6 * day)
  assert.equal(await statusOf(mateo.cookie), 200)
  await house.clock.advance(6 * day)
  assert.equal(await statusOf(mateo.cookie), 200, 'it was used in between')
  await house.clock.advance(7 * day)
  assert.equal(await statusOf(mateo.cookie), 401)
  const kept = await house.house.db.sql`select 1 from sessions where member_id = ${mateo.memberId}`
  assert.equal(kept.length, 0)
})

test('a session ends after thirty days however much it is used', async () => {
  for (let days = 0; days < 29; days++) {
    await house.clock.advance(day)
    assert.equal(await statusOf(mateo.cookie), 200, `day ${days}`)
  }
  await house.clock.advance(day)
  assert.equal(await statusOf(mateo.cookie), 401)
})

test('the list shows each device, without a trace of where it is; one or all others can be ended', async () => {
  const phone = await otherDevice()
  const laptop = await otherDevice()
  await house.request('/api/sessions/device', { method: 'PUT', body: { device: 'phone' }, headers: phone })
  const list = await sessions()
  assert.deepEqual(list.map(({ device }) => device).sort(), ['other', 'other', 'phone'])
  assert.equal(list.filter(({ current }) => current).length, 1)
  assert.deepEqual(Object.keys(list[0]!).sort(), ['current', 'device', 'seenAt', 'sessionId', 'startedAt'])
  const thePhone = list.find(({ device }) => device === 'phone')!
  assert.equal((await mateo.send('DELETE', `/api/sessions/${thePhone.sessionId}`)).status, 200)
  assert.equal(await statusOf(phone.cookie), 401)
  assert.equal((await mateo.send('DELETE', `/api/sessions/${thePhone.sessionId}`)).status, 404)
  assert.deepEqual(await (await mateo.send('DELETE', '/api/sessions')).json(), { ended: 1 })
  assert.equal(await statusOf(laptop.cookie), 401)
  assert.equal(await statusOf(mateo.cookie), 200)
})

test('nobody can end or name the session of somebody else', async () => {
  const sam = new Somebody(house, `Sam ${crypto.randomUUID()}`)
  await sam.join([sam.passphraseWay(), sam.paperWay()])
  await sam.signInByPaper()
  const [own] = await sessions()
  assert.equal((await sam.send('DELETE', `/api/sessions/${own!.sessionId}`)).status, 404)
  assert.equal(await statusOf(mateo.cookie), 200)
})

test('ending a session closes its socket', async () => {
  const phone = await otherDevice()
  const socket = await house.socket(phone.cookie)
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.send(JSON.stringify({ hello: {} }))
  await new Promise((resolve) => socket.once('message', resolve))
  await mateo.send('DELETE', '/api/sessions')
  assert.equal(await closed, 4401)
})

test('signing out ends this session and takes the cookie back', async () => {
  const answer = await mateo.send('POST', '/api/sign-out')
  assert.match(answer.headers.getSetCookie().join('\n'), /beside=;.*Max-Age=0/)
  assert.equal(await statusOf(mateo.cookie), 401)
})

test('a removed member is out everywhere, at once, and cannot come back by any way', async () => {
  const phone = await otherDevice()
  await house.house.db.transact((sql, afterCommit) =>
    removeMember(sql, teamId, mateo.memberId, { house: house.house, afterCommit }),
  )
  for (const { cookie } of [mateo, phone]) assert.equal(await statusOf(cookie), 401)
  assert.equal((await mateo.signInByPaper()).status, 401)
  assert.equal((await mateo.signInByPassphrase()).status, 401)
})

test('after a re-invitation only the new ways in work', async () => {
  const waysIn = { checked: [], recipients: [] }
  await house.house.db.transact((sql, afterCommit) =>
    replaceWaysIn(sql, { teamId, memberId: mateo.memberId, waysIn }, { house: house.house, afterCommit }),
  )
  assert.equal(await statusOf(mateo.cookie), 401)
  assert.equal((await mateo.signInByPaper()).status, 401)
})

test('events say what and on which day, and are gone after thirty days', async () => {
  const { events } = await mateo.get<{ events: EventView[] }>('/api/me/events')
  assert.deepEqual(events, [{ kind: 'signed-in', day: house.clock.now().toISOString().slice(0, 10) }])
  await house.clock.advance(29 * day)
  const rows = () => house.house.db.sql`select 1 from member_events where member_id = ${mateo.memberId}`
  assert.equal((await rows()).length, 1)
  await house.clock.advance(2 * day)
  assert.equal((await rows()).length, 0)
})

test('over HTTPS the cookie is bound to the host and never sent in the clear', async () => {
  await using secure = await openTeamHouse({ publicUrl: 'https://line.example.org' })
  const origin = 'https://line.example.org'
  const ines = new Somebody(secure, 'Inés')
  const join = (path: string, body: unknown) => secure.request(path, { method: 'POST', body, headers: { origin } })
  await join('/test/join', {
    memberId: ines.memberId,
    roles: ['responder'],
    waysIn: [ines.passphraseWay(), ines.paperWay()],
  })
  const answer = await join('/api/sign-in/paper-key', { lookup: ines.lookup, signInSecret: ines.paperSecret })
  const cookie = answer.headers.getSetCookie()[0]!
  assert.match(cookie, /^__Host-beside=/)
  assert.match(cookie, /; Secure/)
  assert.doesNotMatch(cookie, /Domain=/)
})
