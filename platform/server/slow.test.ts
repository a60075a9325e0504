import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { route, type Feature } from '#platform/house'
import { serve } from '#platform/server/serve'
import { anyone } from '#platform/visitors'
import { openTestHouse } from '../../tests/house.ts'
import { pretendFeature } from './pretend-feature.ts'

const limits = { headersTimeout: 2000, requestTimeout: 2500, connectionsCheckingInterval: 50 }
const head = 'POST /api/echo HTTP/1.1\r\nhost: a\r\norigin: http://a\r\ncontent-type: application/json\r\n'

test('a head, or a body, that comes drop by drop is cut off; others are answered meanwhile', async () => {
  await using house = await openTestHouse({ features: [pretendFeature], tables: [] })
  const serving = await serve(house.house, [pretendFeature], { limits })
  try {
    const slow = Promise.all([
      dripping(serving.port, 'GET /healthz HTTP/1.1\r\nx: '),
      dripping(serving.port, `${head}content-length: 1000\r\n\r\n{"text":"`),
    ])
    assert.equal((await fetch(`http://127.0.0.1:${serving.port}/healthz`)).status, 200)
    for (const answer of await slow) assert.match(answer, /^HTTP\/1\.1 408|^$/)
  } finally {
    await serving.close()
  }
})

/** Says `text`, then one letter every 20 ms until it is cut off. Resolves to what was answered. */
function dripping(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    let drip: NodeJS.Timeout | undefined
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text)
      drip = setInterval(() => socket.write('a'), 20)
    })
    socket.on('data', (part) => (heard += part))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(drip)
      resolve(heard)
    })
  })
}

test('closing lets what is being answered finish, takes nothing new, and ends the sockets', async () => {
  let answer = (): void => {}
  let began = (): void => {}
  const asked = new Promise<void>((resolve) => (began = resolve))
  const slowly: Feature = {
    name: 'slowly',
    routes: () => [
      route({
        method: 'GET',
        path: '/api/slow',
        guard: anyone,
        handle: async ({ c }) => {
          began()
          await new Promise<void>((resolve) => (answer = resolve))
          return c.text('finished')
        },
      }),
    ],
  }
  await using house = await openTestHouse({ features: [slowly], tables: [] })
  const serving = await serve(house.house, [slowly])
  const url = `http://127.0.0.1:${serving.port}/api/slow`
  const slow = fetch(url)
  await asked
  const closed = serving.close()
  await new Promise((resolve) => setImmediate(resolve))
  await assert.rejects(fetch(`http://127.0.0.1:${serving.port}/healthz`))
  answer()
  assert.equal(await (await slow).text(), 'finished')
  await closed
})
