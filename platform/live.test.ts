import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { WebSocket } from 'ws'
import { randomId } from '#platform/ids'
import { callerOf, memberNamed, rehearsal, Talk, teamId, type Rehearsal } from '#platform/live/rehearsal'
import { openTestHouse, type TestHouse } from '../tests/house.ts'

const limit = { timeout: 20_000 }
const bearer = 'bearer-of-a-caller-0001'

let hall: Rehearsal
let house: TestHouse
before(async () => {
  hall = rehearsal()
  house = await openTestHouse({ features: [hall.feature], tables: [] })
})
beforeEach(() => {
  for (const name of ['ruth', 'dee']) hall.people.set(name, memberNamed(name, name === 'ruth' ? ['team.manage'] : []))
  hall.people.set(bearer, callerOf('c1'))
})
after(() => house.close())

const member = async (name: string): Promise<Talk> => new Talk(await house.socket(`member=${name}`))
const stranger = async (path = '/live', headers: Record<string, string> = { origin: house.url }): Promise<Talk> => {
  const socket = new WebSocket(house.url.replace('http', 'ws') + path, { headers })
  const talk = new Talk(socket)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return talk
}
const caller = async (): Promise<Talk> => {
  const talk = await stranger('/live?caller')
  talk.send(JSON.stringify({ hello: { bearer } }))
  await talk.heard.until((all) => all.some((frame) => frame['hello'] === 1))
  return talk
}
const write = (room: string, text = '"hello"', id = randomId()): object => ({ say: 'write', body: { room, id, text } })

test('a page of another origin gets no socket, with or without a cookie', limit, async () => {
  const cookie = 'member=ruth'
  for (const headers of [{ origin: 'https://elsewhere.test', cookie }, { cookie }, { origin: 'null', cookie }]) {
    await assert.rejects(stranger('/live', headers as Record<string, string>), /403/)
  }
  await assert.rejects(stranger('/other'), /404/)
})

test('nothing is heard before it is known who is there', limit, async () => {
  const talk = await stranger()
  assert.equal((await talk.ask(write('kitchen'))).no, 'hello-first')
  assert.equal((await talk.ask({ follow: 'room', key: 'kitchen' })).no, 'hello-first')
  talk.send(JSON.stringify({ hello: {} }))
  assert.equal(await talk.closed, 4401)
  const wrong = await stranger()
  wrong.send(JSON.stringify({ hello: { bearer: 'bearer-of-nobody-at-all' } }))
  assert.equal(await wrong.closed, 4401)
})

test('every message and topic asks its guard', limit, async () => {
  const [ruth, dee, sam] = [await member('ruth'), await member('dee'), await caller()]
  assert.deepEqual((await ruth.ask({ say: 'manage' })).ok, { managed: true })
  assert.equal((await dee.ask({ say: 'manage' })).no, 'not-allowed')
  assert.equal((await sam.ask({ say: 'manage' })).no, 'not-allowed')
  assert.equal((await dee.ask({ follow: 'managers' })).no, 'not-allowed')
  assert.equal((await dee.ask({ follow: 'mine' })).no, 'not-allowed')
  assert.equal((await sam.ask({ follow: 'room', key: 'c2' })).no, 'not-found')
  assert.equal((await dee.ask({ follow: 'room', key: 'cellar' })).no, 'not-found')
  assert.equal((await dee.ask({ follow: 'nothing' })).no, 'unknown')
  assert.equal((await dee.ask({ say: 'nothing' })).no, 'unknown')
})

test('a caller with a volunteer’s cookie in the same browser is only a caller', limit, async () => {
  hall.people.set('noor', memberNamed('noor', ['team.manage']))
  const talk = await stranger('/live?caller', { origin: house.url, cookie: 'member=noor' })
  talk.send(JSON.stringify({ hello: { bearer } }))
  assert.equal((await talk.ask({ say: 'manage' })).no, 'not-allowed')
  assert.equal(house.house.live.connected(teamId).memberIds.includes('noor'), false)
})

test('what is said before the hello is answered waits for it', limit, async () => {
  const talk = await stranger('/live?caller')
  talk.send(JSON.stringify({ hello: { bearer } }))
  assert.deepEqual((await talk.ask(write('c1'))).ok, { seq: 1 })
})

