import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Keyring } from '#features/keys/browser'
import { ApiError, type Api } from '#platform/browser/api'
import { EnvelopeError } from '#platform/envelope/errors'
import { namesOf } from './readers.ts'
import { openVault, vaultDoor } from './vault.ts'

/** A vault at the server, and a keyring that seals for whatever ways in it is told; another device may save in between. */
function deesVault(ways: string[], otherDevice: string[][] = []) {
  let kept = { version: 1, file: JSON.stringify(ways) }
  let inside = ways
  const keyring = {
    waysIn: async () => inside,
    vault: async (next: string[]) => JSON.stringify((inside = next)),
    mergeVault: async (file: string) => void (inside = JSON.parse(file) as string[]),
  } as unknown as Keyring
  const put = async (_path: string, body?: unknown): Promise<never> => {
    const other = otherDevice.shift()
    if (other) kept = { version: kept.version + 1, file: JSON.stringify(other) }
    const { follows, file } = body as { follows: number; file: string }
    if (follows !== kept.version) throw new ApiError(409, 'vault-moved', '')
    kept = { version: follows + 1, file }
    return undefined as never
  }
  const api = { get: async () => ({ vault: kept }) as never, put } as unknown as Api
  return { door: vaultDoor(api, keyring), kept: () => JSON.parse(kept.file) as string[] }
}

test('a way in is added to those inside the vault, once', async () => {
  const { door, kept } = deesVault(['passkey', 'paper'])
  await door.addWay('passphrase')
  await door.addWay('passphrase')
  assert.deepEqual(kept(), ['passkey', 'paper', 'passphrase'])
  await door.dropWay('paper')
  assert.deepEqual(kept(), ['passkey', 'passphrase'])
})

test('two devices that change the vault at once do not undo each other', async () => {
  const { door, kept } = deesVault(['paper'], [['paper', 'passkey of the phone']])
  await door.addWay('passphrase')
  assert.deepEqual(kept(), ['paper', 'passkey of the phone', 'passphrase'])
})

test('a vault that keeps moving is given up with an error, not saved over', async () => {
  const moving = Array.from({ length: 9 }, (_save, at) => ['paper', `device ${at}`])
  const { door, kept } = deesVault(['paper'], moving)
  await assert.rejects(door.addWay('passphrase'))
  assert.ok(!kept().includes('passphrase'))
})

test('who can read a screen is told by the names of its circles, each once', async () => {
  const rosters = {
    responders: { members: [{ id: 'dee' }, { id: 'mateo' }] },
    coordinators: { members: [{ id: 'amara' }] },
    stewards: { members: [{ id: 'ruth' }, { id: 'amara' }] },
  }
  const names = new Map([
    ['dee', 'Dee'],
    ['mateo', 'Mateo'],
    ['amara', 'Amara'],
    ['ruth', 'Ruth'],
  ])
  const keyring = { rosters: async () => rosters, names: () => names } as unknown as Keyring
  assert.deepEqual(await namesOf(keyring, 'leaders'), ['Amara', 'Ruth'])
  assert.deepEqual(await namesOf(keyring, 'team'), ['Amara', 'Dee', 'Mateo', 'Ruth'])
  assert.deepEqual(await namesOf(keyring, 'responders'), ['Dee', 'Mateo'])
  assert.deepEqual(await namesOf(keyring, 'you'), [])
})

test('a team that does not hold ends the Worker that had opened the vault: what says it is locked holds no key', async () => {
  const done: string[] = []
  const keyring = {
    openVault: async () => void done.push('opened'),
    learnTeam: async () => {
      throw new EnvelopeError('roster.forged')
    },
    lock: () => void done.push('locked'),
  } as unknown as Keyring
  const api = { get: async () => ({ vault: { version: 1, file: 'sealed' } }) as never } as unknown as Api
  await assert.rejects(openVault(api, keyring, { teamId: 'kitchen', memberId: 'dee' }), /roster\.forged/)
  assert.deepEqual(done, ['opened', 'locked'])
})
