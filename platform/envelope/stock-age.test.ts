import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { base64url, fromBase64url } from './bytes.ts'
import { makeIdentity, recipientOf } from './identity.ts'
import { newPaperKey } from './paper-key.ts'
import { makeSigningKey } from './signing.ts'
import { sealVault, wayInOf, type Vault } from './vault.ts'
import { newKey, unwrapKey, wrapKey } from './wraps.ts'

/* Nobody needs us to open what is theirs: the paper key and the age command do. */

test(
  'stock age opens a vault with the paper key, and a wrapped key with what it finds there',
  { skip: ageIsTooOld() },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'beside-age-'))
    const age = (key: string, file: Uint8Array): string => {
      writeFileSync(join(folder, 'key.txt'), `${key}\n`)
      writeFileSync(join(folder, 'file.age'), file)
      return execFileSync('age', ['-d', '-i', join(folder, 'key.txt'), join(folder, 'file.age')], { encoding: 'utf8' })
    }
    try {
      const [paper, other] = [await newPaperKey(), await newPaperKey()]
      const waysIn = [paper, other].map(({ recipient, identity }) => wayInOf(recipient, identity))
      const [enc, { seed }] = [await makeIdentity(), await makeSigningKey()]
      const vault: Vault = { v: 1, team: 't', member: 'ruth', enc, sign: base64url(seed), pins: {}, waysIn }
      const found = JSON.parse(age(paper.text.replaceAll(' ', ''), fromBase64url(await sealVault(vault)))) as Vault
      assert.equal(found.enc, enc)
      const [place, key] = [{ team: 't', object: 'o', kind: 'talk', epoch: 1 }, newKey()]
      const wrapped = await wrapKey(place, key, await recipientOf(enc))
      assert.equal(JSON.parse(age(found.enc, wrapped)).key, base64url(key))
      assert.deepEqual(await unwrapKey(place, [found.enc], wrapped), key)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

/** The reason to skip, or false when `age` is there and knows hybrid keys (1.3 or later). */
function ageIsTooOld(): string | false {
  try {
    const version = execFileSync('age', ['--version'], { encoding: 'utf8' }).trim()
    const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
    return major > 1 || (major === 1 && minor >= 3) ? false : `age ${version} is here; hybrid keys need 1.3 or later`
  } catch {
    return 'age is not installed; this test needs 1.3 or later'
  }
}
