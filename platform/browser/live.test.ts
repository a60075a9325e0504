import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveError, type LiveRow } from '#platform/browser/live'
import { openPage } from '#platform/browser/live-fakes'

test('it says hello, and what was queued while it connected', async () => {
  const page = openPage('bearer-of-a-caller')
  assert.equal(page.last().url, 'ws://line.test/live?caller')
  const said = page.live.say('write', { text: 'hi' }, { queue: true })
  page.last().opens()
  assert.deepEqual(page.last().sent, [
    { hello: { bearer: 'bearer-of-a-caller' } },
    { id: 1, say: 'write', body: { text: 'hi' } },
  ])
  page.last().says({ re: 1, ok: { seq: 4 } })
  assert.deepEqual(await said, { seq: 4 })
  assert.deepEqual(page.states, ['connecting', 'open'])
})

test('a following goes on from its cursor after a loss, and a row sent twice is given once', () => {
  const page = openPage()
  const rows: LiveRow[] = []
  page.live.follow('talk', 'c1', { after: 3, onRows: (some) => rows.push(...some) })
  page.last().opens()
  assert.deepEqual(page.last().follows(), [{ id: 1, follow: 'talk', key: 'c1', after: 3 }])
  page.last().says({
    on: 'talk',
    key: 'c1',
    rows: [
      [4, 'a', 'x'],
      [5, 'b', 'y'],
    ],
  })
  page.last().onclose({ code: 1006 })
  page.pass(15_000)
  page.last().opens()
  assert.equal(page.last().follows()[0]!.after, 5)
  page.last().says({
    on: 'talk',
    key: 'c1',
    rows: [
      [5, 'b', 'y'],
      [6, 'c', 'z'],
    ],
  })
  assert.deepEqual(
    rows.map(([seq]) => seq),
    [4, 5, 6],
  )
})

test('two parts of a page follow one topic: the second is given what the first has', () => {
  const page = openPage()
  const seen: unknown[] = []
  page.last().opens()
  const stop = page.live.follow('queue', '', { onView: (view) => seen.push(['first', view]) })
  page.last().says({ on: 'queue', key: '', view: { waiting: 2 } })
  page.live.follow('queue', '', { onView: (view) => seen.push(['second', view]) })
  assert.deepEqual(seen, [
    ['first', { waiting: 2 }],
    ['second', { waiting: 2 }],
  ])
  assert.equal(page.last().follows().length, 1)
  stop()
  assert.equal(
    page.last().sent.some((frame) => frame.leave),
    false,
  )
})

test('a second reader of a stream gets its rows from the start, the first none twice', () => {
  const page = openPage()
  const first: number[] = []
  const second: number[] = []
  page.last().opens()
  page.live.follow('talk', 'c1', { onRows: (rows) => first.push(...rows.map(([seq]) => seq)) })
  page.last().says({
    on: 'talk',
    key: 'c1',
    rows: [
      [1, 'a', 'x'],
      [2, 'b', 'y'],
    ],
  })
  page.live.follow('talk', 'c1', { onRows: (rows) => second.push(...rows.map(([seq]) => seq)) })
  assert.equal(page.last().follows()[1]!.after, 0)
  page.last().says({
    on: 'talk',
    key: 'c1',
    rows: [
      [1, 'a', 'x'],
      [2, 'b', 'y'],
      [3, 'c', 'z'],
    ],
  })
  assert.deepEqual(
    [first, second],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  )
})

test('what was said and never answered is lost, or said again when it carries its own id', async () => {
  const page = openPage()
  page.last().opens()
  const claim = page.live.say('claim', {})
  const write = page.live.say('write', { id: 'its own' }, { queue: true })
  page.last().onclose({ code: 1006 })
  await assert.rejects(claim, new LiveError('lost'))
  await assert.rejects(page.live.say('claim', {}), new LiveError('offline'))
  page.pass(15_000)
  page.last().opens()
  assert.deepEqual(
    page.last().sent.filter((frame) => frame.say),
    [{ id: 2, say: 'write', body: { id: 'its own' } }],
  )
  page.last().says({ re: 2, no: 'not-now', words: 'Not now.' })
  await assert.rejects(write, (error: LiveError) => error.code === 'not-now' && error.words === 'Not now.')
})

