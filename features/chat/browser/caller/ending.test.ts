import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveState } from '#platform/browser/live'
import { openTestHouse } from '../../../../tests/house.ts'
import { foundTeam } from '../../../../tests/people.ts'
import { floor, openLine, startChat, until } from '../../acting.ts'
import type { CallerConfig } from '../../wire.ts'
import { endTalk } from './ending.ts'
import { CallerTalk, type Doors } from './talk.ts'

test('a wish to be erased whose answer was lost is not said to have failed when it is said again', async () => {
  await using house = await openTestHouse({ features: floor })
  await openLine(house, await foundTeam(house))
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  await talk.api.post('/api/contact/leave', { erase: true, now: false })
  await assert.rejects(endTalk(talk, { erase: false, now: false }), { status: 401 })
  await endTalk(talk, { erase: true, now: false })
})

test('what a page without access had not sent is shown as not sent', async () => {
  let heard: (state: LiveState) => void = () => {}
  const line = { say: () => new Promise<never>(() => {}), follow: () => () => {}, close: () => {} }
  const doors: Doors = {
    config: { teamId: crypto.randomUUID() } as CallerConfig,
    api: () => ({}) as never,
    connect: (_bearer, hear) => ((heard = hear), line),
    now: () => 0,
  }
  const talk = await CallerTalk.make(doors, () => {})
  talk.listen()
  heard('open')
  talk.write('are you there?')
  heard('ended')
  assert.deepEqual(
    talk.outbox.pending.map(({ state }) => state),
    ['stuck'],
  )
})
