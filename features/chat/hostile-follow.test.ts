import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { clockIn, deskOf, floor, openLine, startChat, until } from './acting.ts'

test('whoever was on duty while a chat waited is shown nothing of it once somebody has answered', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const [dee, mateo] = [deskOf(house, people, people.dee), deskOf(house, people, people.mateo)]
  await clockIn(dee, lineId)
  await clockIn(mateo, lineId)
  const { talk } = await startChat(house)
  let rows = 0
  let ended = false
  const onRows = (some: readonly unknown[]): void => void (rows += some.length)
  mateo.live.follow('first-words', talk.contactId, { onRows, onEnd: () => (ended = true) })
  await until(() => rows === 1, 'the first words, while it waits')
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  await until(() => ended, 'the end of it')
  talk.write('only for Dee')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the words being kept')
  assert.equal(rows, 1)
  for (const open of [dee.live, mateo.live]) open.close()
  talk.wipe()
})
