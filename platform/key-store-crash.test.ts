import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openKeyStore } from './key-store.ts'
import { Tombstones, tombstonesIn } from './key-store-tombstones.ts'

const folders: string[] = []
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'beside-keys-'))
  folders.push(folder)
  return folder
}

const words = Buffer.from('a wrap of a content key')
const store = import.meta.resolve('./key-store.ts')

/** A server process that makes (or erases) keys one after the other and says so only when the call has returned. */
const program = (work: string): string => `
  const { openKeyStore } = await import(${JSON.stringify(store)})
  const keys = openKeyStore(process.argv[1])
  const seal = (id) => Buffer.from(keys.seal(id, Buffer.from(${JSON.stringify(words.toString())}))).toString('base64url')
  const say = (line) => require('node:fs').writeSync(1, line + '\\n')
  ${work}`

const making = (prefix: string): string =>
  `for (let at = 0; ; at++) { const id = '${prefix}' + at; keys.newKey(id); say(id + ' ' + seal(id)) }`
const erasing = `for (let at = 0; ; at++) { keys.erase('object-' + at); say('object-' + at) }`

type Running = { child: ChildProcess; said: string[]; ended: Promise<void> }

function run(folder: string, work: string, until: (said: string[]) => boolean): Running {
  const require = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`
  const args = ['--input-type=module', '-e', require + program(work), join(folder, 'keys.sqlite')]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  const lines = createInterface({ input: child.stdout! })
  lines.on('line', (line) => {
    said.push(line)
    if (until(said)) child.kill('SIGKILL')
  })
  const ended = new Promise<void>((resolve) => lines.on('close', resolve))
  return { child, said, ended }
}

/** The last line may have been cut by the kill: it was never acknowledged. */
const whole = (said: string[]): [id: string, sealed: string][] =>
  said
    .map((line) => line.split(' ') as [string, string])
    .filter(([, sealed]) => sealed?.length === Math.ceil(((words.length + 28) * 4) / 3))

test('killed while making keys, three times: whatever was acknowledged opens', async () => {
  const folder = newFolder()
  for (const [round, many] of [7, 23, 41].entries()) {
    const { said, ended } = run(folder, making(`round-${round}-`), (lines) => lines.length >= many)
    await ended
    const keys = openKeyStore(join(folder, 'keys.sqlite'))
    const acknowledged = whole(said)
    assert.ok(acknowledged.length >= many - 1)
    for (const [id, sealed] of acknowledged)
      assert.deepEqual(Buffer.from(keys.open(id, Buffer.from(sealed, 'base64url'))), words)
    keys.close()
  }
})

test('killed while erasing: what was acknowledged is gone, nothing is half erased, no key is left in any byte', async () => {
  const folder = newFolder()
  const keys = openKeyStore(join(folder, 'keys.sqlite'))
  for (let at = 0; at < 60; at++) keys.newKey(`object-${at}`)
  keys.close()
  const before = rawKeys(folder)
  const { said, ended } = run(folder, erasing, (lines) => lines.length >= 25)
  await ended
  const again = openKeyStore(join(folder, 'keys.sqlite'))
  const erased = tombstonesIn(join(folder, 'tombstones')).length
  for (const id of said.slice(0, -1)) assert.equal(again.has(id), false)
  assert.equal(
    Array.from({ length: 60 }, (_, at) => again.has(`object-${at}`)).filter(Boolean).length,
    60 - Math.min(erased, 60),
  )
  again.close()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  for (const key of before.slice(0, Math.min(erased, 60))) assert.ok(!bytes.some((content) => content.includes(key)))
})

test('killed between tombstone and key: the next start finishes the erasure before anything opens', () => {
  const folder = newFolder()
  const keys = openKeyStore(join(folder, 'keys.sqlite'))
  for (const id of ['gone', 'kept']) keys.newKey(id)
  const sealed = keys.seal('gone', words)
  const [gone, kept] = rawKeys(folder)
  keys.close()
  new Tombstones(join(folder, 'tombstones')).add(objectsIn(folder)[0]!)
  const again = openKeyStore(join(folder, 'keys.sqlite'))
  assert.throws(() => again.open('gone', sealed), { code: 'erased' })
  assert.equal(again.has('kept'), true)
  again.close()
  const file = readFileSync(join(folder, 'keys.sqlite'))
  assert.deepEqual([file.includes(gone!), file.includes(kept!)], [false, true])
})

test('a tombstone cut short by a crash is no tombstone, and does not swallow the next', () => {
  const folder = newFolder()
  const keys = openKeyStore(join(folder, 'keys.sqlite'))
  for (const id of ['one', 'two']) keys.newKey(id)
  keys.close()
  const [first] = objectsIn(folder)
  appendFileSync(join(folder, 'tombstones', 'tombstones.log'), first!.slice(0, 30))
  const again = openKeyStore(join(folder, 'keys.sqlite'))
  assert.deepEqual([again.has('one'), again.has('two')], [true, true])
  again.erase('two')
  again.close()
  const last = openKeyStore(join(folder, 'keys.sqlite'))
  assert.deepEqual([last.has('one'), last.has('two')], [true, false])
  last.close()
})

test('two server processes share one store: one key per object, and an erasure counts for both at once', async () => {
  const folder = newFolder()
  openKeyStore(join(folder, 'keys.sqlite')).close()
  const both = [0, 1].map(() => run(folder, making('shared-'), (lines) => lines.length >= 30))
  await Promise.all(both.map(({ ended }) => ended))
  const [first, second] = [openKeyStore(join(folder, 'keys.sqlite')), openKeyStore(join(folder, 'keys.sqlite'))]
  for (const [id, sealed] of both.flatMap(({ said }) => whole(said))) {
    assert.deepEqual(Buffer.from(first.open(id, Buffer.from(sealed, 'base64url'))), words)
  }
  const sealed = second.seal('shared-0', words)
  first.erase('shared-0')
  assert.throws(() => second.open('shared-0', sealed), { code: 'erased' })
  assert.throws(() => second.newKey('shared-0'), { code: 'erased' })
  first.close()
  second.close()
})

const rows = (folder: string): { object: Uint8Array; key: Uint8Array }[] => {
  const db = new DatabaseSync(join(folder, 'keys.sqlite'), { readOnly: true })
  const all = db.prepare('select object, key from erasure_keys order by slot').all() as {
    object: Uint8Array
    key: Uint8Array
  }[]
  db.close()
  return all
}
const rawKeys = (folder: string): Buffer[] => rows(folder).map(({ key }) => Buffer.from(key))
const objectsIn = (folder: string): string[] => rows(folder).map(({ object }) => Buffer.from(object).toString('hex'))
