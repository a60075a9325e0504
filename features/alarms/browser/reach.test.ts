import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Api } from '#platform/browser/api'
import { bytesOf, Reaching, type PushTools, type Subscription } from './reach.ts'

/** A browser that may be woken or not, and a server that keeps what it was asked. */
function openBrowserLike(parts: { permission: NotificationPermission | null; phone?: boolean }) {
  const asked: [string, string, unknown][] = []
  const browser = { permission: parts.permission, subscription: null as Subscription | null, keys: [] as Uint8Array[] }
  const answer = (method: string) => async (path: string, body?: unknown) => {
    asked.push([method, path, body])
    return { publicKey: 'AQID', devices: 0, mail: false, email: null }
  }
  const api = {
    get: answer('GET'),
    post: answer('POST'),
    put: answer('PUT'),
    delete: answer('DELETE'),
  } as unknown as Api
  const endpoint = 'https://push.example.org/a'
  const tools: PushTools = {
    permission: () => browser.permission,
    ask: async () =>
      (browser.permission = browser.permission === 'default' ? 'granted' : (browser.permission ?? 'denied')),
    subscription: async () => browser.subscription,
    subscribe: async (key) => {
      browser.keys.push(key)
      const unsubscribe = async (): Promise<boolean> => ((browser.subscription = null), true)
      return (browser.subscription = { endpoint, unsubscribe })
    },
    isPhoneThatMustInstall: () => parts.phone ?? false,
  }
  return { reaching: new Reaching(api, tools), asked, browser, endpoint }
}

test('each browser is told the truth about itself', async () => {
  assert.equal(await openBrowserLike({ permission: null }).reaching.state(), 'unsupported')
  assert.equal(await openBrowserLike({ permission: null, phone: true }).reaching.state(), 'install')
  assert.equal(await openBrowserLike({ permission: 'denied' }).reaching.state(), 'blocked')
  assert.equal(await openBrowserLike({ permission: 'default' }).reaching.state(), 'off')
})

test('turned on, the push service is given our key, and our server the address and nothing else', async () => {
  const { reaching, asked, browser, endpoint } = openBrowserLike({ permission: 'default' })
  await reaching.turnOn()
  assert.equal(await reaching.state(), 'on')
  assert.deepEqual(browser.keys, [new Uint8Array([1, 2, 3])])
  assert.deepEqual(asked.at(-1), ['POST', '/api/alarms/devices', { endpoint }])
  await reaching.turnOff()
  assert.equal(await reaching.state(), 'off')
  assert.deepEqual(asked.at(-1), ['DELETE', '/api/alarms/devices', { endpoint }])
})

test('a person who says no is not asked behind their back', async () => {
  const { reaching, asked, browser } = openBrowserLike({ permission: 'denied' })
  await reaching.turnOn()
  assert.deepEqual(browser.keys, [])
  assert.deepEqual(asked, [['GET', '/api/alarms/mine', undefined]])
})

test('keys come in base64url', () => {
  assert.deepEqual(bytesOf('-_8'), new Uint8Array([251, 255]))
})
