import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NotSent, Outbox } from './browser/outbox.ts'

/** An outbox over a server that does what the test says, one answer for each sending. */
function open(answers: (string | null)[]) {
  const sent: string[] = []
  const did: string[] = []
  let sealed = 0
  const outbox: Outbox = new Outbox({
    seal: (body) => Promise.resolve(`${body}#${++sealed}`),
    withdraw: () => void did.push('withdraw'),
    renew: () => Promise.resolve(void did.push('renew')),
    changed: () => {},
    async send(_id, record) {
      sent.push(record)
      const code = answers.shift()
      if (code) throw new NotSent(code)
      return { seq: sent.length }
    },
  })
  return { outbox, sent, did }
}
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('one by one, in order', async () => {
  const { outbox, sent } = open([])
  outbox.put('a')
  outbox.put('b')
  await rest()
  assert.deepEqual(sent, ['a#1', 'b#2'])
  assert.deepEqual(
    outbox.pending.map((item) => item.state),
    ['kept', 'kept'],
  )
})

test('without an answer the same record is offered again, unchanged, and nothing overtakes it', async () => {
  const { outbox, sent } = open(['offline', null])
  outbox.put('a')
  outbox.put('b')
  await rest()
  await outbox.poke()
  assert.deepEqual(sent, ['a#1', 'a#1', 'b#2'])
})

test('under an old key: taken back, a new key fetched, sealed again', async () => {
  const { outbox, sent, did } = open(['old-epoch', null])
  outbox.put('a')
  await rest()
  assert.deepEqual(sent, ['a#1', 'a#2'])
  assert.deepEqual(did, ['withdraw', 'renew'])
})

test('a key that never comes stops it until it is poked, and it does not spin', async () => {
  const { outbox, sent } = open(Array.from({ length: 50 }, () => 'old-epoch'))
  outbox.put('a')
  await rest()
  assert.ok(sent.length <= 6, String(sent.length))
  assert.equal(outbox.pending[0]?.state, 'sending')
})

test('a new key that could not be asked for just now is asked for again by itself', async () => {
  const fails = [new NotSent('offline'), new NotSent('unexpected'), new NotSent('unopened')]
  const answers: (string | null)[] = [...fails.map(() => 'old-epoch'), 'old-epoch', null]
  const sent: string[] = []
  const outbox = new Outbox({
    seal: async (body) => body,
    withdraw: () => {},
    async renew() {
      const failed = fails.shift()
      if (failed) throw failed
    },
    changed: () => {},
    async send(_id, record) {
      sent.push(record)
      const code = answers.shift()
      if (code) throw new NotSent(code)
      return { seq: sent.length }
    },
  })
  outbox.put('a')
  for (let tries = 0; outbox.pending[0]?.state !== 'kept' && tries < 2000; tries++) await rest()
  assert.equal(outbox.pending[0]?.state, 'kept')
  assert.equal(sent.length, 5)
})

test('refused because the server cannot just now: offered again by itself, unchanged', async () => {
  const { outbox, sent } = open(['failed', 'slow-down', null])
  outbox.put('a')
  while (outbox.pending[0]?.state !== 'kept') await rest()
  assert.deepEqual(sent, ['a#1', 'a#1', 'a#1'])
})

test('taken back only after the stream has shown what was kept', async () => {
  const { outbox, did } = open([null, 'old-epoch', null])
  const first = outbox.put('a')
  outbox.put('b')
  await rest()
  assert.deepEqual(did, [])
  outbox.arrived(first)
  await rest()
  assert.deepEqual(did, ['withdraw', 'renew'])
})

test('refused for good: visible as not sent, and the next goes on', async () => {
  const { outbox } = open(['malformed', null])
  outbox.put('a')
  outbox.put('b')
  await rest()
  assert.deepEqual(
    outbox.pending.map((item) => item.state),
    ['stuck', 'kept'],
  )
})

test('an autosave that was not sealed yet gives way to the newer one', async () => {
  const { outbox, sent } = open(['offline', null, null])
  outbox.put('x')
  outbox.put('notes 1', (older) => older.startsWith('notes'))
  outbox.put('notes 2', (older) => older.startsWith('notes'))
  await outbox.poke()
  await rest()
  await outbox.poke()
  assert.deepEqual(sent.at(-1)?.split('#')[0], 'notes 2')
  assert.equal(
    sent.some((record) => record.startsWith('notes 1')),
    false,
  )
})

test('stored before under a record this page has forgotten: it counts as kept, and the next builds on the stored one', async () => {
  const { outbox, sent, did } = open(['other-body', null])
  const first = outbox.put('a')
  outbox.put('b')
  await rest()
  assert.equal(outbox.pending[0]?.state, 'kept')
  assert.deepEqual(did, ['withdraw'], 'what was sealed in its place is forgotten')
  assert.deepEqual(sent, ['a#1'], 'nothing is sealed before the stream has shown it')
  outbox.arrived(first)
  await rest()
  assert.deepEqual(sent, ['a#1', 'b#2'])
})

test('after beginning anew nothing is sealed before the stream has shown what was kept', async () => {
  const { outbox, sent } = open([])
  const first = outbox.put('a')
  await rest()
  outbox.resealAll(true)
  outbox.put('b')
  await rest()
  assert.deepEqual(sent, ['a#1'])
  outbox.arrived(first)
  await rest()
  assert.deepEqual(sent, ['a#1', 'b#2'])
})
