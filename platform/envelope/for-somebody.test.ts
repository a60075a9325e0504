import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { text, utf8 } from './bytes.ts'
import { newFilePassphrase, openFromSomebody, sealForSomebody } from './for-somebody.ts'

for (const language of ['en', 'es'] as const)
  test(`a file opens with its eight words and with no others (${language})`, async () => {
    const [passphrase, other] = [await newFilePassphrase(language), await newFilePassphrase(language)]
    assert.match(passphrase, /^([a-z]+-){7}[a-z]+$/)
    const file = await sealForSomebody(passphrase, utf8('what was said'))
    assert.equal(text(await openFromSomebody(passphrase, file)), 'what was said')
    await assert.rejects(openFromSomebody(other, file), { code: 'file.not-for-us' })
    const changed = new Uint8Array(file)
    changed[changed.length - 1]! ^= 1
    await assert.rejects(openFromSomebody(passphrase, changed), { code: 'file.not-for-us' })
  })

test('stock age opens it, asking for the passphrase on a terminal', { skip: missing() }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'beside-somebody-'))
  try {
    const passphrase = await newFilePassphrase('es')
    writeFileSync(join(folder, 'file.age'), await sealForSomebody(passphrase, utf8('lo que se dijo')))
    const { status, stdout } = spawnSync('script', ['-qec', 'age -d -o file.txt file.age', '/dev/null'], {
      cwd: folder,
      input: `${passphrase}\n`,
      encoding: 'utf8',
      timeout: 20_000,
    })
    assert.equal(status, 0, stdout)
    assert.equal(readFileSync(join(folder, 'file.txt'), 'utf8'), 'lo que se dijo')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** The reason to skip: age asks for a passphrase only on a terminal, which `script` pretends to be. */
function missing(): string | false {
  for (const [command, flag] of [
    ['age', '--version'],
    ['script', '--version'],
  ] as const)
    if (spawnSync(command, [flag]).error) return `${command} is not installed`
  return false
}
