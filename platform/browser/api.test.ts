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
