import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, type Api } from '#platform/browser/api'
import type { WayIn, WayView } from '../wire.ts'
import { OwnSettings } from './settings.ts'

/** What happened, in order: requests to the server and changes of the vault. */
function ruthsSettings(refuse?: string) {
  const happened: string[] = []
  const send = (method: string) => (path: string) => {
    happened.push(`${method} ${path}`)
    if (method !== 'GET' && refuse) return Promise.reject(new ApiError(403, refuse, ''))
    return Promise.resolve({ ways: [], sessions: [], events: [], ended: 2 } as never)
  }
  const api = { get: send('GET'), post: send('POST'), put: send('PUT'), delete: send('DELETE') } as Api
  const vault = {
    addWay: async (recipient: string) => void happened.push(`vault + ${recipient}`),
    dropWay: async (recipient: string) => void happened.push(`vault - ${recipient}`),
  }
  return { settings: new OwnSettings(api, vault), happened: () => happened.filter((what) => !what.startsWith('GET')) }
}

const paper: WayIn = { kind: 'paper', lookup: 'l', signInSecret: 's', recipient: 'age1pq1paper' }
const old: WayView = { kind: 'passkey', id: 'abc', recipient: 'age1pq1old', device: 'phone' }

test('the vault opens to a new way in before it can sign anybody in', async () => {
  const { settings, happened } = ruthsSettings()
  await settings.add(paper)
  assert.deepEqual(happened(), ['vault + age1pq1paper', 'POST /api/ways-in'])
})

test('a refused way in is taken out of the vault again', async () => {
  const { settings, happened } = ruthsSettings('prove-first')
  await assert.rejects(settings.add(paper), { code: 'prove-first' })
  assert.deepEqual(happened(), ['vault + age1pq1paper', 'POST /api/ways-in', 'vault - age1pq1paper'])
})

test('a way in leaves the vault only after the server agreed that enough remain', async () => {
  const { settings, happened } = ruthsSettings()
  await settings.remove(old)
  assert.deepEqual(happened(), ['DELETE /api/ways-in/passkey/abc', 'vault - age1pq1old'])
  const refused = ruthsSettings('too-few')
  await assert.rejects(refused.settings.remove(old), { code: 'too-few' })
  assert.deepEqual(refused.happened(), ['DELETE /api/ways-in/passkey/abc'])
})

test('ending the others says how many there were', async () => {
  assert.equal(await ruthsSettings().settings.endOthers(), 2)
})
