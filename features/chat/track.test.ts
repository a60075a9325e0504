import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '#platform/browser/api'
import { demand, EnvelopeError } from '#platform/envelope/errors'
import type { KeyringThread } from '#features/keys/browser'
import { isWhole } from './browser/joining.ts'
import { Track } from './browser/track.ts'

type Body = { text: string }

/** A track on a device that remembers `seen` records. */
function trackThatSaw(
  seen: number,
  other: Partial<Pick<KeyringThread, 'open' | 'seal'>> & { fetch?: () => Promise<void> } = {},
) {
  let shown = 0
  const it = { online: true, told: 0 }
  const track = new Track<Body>({
    read: (text) => ({ text }),
    thread: () => ({
      open:
        other.open ??
        (async (rows) =>
          rows.map(([seq, id, record]) => ((shown += 1), { seq, id, slot: 'caller:1', epoch: 1, body: record }))),
      seal: other.seal ?? (async () => ''),
      glance: async () => [],
      beginAgain: async () => {},
      withdraw: async () => {},
      caughtUp: async () => {
        if (shown < seen) throw new EnvelopeError('record.rolled-back')
      },
    }),
    send: async () => ({ seq: 1 }),
    renew: async () => {},
    fetch: other.fetch ?? (async () => {}),
    changed: () => void (it.told += 1),
    online: () => it.online,
  })
  return { it, track }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const pass = async (t: { mock: { timers: { tick: (ms: number) => void } } }): Promise<void> => {
  t.mock.timers.tick(3000)
  await turn()
}

test('a server that shows less than this device has seen is noticed, and believed again when the rest comes', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { it, track } = trackThatSaw(2)
  track.restart()
  await track.take([[1, 'a', 'one']])
  assert.equal(track.incomplete, false, 'more may be on its way')
  await pass(t)
  assert.equal(track.incomplete, true)
  const { told } = it
  await track.take([[2, 'b', 'two']])
  await pass(t)
  assert.equal(track.incomplete, false)
  assert.ok(it.told > told)
})

test('a server that shows nothing at all is noticed too, but not a network that is away', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { it, track } = trackThatSaw(1)
  it.online = false
  track.restart()
  await pass(t)
  assert.equal(track.incomplete, false)
  it.online = true
  await pass(t)
  assert.equal(track.incomplete, true)
  track.rest()
})

test('a key that cannot be fetched just now is asked for again, and the row waits for it in its place', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const fails = [new ApiError(0, 'offline', ''), new ApiError(500, 'unexpected', '')]
  let key = false
  const { track } = trackThatSaw(0, {
    open: async (rows) =>
      rows.map(([seq, id, body]) =>
        body === 'new' && !key ? { seq, id, error: 'key.unknown' } : { seq, id, slot: 'caller:1', epoch: 1, body },
      ),
    async fetch() {
      const failed = fails.shift()
      if (failed) throw failed
      key = true
    },
  })
  const taken = track.take([
    [1, 'a', 'old'],
    [2, 'b', 'new'],
  ])
  for (const milliseconds of [500, 1000]) {
    await turn()
    assert.deepEqual(
      track.log.rows.map(({ seq }) => seq),
      [1],
    )
    t.mock.timers.tick(milliseconds)
  }
  await taken
  assert.deepEqual(
    track.log.rows.map(({ body }) => body?.text),
    ['old', 'new'],
  )
  track.rest()
})

test('nobody says by themselves that they are here beside rows that could not be read', () => {
  assert.equal(isWhole([]), false)
  assert.equal(isWhole([{ body: {} }, { body: null }]), false)
  assert.equal(isWhole([{ body: {} }]), true)
})

test('a track that is read again from its beginning seals nothing before it has read what it wrote before', async () => {
  let read = 1
  const { track } = trackThatSaw(0, {
    async open(rows) {
      read += rows.length
      return rows.map(([seq, id, body]) => ({ seq, id, slot: 'caller:1', epoch: 1, body }))
    },
    async seal() {
      demand(read > 0, 'record.unread')
      return ''
    },
  })
  await track.take([[1, 'a', 'mine']])
  read = 0
  track.restart(true)
  track.put({ text: 'next' })
  for (let turns = 0; turns < 5; turns++) await turn()
  assert.equal(track.outbox.pending[0]?.state, 'sending')
  await track.take([[1, 'a', 'mine']])
  for (let turns = 0; turns < 5; turns++) await turn()
  assert.equal(track.outbox.pending[0]?.state, 'kept')
  track.rest()
})

test('rows of an earlier reading that come to their turn only after it began anew are not taken for rows of this one', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  let thread = { next: 1 }
  const { track } = trackThatSaw(0, {
    open: async (rows) => {
      const mine = thread
      await held
      return rows.map(([seq, id, body]) =>
        seq === mine.next
          ? ((mine.next += 1), { seq, id, slot: 'caller:1', epoch: 1, body })
          : { seq, id, error: 'record.missing' },
      )
    },
  })
  const rows = [
    [1, 'a', 'one'],
    [2, 'b', 'two'],
  ] as const
  const before = [track.take(rows.slice(0, 1)), track.take(rows.slice(1))]
  await turn()
  thread = { next: 1 }
  track.restart()
  letGo()
  await Promise.all(before)
  await track.take(rows)
  assert.deepEqual(
    track.log.rows.map(({ body }) => body?.text),
    ['one', 'two'],
  )
})
