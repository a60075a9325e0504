import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, type Api } from '#platform/browser/api'
import type { MeView } from '../features/members/wire.ts'
import { Entrance } from './entrance.ts'

const dee = {
  me: { memberId: 'dee', sessionId: 'one' },
  team: { name: 'Night Line' },
  demo: false,
} as unknown as MeView

/** A server that gives these answers, by path; a number is a refusal, nothing at all is a server that cannot be reached. */
function server(answers: Record<string, unknown>): Api {
  const send = (path: string): Promise<never> => {
    const answer = answers[path]
    if (answer === undefined) return Promise.reject(new ApiError(0, 'offline', ''))
    if (typeof answer === 'number') return Promise.reject(new ApiError(answer, 'refused', ''))
    return Promise.resolve(answer as never)
  }
  return { get: send, post: send, put: send, delete: send }
}

const door = { team: { teamId: 't', name: 'Night Line', languages: ['en'] }, demo: false }
const outside = { ...door, inside: null }

test('a standing session is inside', async () => {
  const entrance = new Entrance(server({ '/api/sign-in': { ...door, inside: dee } }))
  await entrance.look()
  assert.deepEqual(entrance.state, { at: 'inside', view: dee, entry: 1 })
})

test('whoever was sent out and is still somebody comes in anew; what is learned while inside is no new entry', async () => {
  const entrance = new Entrance(server({ '/api/sign-in': { ...door, inside: dee } }))
  const entry = (): number | null => (entrance.state.at === 'inside' ? entrance.state.entry : null)
  await entrance.look()
  const first = entry()
  entrance.enter({ ...dee, demo: true })
  assert.equal(entry(), first)
  await entrance.look('ended')
  const second = entry()
  assert.notEqual(second, first, 'after its session was said to have ended')
  entrance.enter({ ...dee, me: { ...dee.me, sessionId: 'another' } })
  assert.notEqual(entry(), second, 'somebody signed in anew in another tab')
})

test('who is sent out again right after coming back is told that something is wrong, and may try again', async () => {
  let now = 0
  const entrance = new Entrance(server({ '/api/sign-in': { ...door, inside: dee } }), () => now)
  await entrance.look()
  await entrance.look('ended')
  assert.equal(entrance.state.at, 'inside', 'the first time may be an accident')
  now += 1000
  await entrance.look('ended')
  assert.deepEqual(entrance.state, { at: 'unreachable' })
  await entrance.look()
  assert.equal(entrance.state.at, 'inside')
  now += 60_000
  await entrance.look('ended')
  assert.equal(entrance.state.at, 'inside', 'later it is a first time again')
})

test('without a session there is the door, and it says what ended', async () => {
  const entrance = new Entrance(server({ '/api/sign-in': outside }))
  await entrance.look('ended')
  assert.deepEqual(entrance.state, { at: 'door', door, why: 'ended' })
})

test('before set-up there is no team to sign in to', async () => {
  const entrance = new Entrance(server({ '/api/sign-in': { team: null, demo: false, inside: null } }))
  await entrance.look()
  assert.deepEqual(entrance.state, { at: 'no-team', demo: false })
})

test('a server that does not answer is not taken for a session that ended', async () => {
  for (const answers of [{}, { '/api/sign-in': 500 }, { '/api/sign-in': 401 }]) {
    const entrance = new Entrance(server(answers))
    await entrance.look()
    assert.equal(entrance.state.at, 'unreachable')
  }
})

test('leaving works without the network too, as far as it can', async () => {
  const entrance = new Entrance(server({ '/api/sign-in': outside }))
  entrance.enter(dee)
  await entrance.leave()
  assert.deepEqual(entrance.state, { at: 'door', door, why: 'left' })
})
