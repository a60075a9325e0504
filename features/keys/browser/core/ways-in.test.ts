import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { makeIdentity, recipientOf } from '#platform/envelope/identity'
import { deesId, refusedAs, teamId } from '../../../../tests/malicious-server/stored.ts'
import { KeyringCore } from './core.ts'

/* Promise 7: nobody can open your vault for you; two ways in, and each opens it alone. */

const ways = ['passkey', 'passphrase', 'paper key'] as const
const prf = new Uint8Array(32).fill(7)
const passphrase = { teamId, memberId: deesId, passphrase: 'la casa azul' }
let paper: string
let vault: string

before(async () => {
  const keyring = new KeyringCore()
  const made = await keyring.newPaperKey()
  const waysIn = [made, await keyring.passkey(prf), await keyring.passphrase(passphrase)].map(
    ({ recipient }) => recipient,
  )
  await keyring.begin({ team: teamId, member: deesId })
  vault = await keyring.vault(waysIn)
  paper = made.text
})

/** What of the vault somebody can open who has only these left. */
async function openWithOnly(left: readonly (typeof ways)[number][]): Promise<string> {
  const keyring = new KeyringCore()
  if (left.includes('passkey')) await keyring.passkey(prf)
  if (left.includes('passphrase')) await keyring.passphrase(passphrase)
  if (left.includes('paper key')) await keyring.paperKey(paper)
  await keyring.openVault({ team: teamId, member: deesId, file: vault })
  return keyring.state
}

for (let subset = 0; subset < 8; subset++) {
  const left = ways.filter((_, bit) => (subset >> bit) & 1)
  test(`with ${left.join(' and ') || 'nothing'} left`, async () => {
    if (left.length > 0) assert.equal(await openWithOnly(left), 'open')
    else await assert.rejects(openWithOnly(left), refusedAs('file.not-for-us'))
  })
}

test('one way in alone is no vault, and a way nobody unlocked here cannot be added', async () => {
  const keyring = new KeyringCore()
  const { recipient } = await keyring.paperKey(paper)
  await keyring.openVault({ team: teamId, member: deesId, file: vault })
  await assert.rejects(keyring.vault([recipient]), refusedAs('vault.ways-in'))
  const stranger = await recipientOf(await makeIdentity())
  await assert.rejects(keyring.vault([recipient, stranger]), refusedAs('vault.ways-in'))
})

test('a dropped way in no longer opens; an added one does', async () => {
  const keyring = new KeyringCore()
  await keyring.paperKey(paper)
  await keyring.openVault({ team: teamId, member: deesId, file: vault })
  const fresh = await keyring.newPaperKey()
  const kept = (await keyring.waysIn()).slice(1)
  const changed = await keyring.vault([...kept, fresh.recipient])
  const [old, other] = [new KeyringCore(), new KeyringCore()]
  await old.paperKey(paper)
  await other.paperKey(fresh.text)
  await assert.rejects(old.openVault({ team: teamId, member: deesId, file: changed }), refusedAs('file.not-for-us'))
  await other.openVault({ team: teamId, member: deesId, file: changed })
})