test('it waits longer after each failure, comes back at once after a restart, and stays away once signed out', (t) => {
  t.mock.timers.enable({ apis: ['Date'] })
  const page = openPage()
  const waits: number[] = []
  for (let failure = 0; failure < 8; failure++) {
    const before = Date.now()
    page.last().onclose({ code: 1006 })
    waits.push(page.live.retryAt - before)
    page.pass(16_000)
  }
  assert.ok(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]! - 20))
  assert.ok(waits.at(-1)! <= 15_050 && waits[0]! <= 600)
  page.last().opens()
  page.last().onclose({ code: 1001 })
  page.pass(300)
  page.last().opens()
  const count = page.sockets.length
  page.last().onclose({ code: 4401 })
  page.pass(60_000)
  assert.equal(page.sockets.length, count)
  assert.equal(page.states.at(-1), 'ended')
})

test('silence for longer than two beats is a loss', () => {
  const page = openPage()
  page.last().opens()
  page.pass(40_000)
  page.last().says({ beat: 1 })
  page.pass(40_000)
  assert.equal(page.states.at(-1), 'open')
  page.pass(10_000)
  assert.equal(page.states.at(-1), 'waiting')
  assert.equal(page.last().closed, true)
})

test('the end of a following before does not end the one that was asked for anew', () => {
  const { live, last } = openPage()
  const told: string[] = []
  const listen = { onEnd: (code: string) => told.push(code), onRows: (rows: unknown[]) => told.push(`${rows.length}`) }
  last().opens()
  const stop = live.follow('talk', 'a', listen)
  last().accepts = false
  stop()
  live.follow('talk', 'a', listen)
  last().says({ on: 'talk', key: 'a', rows: [[1, 'x', 'before']] })
  last().says({ on: 'talk', key: 'a', end: 'gone' })
  assert.deepEqual(told, [])
  last().says({ re: last().follows().at(-1)!.id, ok: {} })
  last().says({ on: 'talk', key: 'a', rows: [[1, 'x', 'now']] })
  last().says({ on: 'talk', key: 'a', end: 'gone' })
  assert.deepEqual(told, ['1', 'gone'])
})

test('a following that is refused or ends says why, and is not asked for again', () => {
  const page = openPage()
  const ends: string[] = []
  page.live.follow('team', '', { onEnd: (code) => ends.push(code) })
  page.live.follow('talk', 'c1', { onEnd: (code) => ends.push(code) })
  page.last().accepts = false
  page.last().opens()
  page.last().says({ re: 1, no: 'not-allowed' })
  page.last().says({ re: 2, ok: {} })
  page.last().says({ on: 'talk', key: 'c1', end: 'gone' })
  assert.deepEqual(ends, ['not-allowed', 'gone'])
  page.last().onclose({ code: 1006 })
  page.pass(15_000)
  page.last().opens()
  assert.deepEqual(page.last().follows(), [])
})

test('a following that the server could not look up is asked for again by itself', () => {
  const page = openPage()
  const ends: string[] = []
  page.live.follow('talk', 'c1', { onRows: () => {}, onEnd: (code) => ends.push(code) })
  page.last().accepts = false
  page.last().opens()
  page.last().says({ re: 1, no: 'failed' })
  page.pass(2000)
  assert.deepEqual(ends, [])
  assert.deepEqual(
    page
      .last()
      .follows()
      .map(({ key }) => key),
    ['c1', 'c1'],
  )
})

test('closing it rejects what is open and tells nobody else', async () => {
  const page = openPage()
  page.last().opens()
  const said = page.live.say('write', {}, { queue: true })
  page.live.close()
  await assert.rejects(said, new LiveError('offline'))
  assert.equal(page.last().closed, true)
  page.last().onclose({ code: 1006 })
  page.pass(60_000)
  assert.equal(page.sockets.length, 1)
})
