import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { test } from 'node:test'
import { reset } from './proxy.ts'

test('a connection that is just being ended can be cut', { timeout: 10_000 }, async () => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').resume()
  const [near] = (await once(server, 'connection')) as [Socket]
  const wrong: unknown[] = []
  near.on('error', (error) => wrong.push(error))
  near.end()
  reset(near)
  await Promise.all([once(near, 'close'), once(client, 'close')])
  server.close()
  assert.deepEqual(wrong, [], 'it is closed, and not only said to be')
})
