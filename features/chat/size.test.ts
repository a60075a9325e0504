import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

test('the caller’s script stays below 60 kB gzip, all it loads at the start included, without framework or schemas', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'beside-caller-'))
  const input = resolve(import.meta.dirname, 'browser/caller/main.ts')
  const options = {
    outDir,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input },
  }
  await build({ root, configFile: false, publicDir: false, logLevel: 'error', build: options })
  const assets = join(outDir, 'assets')
  const scripts = readdirSync(assets).filter(
    (name) => name.endsWith('.js') && !/^(english|spanish|caller\.es)/.test(name),
  )
  // A page loads one language of its words; the other's is as large.
  assert.ok(scripts.some((name) => name.startsWith('caller.en')))
  const texts = scripts.map((name) => readFileSync(join(assets, name), 'utf8'))
  const size = texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0)
  rmSync(outDir, { recursive: true })
  assert.ok(size <= 60_000, `${size} bytes`)
  for (const text of texts)
    assert.equal(/ZodError|svelte|localStorage|sessionStorage|indexedDB|document\.cookie/.test(text), false)
})
