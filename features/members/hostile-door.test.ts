import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTeamHouse, Somebody } from './pretend-team.ts'

/* What somebody outside may try at the door, and what must not come of it. */

test('a flood from one place keeps nobody else from signing in', async () => {
  await using house = await openTeamHouse({ trustProxy: true })
  const dee = new Somebody(house, 'Dee')
  await dee.join([dee.passphraseWay(), dee.paperWay()])
  const from = (address: string, path: string, body: object): Promise<Response> =>
    house.request(path, { method: 'POST', body, headers: { 'x-forwarded-for': address } })
  const flood = Array.from({ length: 250 }, () => from('203.0.113.66', '/api/sign-in/handle', { handle: 'x1' }))
  const answers = (await Promise.all(flood)).map(({ status }) => status)
  assert.ok(answers.includes(429), 'the flood is slowed')
  const body = { lookup: dee.lookup, signInSecret: dee.paperSecret }
  assert.equal((await from('198.51.100.7', '/api/sign-in/paper-key', body)).status, 200)
})

test('over HTTPS only the cookie that no other host can set is believed', async () => {
  await using house = await openTeamHouse({ publicUrl: 'https://line.example.org' })
  const sam = new Somebody(house, 'Sam')
  await sam.join([sam.passphraseWay(), sam.paperWay()])
  assert.equal((await sam.signInByPaper()).status, 200)
  assert.match(sam.cookie, /^__Host-beside=/)
  assert.equal((await sam.send('GET', '/api/me')).status, 200)
  sam.cookie = sam.cookie.replace('__Host-', '')
  assert.equal((await sam.send('GET', '/api/me')).status, 401, 'a neighbour’s site may set this one')
})
