import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { callerOf, memberNamed, rehearsal, Talk, teamId, type Rehearsal } from '#platform/live/rehearsal'
import { openTestHouse, type TestHouse } from '../tests/house.ts'

const limit = { timeout: 20_000 }

let hall: Rehearsal
let house: TestHouse
let other: TestHouse
before(async () => {
  hall = rehearsal()
  house = await openTestHouse({ features: [hall.feature], tables: [] })
  other = await house.openSecondProcess()
})
beforeEach(() => {
  hall.beforeView = async () => {}
  hall.computed = 0
  for (const name of ['ruth', 'dee', 'mateo']) hall.people.set(name, memberNamed(name, ['team.manage']))
})
after(() => house.close())

const member = async (name: string, at = house): Promise<Talk> => new Talk(await at.socket(`member=${name}`))
const change = (key: string, view: unknown): void => {
  hall.board.set(key, view)
  house.house.live.changed(teamId, 'board', key)
}

test('a view is shown at once and again when it changed, on every process', limit, async () => {
  hall.board.set('a', { waiting: 1 })
  const [dee, mateo] = [await member('dee'), await member('mateo', other)]
  await dee.ask({ follow: 'board', key: 'a' })
  await mateo.ask({ follow: 'board', key: 'a' })
  await dee.untilView('board', { waiting: 1 })
  await mateo.untilView('board', { waiting: 1 })
  change('a', { waiting: 2 })
  await dee.untilView('board', { waiting: 2 })
  await mateo.untilView('board', { waiting: 2 })
})

test('a view that comes out the same is not sent again', limit, async () => {
  const dee = await member('dee')
  hall.board.set('same', { waiting: 1 })
  await dee.ask({ follow: 'board', key: 'same' })
  await dee.untilView('board', { waiting: 1 })
  change('same', { waiting: 1 })
  await house.settled()
  change('same', { waiting: 2 })
  await dee.untilView('board', { waiting: 2 })
  assert.equal(dee.heard.all.filter(({ on }) => on === 'board').length, 2)
})

test('however often it changes meanwhile, one computation is on its way and one waits', limit, async () => {
  const dee = await member('dee')
  hall.board.set('busy', 0)
  await dee.ask({ follow: 'board', key: 'busy' })
  await dee.untilView('board', 0)
  await house.settled()
  const gate = Promise.withResolvers<void>()
  hall.computed = 0
  hall.beforeView = () => gate.promise
  for (let n = 1; n <= 50; n++) change('busy', n)
  assert.equal(hall.computed, 1)
  gate.resolve()
  await dee.untilView('board', 50)
  assert.equal(hall.computed, 2)
})

test('two windows of one member cost one computation, two members two', limit, async () => {
  const talks = [await member('dee'), await member('dee'), await member('mateo')]
  hall.board.set('windows', 0)
  for (const talk of talks) await talk.ask({ follow: 'board', key: 'windows' })
  for (const talk of talks) await talk.untilView('board', 0)
  await house.settled()
  hall.computed = 0
  change('windows', 1)
  for (const talk of talks) await talk.untilView('board', 1)
  assert.equal(hall.computed, 2)
})

test('a view that becomes nothing ends the following', limit, async () => {
  const dee = await member('dee')
  hall.board.set('gone', 1)
  await dee.ask({ follow: 'board', key: 'gone' })
  await dee.untilView('board', 1)
  change('gone', null)
  await dee.heard.until((all) => all.some((frame) => frame['end'] === 'gone'))
  change('gone', 2)
  await house.settled()
  assert.equal(dee.heard.all.filter(({ on }) => on === 'board').length, 2)
})

test('a view that fails is computed again, and the reason stays out of the log', limit, async () => {
  const dee = await member('dee')
  hall.board.set('fails', 1)
  await dee.ask({ follow: 'board', key: 'fails' })
  await dee.untilView('board', 1)
  hall.beforeView = async () => {
    hall.beforeView = async () => {}
    throw new Error('a secret inside')
  }
  change('fails', 2)
  await dee.untilView('board', 2)
  assert.equal(
    house.logged.some((line) => line.includes('a secret')),
    false,
  )
})

test('an ended session loses its sockets on every process, and only its own', limit, async () => {
  const [dee, elsewhere, ruth] = [await member('dee'), await member('dee', other), await member('ruth', other)]
  house.house.live.endSession(teamId, 'session of dee')
  assert.deepEqual(await Promise.all([dee.closed, elsewhere.closed]), [4401, 4401])
  assert.equal((await ruth.ask({ say: 'manage' })).no, undefined)
})

test('a right that is gone ends what it allowed; a member who is gone is closed', limit, async () => {
  const [dee, mateo] = [await member('dee'), await member('mateo', other)]
  await dee.ask({ follow: 'managers' })
  await dee.untilView('managers', { managers: 1 })
  hall.people.set('dee', memberNamed('dee'))
  hall.people.delete('mateo')
  house.house.live.recheck(teamId)
  await dee.heard.until((all) => all.some((frame) => frame['end'] === 'gone'))
  assert.equal(await mateo.closed, 4401)
  assert.equal((await dee.ask({ say: 'manage' })).no, 'not-allowed')
})

test('presence: the first socket and the last one of each person count', limit, async () => {
  const seen: unknown[] = []
  house.house.live.onPresence(({ memberId, contactId, connected, sessionId }) =>
    seen.push([memberId ?? contactId, sessionId, connected]),
  )
  hall.people.set('sam', memberNamed('sam'))
  hall.people.set('bearer-of-a-caller-0009', callerOf('c9'))
  const sockets = [await house.socket('member=sam'), await house.socket('member=sam')]
  assert.deepEqual(
    house.house.live.connected(teamId).memberIds.filter((id) => id === 'sam'),
    ['sam'],
  )
  const closed = sockets.map((socket) => new Talk(socket).closed)
  for (const socket of sockets) socket.close()
  await Promise.all(closed)
  while (house.house.live.connected(teamId).memberIds.includes('sam'))
    await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(seen, [
    ['sam', 'session of sam', true],
    ['sam', 'session of sam', false],
  ])
})
