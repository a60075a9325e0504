import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApi } from '#platform/browser/api'

test('an answer that breaks off in the middle is no answer: the page is told that it is offline', async () => {
  const broken = new ReadableStream({ start: (body) => body.error(new TypeError('terminated')) })
  const api = makeApi({
    language: () => 'en',
    offline: () => 'No connection.',
    fetch: async () => new Response(broken, { headers: { 'content-type': 'application/json' } }),
  })
  await assert.rejects(api.get('/api/contact'), { code: 'offline', status: 0 })
})

test('a refusal is a code, a sentence, and whatever else the server said in it', async () => {
  const said = { refused: 'rules', words: 'Your rules speak against it.', changes: [{ slot: 1 }] }
  const api = makeApi({
    language: () => 'en',
    offline: () => 'No connection.',
    fetch: async () => Response.json(said, { status: 409 }),
  })
  await assert.rejects(api.post('/api/shifts/seatings'), { status: 409, code: 'rules', words: said.words, said })
})
