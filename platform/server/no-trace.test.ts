import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { passableFolder, startChild, type ChildHouse } from '../../tests/child-house.ts'

const word = 'sentinel-5f2c91'
const address = '203.0.113.77'

test('whatever somebody puts wherever in a request, nothing of it is logged or written, nor their address', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const house = await startChild({ DATA_DIR: data, LOG_LEVEL: 'debug', TRUST_PROXY: 'yes' })
  await drive(house)
  await house.stop()
  const said = house.printed() + house.complained()
  assert.match(said, /"pattern":"\/:language/, 'requests were logged, by their pattern')
  assert.doesNotMatch(said, new RegExp(`${word}|${address}|127\\.0\\.0\\.1`))
  const files = globSync('**/*', { cwd: data, withFileTypes: true }).filter((entry) => entry.isFile())
  assert.ok(files.length > 500)
  const holding = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holdsTrace(readFileSync(file)))
  assert.deepEqual(holding, [])
})

const holdsTrace = (bytes: Buffer): boolean => bytes.includes(word) || bytes.includes(address)

/** Every method, on paths that exist and that do not, with the word in every place there is. */
async function drive(house: ChildHouse): Promise<void> {
  const headers = {
    origin: house.url,
    'x-forwarded-for': address,
    'user-agent': word,
    referer: `${house.url}/${word}`,
    cookie: `session=${word}; other=${word}`,
    authorization: `Bearer ${word}${word}`,
    'accept-language': `en, ${word}`,
  }
  const paths = [
    '/en',
    `/en/${word}`,
    `/api/contacts/${word}`,
    '/api/sign-in',
    '/api/sign-in/paper-key',
    '/api/nowhere',
    `/console/${word}`,
    '/%ff',
  ]
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
        const body =
          method === 'GET'
            ? null
            : type.includes('json')
              ? JSON.stringify({ name: word, [word]: word })
              : `name=${word}`
        await fetch(`${house.url}${path}?q=${word}`, {
          method,
          body,
          headers: { ...headers, 'content-type': type },
        }).then((answer) => answer.text())
      }
    }
  }
  await talk(house, headers)
}

function talk(house: ChildHouse, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${house.url.replace('http', 'ws')}/live`, { headers })
    socket.once('open', () => {
      for (const frame of [
        word,
        `{"id":1,"say":"${word}","body":"${word}"}`,
        `{"hello":{"bearer":"${word}${word}"}}`,
        `{"id":2,"follow":"${word}"}`,
      ])
        socket.send(frame)
      setTimeout(() => socket.close(), 300)
    })
    socket.once('close', () => resolve())
    socket.once('error', () => resolve())
  })
}
