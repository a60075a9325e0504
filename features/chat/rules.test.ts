import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCrew, readRoom, readTalk } from './bodies.ts'
import { cleaned } from './cleaned.ts'
import { endOfNight, nightOf } from './nights.ts'
import { largestBody, longestMessage, noCallback, refuseCallback, refuseText } from './rules.ts'
import { isWorked, work } from './work.ts'

test('a message needs words, and at most 4,000 characters as people count them', () => {
  assert.equal(refuseText(' \n\t'), 'empty')
  assert.equal(refuseText('🌊'.repeat(longestMessage)), null)
  assert.equal(refuseText('🌊'.repeat(longestMessage) + 'x'), 'too-long')
})

test('the longest message of the widest letters still fits one frame', () => {
  const body = JSON.stringify({ k: 'text', text: '🌊'.repeat(longestMessage), at: Date.now() })
  assert.ok(new TextEncoder().encode(body).length <= largestBody)
})

test('control characters go, line breaks stay', () => {
  assert.equal(cleaned(' a\r\nb\u0000\u0007\tc\u007f '), 'a\nb\tc')
})

test('a message left: empty, unreachable, too long, or fine', () => {
  assert.equal(refuseCallback(noCallback), 'empty')
  assert.equal(refuseCallback({ ...noCallback, text: 'hi' }), null)
  assert.equal(refuseCallback({ ...noCallback, text: 'hi', safe: true }), 'no-way')
  assert.equal(refuseCallback({ ...noCallback, reach: '5'.repeat(201) }), 'too-long')
})

test('being reached is never safe unless the caller said so', () => {
  const body = readTalk(JSON.stringify({ k: 'callback', callback: { text: 'hi', safe: 'yes', others: 'x' }, at: 1 }))
  assert.equal(body?.k === 'callback' && body.callback.safe, false)
  assert.equal(body?.k === 'callback' && body.callback.others, 'hang-up')
})

const strange = [
  '',
  'null',
  '[]',
  '1',
  '{"k":"text"}',
  '{"k":"text","text":1,"at":1}',
  '{"k":"text","text":"x","at":"now"}',
  '{"k":"other","at":1}',
  '{"k":"joined","name":"x","as":"boss","at":1}',
  '{"k":"police","state":"maybe","at":1}',
]
for (const json of strange) {
  test(`a body that is not one of ours is null: ${json || 'nothing'}`, () => {
    assert.deepEqual([readTalk(json), readCrew(json), readRoom(json)], [null, null, null])
  })
}

test('a night goes from noon to noon, over both nights on which clocks change', () => {
  const zone = 'America/Los_Angeles'
  const cases: [string, string][] = [
    ['2026-11-21T04:00:00Z', '2026-11-20'],
    ['2026-11-21T19:59:59Z', '2026-11-20'],
    ['2026-11-21T20:00:00Z', '2026-11-21'],
    ['2026-03-08T18:59:59Z', '2026-03-07'],
    ['2026-03-08T19:00:00Z', '2026-03-08'],
    ['2026-11-01T19:59:59Z', '2026-10-31'],
    ['2026-11-01T20:00:00Z', '2026-11-01'],
  ]
  for (const [at, night] of cases) assert.equal(nightOf(new Date(at), zone), night, at)
  assert.equal(endOfNight('2026-10-31', zone).toISOString(), '2026-11-01T20:00:00.000Z')
  assert.equal(endOfNight('2026-03-07', zone).toISOString(), '2026-03-08T19:00:00.000Z')
})

test('work: an answer serves its own contact only, and an old phone may give up', async () => {
  const answer = await work('a', () => 0)
  assert.equal(isWorked('a', answer), true)
  assert.equal(isWorked('b', answer), false)
  let clock = 0
  assert.equal(await work('c', () => (clock += 9000)), 'floor')
  assert.equal(isWorked('c', 'floor'), false)
})
