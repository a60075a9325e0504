import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LiveClient, type LiveRow } from '#platform/browser/live'
import { randomId } from '#platform/ids'
import { client, Collected, memberNamed, rehearsal, roomOf, untilState } from '#platform/live/rehearsal'
import { openTestHouse, type TestHouse } from '../tests/house.ts'

const limit = { timeout: 60_000 }
const names = ['ruth', 'dee', 'mateo']

test('after a restart of the server everybody goes on where they were', limit, async () => {
  const hall = rehearsal()
  let house = await openTestHouse({ features: [hall.feature], tables: [] })
  let { url } = house
  const socket = (address: string): WebSocket =>
    new WebSocket(address.replace(/^ws:..[^/]+/, url.replace('http', 'ws')), {
      headers: { origin: url, cookie: 'member=dee' },
    } as unknown as string[])
  const dee = client(url, {}, { tools: { socket } })
  const seen = roomOf(dee, 'kitchen')
  await untilState(dee, 'open')
  const write = (text: string): Promise<unknown> =>
    dee.say('write', { room: 'kitchen', id: randomId(), text }, { queue: true })
  await write('1')
  await seen.until((rows) => rows.length === 1)
  house = await house.restarted()
  ;({ url } = house)
  await Promise.all([write('2'), write('3')])
  await seen.until((rows) => rows.length === 3)
  assert.deepEqual(
    seen.all.map(([seq, , text]) => [seq, text]),
    [
      [1, '1'],
      [2, '2'],
      [3, '3'],
    ],
  )
  dee.close()
  await house.close()
})

type Step = { do: 'write' | 'write twice' | 'cut off' | 'settle'; who: number; room: number }
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('write', 'write', 'write', 'write twice', 'cut off', 'settle'),
  who: fc.nat(2),
  room: fc.nat(1),
})

test('whatever is cut off when, everybody sees every row of every room once and in order', limit, async () => {
  const hall = rehearsal()
  for (const name of names) hall.people.set(name, memberNamed(name))
  await using house = await openTestHouse({ features: [hall.feature], tables: [] })
  const other = await house.openSecondProcess()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      await play(steps, [house, other, house], `run ${run++}`)
    }),
    { numRuns: 25 },
  )
})

async function play(steps: Step[], houses: TestHouse[], run: string): Promise<void> {
  const pages = houses.map((house, index) => openPage(house, names[index]!, run))
  const said: Promise<unknown>[] = []
  const written = [0, 0]
  for (const { do: what, who, room } of steps) {
    const { live, cutOff } = pages[who]!
    if (what === 'cut off') cutOff()
    if (what === 'settle') await Promise.all(said)
    if (!what.startsWith('write')) continue
    const body = { room: `${run} ${room}`, id: randomId(), text: `${written[room]!++}` }
    for (let time = 0; time < (what === 'write' ? 1 : 2); time++) said.push(live.say('write', body, { queue: true }))
  }
  await Promise.all(said)
  for (const { rooms, live } of pages) {
    for (const [room, seen] of rooms.entries()) {
      await seen.until((rows) => rows.length >= written[room]!)
      assert.deepEqual(
        seen.all.map(([seq]) => seq),
        Array.from({ length: written[room]! }, (_, n) => n + 1),
      )
      assert.equal(new Set(seen.all.map(([, id]) => id)).size, written[room])
    }
    live.close()
  }
}

/** A page whose socket can be cut off, also while something is on its way; it comes back by itself, quickly. */
function openPage(
  house: TestHouse,
  name: string,
  run: string,
): { live: LiveClient; cutOff: () => void; rooms: Collected<LiveRow>[] } {
  let current: WebSocket
  const open = (url: string): WebSocket =>
    (current = new WebSocket(url, { headers: { origin: house.url, cookie: `member=${name}` } } as unknown as string[]))
  const live = client(house.url, {}, { tools: { socket: open, random: () => 0.01 } })
  return { live, cutOff: () => current.close(), rooms: [0, 1].map((room) => roomOf(live, `${run} ${room}`)) }
}
