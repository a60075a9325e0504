import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { addressOf } from '#platform/server/address'

async function seen(forwarded: string | undefined, trustProxy: boolean, remote = '198.51.100.7'): Promise<string> {
  const app = new Hono().get('/', (c) => c.text(addressOf(c, { trustProxy })))
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const incoming = { socket: { remoteAddress: remote, remotePort: 1, remoteFamily: 'IPv4' } }
  return (await app.request('/', { headers }, { incoming })).text()
}

test('what a stranger says about their own address counts only behind our proxy, and then only what the proxy added', async () => {
  assert.equal(await seen('203.0.113.1', false), '198.51.100.7')
  assert.equal(await seen('203.0.113.1', true), '203.0.113.1')
  assert.equal(await seen('192.0.2.66, 203.0.113.1', true), '203.0.113.1')
  assert.equal(await seen(undefined, true), '198.51.100.7')
})

test('a household with many IPv6 addresses counts as one; mapped IPv4 as itself', async () => {
  const one = await seen('2001:db8:1:2:3:4:5:6', true)
  assert.equal(await seen('2001:db8:1:2::9', true), one)
  assert.notEqual(await seen('2001:db8:1:3::9', true), one)
  assert.equal(await seen(undefined, false, '::ffff:198.51.100.7'), '198.51.100.7')
  assert.equal(await seen('::1', true), '0:0:0:0')
})
