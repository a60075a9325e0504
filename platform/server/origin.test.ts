import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFromOurPages } from './origin.ts'

const publicUrl = 'https://line.example.org'
const fixed = { publicUrl }
const host = 'line.example.org'

test('our own pages are known by their origin, and a local console by the host it was opened at', () => {
  assert.ok(isFromOurPages({ origin: publicUrl, host: 'behind-the-proxy:8080' }, fixed))
  assert.ok(isFromOurPages({ origin: 'http://localhost:8080', host: 'localhost:8080' }, fixed))
  assert.ok(isFromOurPages({ origin: 'http://localhost:8080', host: 'localhost:8080' }, { publicUrl: undefined }))
  assert.ok(isFromOurPages({ host, 'sec-fetch-site': 'same-origin' }, fixed))
})

test('other sites are not, nor whoever answers in our name without HTTPS', () => {
  for (const origin of [
    'https://elsewhere.example',
    'http://line.example.org',
    'https://line.example.org:444',
    'null',
    'x',
  ])
    assert.equal(isFromOurPages({ origin, host }, fixed), false, origin)
  assert.equal(isFromOurPages({ host }, fixed), false)
  assert.equal(isFromOurPages({ host, 'sec-fetch-site': 'same-site' }, fixed), false)
})
