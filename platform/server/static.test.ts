import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'

const dist = mkdtempSync(join(tmpdir(), 'beside-dist-'))
const script = `console.log('${'beside '.repeat(500)}')`
const write = (path: string, text: string): void => {
  mkdirSync(join(dist, path, '..'), { recursive: true })
  writeFileSync(join(dist, path), text)
}
write('manifest.json', '{"style": {"name": "style", "file": "assets/style-5e6f.css", "isEntry": true}}')
write('assets/style-5e6f.css', 'h1 { color: teal }')
write('assets/caller-1a2b.js', script)
write('console/index.html', '<!doctype html><title>Home</title>')
write('console/manifest.webmanifest', '{"name": "Home"}')
write('assets/notes.exe', 'not a kind we know')
after(() => rmSync(dist, { recursive: true }))

test('built files are served as they are, for ever under their hashed names', async () => {
  await using house = await openTestHouse({ features: [], tables: [], dist })
  const plain = await house.request('/assets/caller-1a2b.js', { headers: { 'accept-encoding': 'identity' } })
  assert.equal(await plain.text(), script)
  assert.equal(plain.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.ok(plain.headers.get('content-security-policy'))
})

test('they are sent compressed, once, to whoever can read it', async () => {
  await using house = await openTestHouse({ features: [], tables: [], dist })
  const get = (encoding: string): Promise<Response> =>
    house.request('/assets/caller-1a2b.js', { headers: { 'accept-encoding': encoding } })
  for (const encoding of ['br', 'gzip']) {
    const answer = await get(encoding)
    assert.equal(answer.headers.get('content-encoding'), encoding)
    assert.equal(await answer.text(), script)
  }
})

test('the console answers at every path below /console, asked for anew each time, under its own policy', async () => {
  await using house = await openTestHouse({ features: [], tables: [], dist })
  for (const path of ['/console', '/console/', '/console/team/people']) {
    const answer = await house.request(path)
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /<title>Home/)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.match(
      answer.headers.get('content-security-policy')!,
      /frame-ancestors 'none'.*trusted-types svelte-trusted-html beside-worker/,
    )
  }
  assert.equal((await house.request('/consoles')).status, 404)
})

test('small files are checked by their tag; what is no built file is not there', async () => {
  await using house = await openTestHouse({ features: [], tables: [], dist })
  const first = await house.request('/console/manifest.webmanifest')
  const etag = first.headers.get('etag')!
  assert.equal(
    (await house.request('/console/manifest.webmanifest', { headers: { 'if-none-match': etag } })).status,
    304,
  )
  for (const path of [
    '/manifest.json',
    '/assets/notes.exe',
    '/assets/',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
  ]) {
    assert.equal((await house.request(path)).status, 404, path)
  }
})

test('a page asks for the files of the very build that is served, and for none where there is none', async () => {
  const stylesOn = async (house: TestHouse): Promise<string[]> => {
    const page = await house.request('/nothing', { headers: { accept: 'text/html' } })
    return [...(await page.text()).matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, url]) => url!)
  }
  await using house = await openTestHouse({ features: [], tables: [], dist })
  assert.deepEqual(await stylesOn(house), ['/assets/style-5e6f.css'])
  assert.equal((await house.request('/assets/style-5e6f.css')).status, 200)
  await using bare = await openTestHouse({ features: [], tables: [], dist: join(dist, 'console') })
  assert.deepEqual(await stylesOn(bare), [])
})

test('a new build is seen without a restart', async () => {
  await using house = await openTestHouse({ features: [], tables: [], dist })
  assert.equal((await house.request('/assets/later-3c4d.js')).status, 404)
  write('assets/later-3c4d.js', script)
  utimesSync(join(dist, 'manifest.json'), new Date(), new Date(Date.now() + 5000))
  assert.equal((await house.request('/assets/later-3c4d.js')).status, 200)
})