test('a body of the wrong shape is refused; a frame of the wrong shape closes', limit, async () => {
  const dee = await member('dee')
  assert.equal((await dee.ask({ say: 'write', body: { room: 1 } })).no, 'malformed')
  assert.equal(
    (await dee.ask({ say: 'write', body: { room: 'a', id: randomId(), text: 'x', more: 1 } })).no,
    'malformed',
  )
  for (const frame of [
    '',
    '[]',
    '{',
    '"a"',
    '{"id":1}',
    '{"id":1,"say":"a","follow":"b"}',
    '{"id":{},"say":"a"}',
    '{"id":1,"follow":"a","after":-1}',
  ]) {
    const talk = await member('dee')
    talk.send(frame)
    assert.equal(await talk.closed, 4400, frame)
  }
  const binary = await member('dee')
  binary.send(Buffer.from('{"id":1,"say":"manage"}'))
  assert.equal(await binary.closed, 4400)
  const large = await member('dee')
  large.send(JSON.stringify({ id: 1, say: 'write', body: 'x'.repeat(70_000) }))
  assert.equal(await large.closed, 1009)
})

test('a refusal keeps its code and words; a surprise tells nothing, here or in the log', limit, async () => {
  const dee = await member('dee')
  assert.deepEqual(await dee.ask({ say: 'fail', body: { how: 'kindly' } }), { re: 1, no: 'not-now', words: 'Not now.' })
  assert.deepEqual(await dee.ask({ say: 'fail', body: { how: 'badly' } }), { re: 2, no: 'failed' })
  assert.ok(house.logged.some((line) => line.includes('live message failed')))
  assert.equal(
    house.logged.some((line) => line.includes('a secret inside')),
    false,
  )
})

test('messages of one name are handled in the order they were said', limit, async () => {
  const dee = await member('dee')
  const replies = await Promise.all(Array.from({ length: 40 }, () => dee.ask(write('in order'))))
  assert.deepEqual(
    replies.map(({ ok }) => (ok as { seq: number }).seq),
    Array.from({ length: 40 }, (_, n) => n + 1),
  )
})

test('too many messages at once are refused, and a flood is closed', limit, async () => {
  const dee = await member('dee')
  const replies = await Promise.all(Array.from({ length: 150 }, () => dee.ask(write('too many'))))
  assert.equal(replies.filter(({ ok }) => ok).length, 64)
  assert.equal(replies.filter(({ no }) => no === 'too-many').length, 86)
  const flood = await member('dee')
  for (let frame = 0; frame < 400; frame++) flood.send(JSON.stringify({ id: frame, say: 'manage' }))
  assert.equal(await flood.closed, 4429)
})

test('leaving ends the pushes, and following again begins where one says', limit, async () => {
  const [dee, ruth] = [await member('dee'), await member('ruth')]
  await ruth.ask({ follow: 'room', key: 'leaving' })
  await dee.ask({ follow: 'room', key: 'leaving' })
  await ruth.ask(write('leaving'))
  await dee.heard.until((all) => all.some(({ on }) => on === 'room'))
  await dee.ask({ leave: 'room', key: 'leaving' })
  await ruth.ask(write('leaving'))
  await ruth.heard.until((all) => all.filter(({ on }) => on === 'room').flatMap((frame) => frame['rows']).length === 2)
  assert.equal(dee.heard.all.filter(({ on }) => on === 'room').length, 1)
  await dee.ask({ follow: 'room', key: 'leaving', after: 1 })
  await dee.heard.until((all) => all.filter(({ on }) => on === 'room').length === 2)
  const rows = dee.heard.all.filter(({ on }) => on === 'room').map((frame) => (frame['rows'] as unknown[][])[0]![0])
  assert.deepEqual(rows, [1, 2])
})

test('one socket follows 150 things at most', limit, async () => {
  const dee = await member('dee')
  const follow = (n: number): object => ({ follow: 'room', key: `room ${n}` })
  const accepted = await Promise.all(Array.from({ length: 150 }, (_, n) => dee.ask(follow(n))))
  assert.ok(accepted.every(({ ok }) => ok))
  assert.equal((await dee.ask(follow(150))).no, 'too-many')
  assert.deepEqual((await dee.ask(follow(5))).ok, {})
})
