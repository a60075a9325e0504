import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundByRuth, setUpToken } from '../../tests/people.ts'

/** A request as a browser makes it that reached us under this name, through a proxy that ended its HTTPS. */
function settleFrom(house: TestHouse, origin: string, host = new URL(origin).host): Promise<number> {
  const body = JSON.stringify({ token: setUpToken(house), origin })
  const headers = {
    host,
    origin,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  }
  const { hostname, port } = new URL(house.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: '/api/set-up/address', method: 'POST', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode!)
    })
    sent.on('error', reject).end(body)
  })
}

const settled = (house: TestHouse): string | undefined => house.house.config.publicUrl

test('the address is settled by a browser that is there, and kept over a restart', async () => {
  const house = await openTestHouse()
  assert.equal(await settleFrom(house, 'https://line.example.org'), 200)
  assert.equal(settled(house), 'https://line.example.org')
  await using later = await house.restarted()
  assert.equal(settled(later), 'https://line.example.org')
  assert.match(later.announced.join(), /https:\/\/line\.example\.org\/console#\/set-up\//)
  assert.equal(await settleFrom(later, 'https://other.example.org'), 200, 'before there is a team it may be another')
  assert.equal(settled(later), 'https://other.example.org')
})

test('numbers, plain HTTP and an address this browser is not at are refused', async () => {
  await using house = await openTestHouse()
  assert.equal(await settleFrom(house, 'https://192.0.2.7'), 400)
  assert.equal(await settleFrom(house, 'http://line.example.org'), 400)
  const elsewhere = await settleFrom(house, 'https://line.example.org', 'evil.example.org')
  assert.ok([400, 403].includes(elsewhere))
  assert.equal(settled(house), undefined)
})

test('local use keeps no address, so that another port works tomorrow', async () => {
  const house = await openTestHouse()
  await foundByRuth(house)
  assert.equal(settled(house), undefined)
  await using later = await house.restarted()
  assert.equal(settled(later), undefined)
})

test('what the environment names cannot be settled otherwise', async () => {
  await using house = await openTestHouse({ publicUrl: 'https://line.example.org' })
  assert.equal(await settleFrom(house, 'https://other.example.org'), 400)
  assert.equal(await settleFrom(house, 'https://line.example.org'), 200)
  assert.equal(settled(house), 'https://line.example.org')
})
