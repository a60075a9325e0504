import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { callerOf, memberNamed, rehearsal, Talk, type Rehearsal } from '#platform/live/rehearsal'
import { limits } from '#platform/live/wire'
import { openTestHouse, type TestHouse } from '../tests/house.ts'

/* A crowd of sockets, made by somebody who wants nobody else to get one. */

const limit = { timeout: 30_000 }
const bearer = 'bearer-of-a-caller-0001'
let hall: Rehearsal
let house: TestHouse
before(async () => {
  hall = rehearsal()
  hall.people.set('dee', memberNamed('dee'))
  hall.people.set(bearer, callerOf('c1'))
  house = await openTestHouse({ features: [hall.feature], tables: [] })
})
after(() => house.close())

async function stranger(): Promise<Talk> {
  const socket = new WebSocket(`${house.url.replace('http', 'ws')}/live?caller`, { headers: { origin: house.url } })
  const talk = new Talk(socket)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return talk
}
const hello = (talk: Talk): Promise<void> => {
  talk.send(JSON.stringify({ hello: { bearer } }))
  return talk.heard.until((all) => all.some((frame) => frame['hello'] === 1))
}

test('one caller, or one member, has so many sockets at most; others go on', limit, async () => {
  for (let n = 0; n < limits.each; n++) await hello(await stranger())
  const more = await stranger()
  more.send(JSON.stringify({ hello: { bearer } }))
  assert.equal(await more.closed, 4429)
  const consoles = []
  for (let n = 0; n < limits.each; n++) consoles.push(new Talk(await house.socket('member=dee')))
  assert.equal(await new Talk(await house.socket('member=dee')).closed, 4429)
  assert.deepEqual((await consoles[0]!.ask({ follow: 'room', key: 'kitchen' })).ok, {})
})

test('those who do not say who they are make place for the newest, who will', limit, async () => {
  const silent: Talk[] = []
  for (let n = 0; n < limits.strangers; n += 50)
    silent.push(...(await Promise.all(Array.from({ length: 50 }, stranger))))
  hall.people.set('bearer-of-somebody-else', callerOf('c2'))
  const honest = await stranger()
  honest.send(JSON.stringify({ hello: { bearer: 'bearer-of-somebody-else' } }))
  await honest.heard.until((all) => all.some((frame) => frame['hello'] === 1))
  assert.equal(await Promise.race(silent.map(({ closed }) => closed)), 4429, 'the one who had been silent for longest')
})
