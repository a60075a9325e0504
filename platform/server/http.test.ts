import assert from 'node:assert/strict'
import { request as plainRequest } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { pretendFeature } from './pretend-feature.ts'

const open = (options = {}): Promise<TestHouse> => openTestHouse({ features: [pretendFeature], tables: [], ...options })
const post = (house: TestHouse, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  house.request('/api/echo', { method: 'POST', body, headers })

test('what is of the right shape arrives, as JSON or as a form', async () => {
  await using house = await open()
  assert.deepEqual(await (await post(house, { text: 'مرحبا <b>' })).json(), { text: 'مرحبا <b>' })
  const form = new URLSearchParams([
    ['text', 'hola'],
    ['more', 'a'],
    ['more', 'b'],
  ])
  assert.deepEqual(await (await post(house, form)).json(), { text: 'hola', more: ['a', 'b'] })
})

test('what is not, is refused with a status and a sentence in the reader’s language', async () => {
  await using house = await open()
  const cases: [BodyInit, string, number, string][] = [
    ['{"text": ', 'application/json', 400, 'notUnderstood'],
    [new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400, 'notUnderstood'],
    ['[]', 'application/json', 422, 'notRight'],
    ['{"text": 5}', 'application/json', 422, 'notRight'],
    [JSON.stringify({ text: 'x'.repeat(101) }), 'application/json', 422, 'notRight'],
    ['{"text": "a"}', 'text/plain', 415, 'wrongType'],
    ['--x--', 'multipart/form-data; boundary=x', 415, 'wrongType'],
    [JSON.stringify({ text: 'x'.repeat(70_000) }), 'application/json', 413, 'tooLarge'],
  ]
  for (const [body, type, status, code] of cases) {
    const answer = await house.request('/api/echo', {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'x-language': 'es' },
    })
    const said = (await answer.json()) as { refused: string; words: string }
    assert.deepEqual([answer.status, said.refused], [status, code])
    assert.match(said.words, /\p{L}{4}.*\.$/u)
  }
})

test('a route may take less, and a body without a length is counted as it comes', async () => {
  await using house = await open()
  let parts = 20
  const many = new ReadableStream<Uint8Array>({
    pull: (to) => (parts-- > 0 ? to.enqueue(new Uint8Array(10_000)) : to.close()),
  })
  const headers = { 'content-type': 'application/json', origin: house.url }
  const options = { method: 'POST', headers, body: many, duplex: 'half' } as RequestInit
  const status = await fetch(`${house.url}/api/echo`, options).then(
    (answer) => answer.status,
    () => 'cut off',
  )
  assert.ok(status === 413 || status === 'cut off', String(status))
  assert.equal((await house.request('/api/large', { method: 'POST', body: { text: 'x'.repeat(300) } })).status, 413)
  const bare = await fetch(`${house.url}/api/thing/7`, { method: 'DELETE', headers: { origin: house.url } })
  assert.equal(bare.status, 200)
})

test('a change is made only from our own pages', async () => {
  await using house = await open({ publicUrl: 'https://line.example.org' })
  const host = new URL(house.url).host
  const cases: [Record<string, string>, number][] = [
    [{ origin: house.url }, 200],
    [{ origin: 'https://line.example.org' }, 200],
    [{ origin: 'https://evil.example.org' }, 403],
    [{ origin: `http://${host}.evil.example.org` }, 403],
    [{ origin: 'file://' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{}, 403],
  ]
  for (const [headers, expected] of cases)
    assert.equal(await statusOf(house, headers), expected, JSON.stringify(headers))
})

/** Without fetch, which does not let a test leave headers out. */
function statusOf(house: TestHouse, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
    const sent = plainRequest(`${house.url}/api/echo`, options, (answer) => resolve(answer.resume().statusCode!))
    sent.once('error', reject)
    sent.end('{"text":"a"}')
  })
}

test('a guard asks who it is: nobody is asked to sign in, somebody else is refused', async () => {
  await using house = await open()
  const cookie = 'session=dee'
  assert.equal((await house.request('/api/mine')).status, 401)
  assert.equal(await (await house.request('/api/mine', { headers: { cookie } })).text(), 'dee')
  assert.equal((await house.request('/api/manage', { headers: { cookie } })).status, 403)
})

test('what is not there, and what cannot be done there, is told in the reader’s language', async () => {
  await using house = await open()
  const asPage = { accept: 'text/html', 'accept-language': 'es' }
  const missing = await house.request('/nowhere', { headers: asPage })
  assert.equal(missing.status, 404)
  assert.match(await missing.text(), /<html lang="es".*Esta página no existe/s)
  await using demo = await open({ demo: true })
  assert.match(await (await demo.request('/nowhere', { headers: asPage })).text(), /class="demo"/)
  const wrong = await house.request('/api/echo')
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST'])
  assert.equal((await house.request('/api/nowhere')).headers.get('content-type'), 'application/json')
})

test('what was erased is refused with a sentence, wherever its key is asked for', async () => {
  await using house = await open()
  const answer = await house.request('/api/gone', { headers: { 'accept-language': 'es' } })
  assert.equal(answer.status, 410)
  assert.deepEqual(await answer.json(), { refused: 'erased', words: 'Esto se borró y nadie puede recuperarlo.' })
})

test('an error inside tells the reader nothing about itself, nor the log what was in it', async () => {
  await using house = await open()
  const answer = await house.request('/api/fails/sentinel-7', { headers: { accept: 'text/html' } })
  assert.equal(answer.status, 500)
  assert.doesNotMatch(await answer.text(), /sentinel|TypeError|pretend-feature/)
  const failure = house.logged.find((line) => line.includes('request-failed'))!
  assert.match(failure, /"kind":"TypeError".*pretend-feature/)
  assert.ok(house.logged.every((line) => !line.includes('sentinel-7')))
})

test('every answer carries the headers of the design', async () => {
  await using house = await open({ publicUrl: 'https://line.example.org' })
  const { headers } = await house.request('/nowhere')
  const csp = headers.get('content-security-policy')!
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    assert.ok(csp.includes(part), part)
  }
  assert.doesNotMatch(csp, /unsafe|\*|https?:/)
  assert.equal(headers.get('referrer-policy'), 'same-origin')
  assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin')
  assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.match(headers.get('strict-transport-security')!, /max-age=\d{8}/)
  assert.equal(headers.get('set-cookie'), null)
})

test('long answers are compressed for whoever can read it', async () => {
  await using house = await open()
  const packed = await house.request('/api/thing/1', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  const plain = await house.request('/api/thing/1', { headers: { 'accept-encoding': 'identity' } })
  assert.equal(plain.headers.get('content-encoding'), null)
})

test('heads that are too long or not HTTP are refused by the server itself', async () => {
  await using house = await open()
  const { port } = new URL(house.url)
  assert.match(
    await say(Number(port), `GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431/,
  )
  assert.match(await say(Number(port), 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400/)
  assert.match(
    await say(Number(port), 'GET /%ff%00 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'),
    /^HTTP\/1\.1 40[04]/,
  )
  assert.equal((await house.request('/healthz')).status, 200)
})

function say(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (part) => (heard += part))
    socket.once('error', reject)
    socket.once('close', () => resolve(heard))
  })
}
