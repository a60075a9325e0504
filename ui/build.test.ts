import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

// Promise 8: the console is a static bundle that builds to the same bytes twice.
// It turns the clock's zone, so it needs a process of its own.

const here = resolve(import.meta.dirname, '..')
const left = new Set(['node_modules', 'dist', '.git', 'data', 'data-demo'])
const elsewhere = mkdtempSync(join(tmpdir(), 'beside-build-'))
const copies = [join(elsewhere, 'one'), join(elsewhere, 'another/place')] as const
before(() => {
  cpSync(here, copies[0], { recursive: true, filter: (path) => !left.has(basename(path)) })
  cpSync(copies[0], copies[1], { recursive: true })
  for (const copy of copies) symlinkSync(join(here, 'node_modules'), join(copy, 'node_modules'))
})
after(() => rmSync(elsewhere, { recursive: true, force: true }))

async function builtFrom(root: string, name: string): Promise<Map<string, string>> {
  const outDir = join(elsewhere, name)
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir } })
  const files = globSync('**/*', { cwd: outDir }).filter((path) => statSync(join(outDir, path)).isFile())
  return new Map(
    files.sort().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(outDir, path)))
        .digest('hex'),
    ]),
  )
}

const assets = join(elsewhere, 'first/assets')
/** What a responder's console fetches before it can work: the door, the inside, the Worker, and all they import at once. */
function firstLoad(html: string): Set<string> {
  const names = readdirSync(assets)
  const wanted = names.filter((name) => html.includes(name) || /^(Inside|worker)-/.test(name))
  for (const name of wanted) {
    const imports = readFileSync(join(assets, name), 'utf8').matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)
    for (const [, other] of imports) if (!wanted.includes(other!)) wanted.push(other!)
  }
  return new Set(wanted)
}
const compressed = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0)

test('two builds, in different folders and under different clocks, are the same files with the same bytes', async () => {
  const first = await builtFrom(copies[0], 'first')
  process.env['TZ'] = 'Pacific/Kiritimati'
  const second = await builtFrom(copies[1], 'second')
  assert.ok(first.size > 4)
  assert.deepEqual(second, first)
  const html = readFileSync(join(elsewhere, 'first/console/index.html'), 'utf8')
  assert.doesNotMatch(
    html,
    /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/,
    'the console has no inline script or style',
  )
  const begins = firstLoad(html)
  assert.deepEqual(
    [...begins].filter((name) => /^(Roster|Coverage|Newcomers|Lines|Team|Training)Panel/.test(name)),
    [],
  )
  assert.ok(compressed(begins) < 430_000, `${compressed(begins)} bytes before a responder can work`)
  for (const path of first.keys()) {
    if (!path.endsWith('.js')) continue
    const code = readFileSync(join(elsewhere, 'first', path), 'utf8')
    assert.ok(!code.includes(here) && !code.includes(elsewhere), `${path} names a folder of the machine that built it`)
  }
})
