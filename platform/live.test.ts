import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '#platform/ids'
import { callerOf, client, Collected, memberNamed, rehearsal, roomOf, teamId, untilState } from '#platform/live/rehearsal'
import { openTestHouse } from '../tests/house.ts'

const limit = { timeout: 20_000 }

test('what Dee writes is kept and shown to everybody in the room, in order', limit, async () => {
  const { feature } = rehearsal()
  await using house = await openTestHouse({ features: [feature], tables: [] })
  const dee = client(house.url, { cookie: 'member=dee' })
  const mateo = client(house.url, { cookie: 'member=mateo' })
  const seen = roomOf(mateo, 'kitchen')
  await untilState(dee, 'open')
  const id = randomId()
  assert.deepEqual(await dee.say('write', { room: 'kitchen', id, text: '"one"' }), { seq: 1 })
  assert.deepEqual(await dee.say('write', { room: 'kitchen', id, text: '"one"' }), { seq: 1 })
  await dee.say('write', { room: 'kitchen', id: randomId(), text: '"two"' })
  await seen.until((rows) => rows.length === 2)
  assert.deepEqual(
    seen.all.map(([seq, , body]) => [seq, body]),
    [
      [1, '"one"'],
      [2, '"two"'],
    ],
  )
  await assert.rejects(dee.say('write', { room: 'kitchen', id, text: '"other"' }), { code: 'other-body' })
  dee.close()
  mateo.close()
})
