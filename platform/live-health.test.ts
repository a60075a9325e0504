import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test, type TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { wallClock } from '#platform/clock'
import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { Live } from '#platform/live'
import { openBare, type Bare } from '#platform/live/bare'
import { rehearsal, Talk, teamId, type Rehearsal } from '#platform/live/rehearsal'
import type { Pauses } from '#platform/live/wire'
import { makeLog } from '#platform/log'
import { cloneDatabase, type TestDatabase } from '../tests/postgres.ts'

const limit = { timeout: 20_000 }
let database: TestDatabase
let bare: Bare
before(async () => {
  database = await cloneDatabase([])
  bare = await openBare(database.url, wallClock)
})
after(async () => {
  await bare[Symbol.asyncDispose]()
  await database.drop()
})

type Hall = { hall: Rehearsal; live: Live; url: string; socket: (cookie?: string) => Promise<WebSocket> }

/** A hall whose pauses are short, because here the waiting itself is what is tested. */
async function openHall(t: TestContext, pauses: Partial<Pauses>): Promise<Hall> {
  const hall = rehearsal()
  const live = new Live({ ...bare, log: makeLog('error', () => {}), pauses })
  const house = { ...bare, live } as unknown as House
  live.open({
    messages: hall.feature.messages!(house),
    topics: hall.feature.topics!(house),
    identify: (credentials) => hall.feature.identify!(house, credentials),
    publicUrl: () => 'https://line.test',
  })
  const server: Server = createServer()
  live.attach(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`
  const socket = async (cookie?: string): Promise<WebSocket> => {
    const opened = new WebSocket(url, { headers: { origin: 'https://line.test', ...(cookie ? { cookie } : {}) } })
    await new Promise((resolve, reject) => opened.once('open', resolve).once('error', reject))
    return opened
  }
  t.after(async () => {
    await live.stop()
    await new Promise((resolve) => server.close(resolve))
  })
  return { hall, live, url, socket }
}

test('who does not say who they are is closed, and may come back', limit, async (t) => {
  const { socket } = await openHall(t, { hello: 20 })
  assert.equal(await new Talk(await socket()).closed, 4408)
})

test('nobody is told that they are not signed in while we cannot look: the page comes back', limit, async (t) => {
  const { hall, socket } = await openHall(t, {})
  const identify = hall.feature.identify!
  hall.feature.identify = () => Promise.reject(new Error('the database is away'))
  const talk = new Talk(await socket())
  talk.send(JSON.stringify({ hello: { bearer: 'bearer-of-a-caller' } }))
  assert.equal(await talk.closed, 1001)
  hall.feature.identify = identify
})

test('both sides beat; a client that gives no sign of life is ended', limit, async (t) => {
  const { socket } = await openHall(t, { beat: 200 })
  const [alive, dead] = [await socket('member=ruth'), await socket('member=dee')]
  const [talk, silent] = [new Talk(alive), new Talk(dead)]
  dead.pause()
  await talk.heard.until((all) => all.filter((frame) => frame['beat']).length >= 5)
  assert.equal(alive.readyState, alive.OPEN)
  dead.resume()
  assert.equal(await silent.closed, 1006)
})

test('a member who is removed is closed even when nobody told', limit, async (t) => {
  const { hall, socket } = await openHall(t, { beat: 200, recheck: 0 })
  const [ruth, dee] = [new Talk(await socket('member=ruth')), new Talk(await socket('member=dee'))]
  hall.people.delete('dee')
  assert.equal(await dee.closed, 4401)
  assert.deepEqual((await ruth.ask({ follow: 'board', key: 'x' })).ok, {})
})

test('a reader that is too slow costs bounded memory and misses nothing', limit, async (t) => {
  const { socket } = await openHall(t, {})
  const slow = await socket('member=dee')
  const talk = new Talk(slow)
  await talk.ask({ follow: 'room', key: 'slow' })
  slow.pause()
  const text = 'x'.repeat(50_000)
  for (let n = 0; n < 400; n += 20) {
    const some = Array.from({ length: 20 }, () =>
      bare.streams.append({ teamId, streamId: 'slow', id: randomId(), body: text }),
    )
    await Promise.all(some)
  }
  await bare.settled()
  slow.resume()
  const rows = (): number[] =>
    talk.heard.all.flatMap((frame) => (frame['rows'] as [number][] | undefined)?.map(([seq]) => seq) ?? [])
  await talk.heard.until(() => rows().length >= 400)
  assert.deepEqual(
    rows(),
    Array.from({ length: 400 }, (_, n) => n + 1),
  )
})

test('a slow reader of a view gets the newest one, not all of them', limit, async (t) => {
  const { hall, live, socket } = await openHall(t, {})
  const slow = await socket('member=dee')
  const talk = new Talk(slow)
  hall.board.set('slow', { n: 0 })
  await talk.ask({ follow: 'board', key: 'slow' })
  await talk.untilView('board', { n: 0 })
  slow.pause()
  for (let n = 1; n <= 100; n++) {
    hall.board.set('slow', { n, text: 'x'.repeat(200_000) })
    live.changed(teamId, 'board', 'slow')
    await live.settled()
  }
  slow.resume()
  await talk.heard.until((all) => all.some((frame) => (frame['view'] as { n?: number } | undefined)?.n === 100))
  assert.ok(talk.heard.all.filter(({ on }) => on === 'board').length < 80)
})

test('a reader that stays stuck is closed', limit, async (t) => {
  const { live, socket } = await openHall(t, { beat: 200, hopeless: 400 })
  const stuck = await socket('member=dee')
  const talk = new Talk(stuck)
  await talk.ask({ follow: 'room', key: 'stuck' })
  stuck.pause()
  for (let n = 0; n < 200; n++) {
    await bare.streams.append({ teamId, streamId: 'stuck', id: randomId(), body: 'x'.repeat(50_000) })
  }
  while (live.socketCount > 0) await new Promise((look) => setTimeout(look, 10))
  stuck.resume()
  assert.equal(await talk.closed, 1006)
})

test('closing the house tells everybody to come back at once, and takes nobody new', limit, async (t) => {
  const { live, socket } = await openHall(t, { drain: 50 })
  const talks = [new Talk(await socket('member=ruth')), new Talk(await socket('member=dee'))]
  await live.stop()
  assert.deepEqual(await Promise.all(talks.map(({ closed }) => closed)), [1001, 1001])
  await assert.rejects(socket('member=ruth'), /503/)
})
