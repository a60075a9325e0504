import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { KeyStoreError, openKeyStore, type KeyStore, type KeyStoreCode } from './key-store.ts'
import { tombstonesIn } from './key-store-tombstones.ts'

const folders: string[] = []
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'beside-keys-'))
  folders.push(folder)
  return folder
}

const storeIn = (folder: string): KeyStore => openKeyStore(join(folder, 'keys.sqlite'))
const contact = '5f0c7a52-6b1d-4d8e-9b58-0d5f5a4f1a01'
const words = new TextEncoder().encode('a wrap of a content key')

const refusedAs = (code: KeyStoreCode) => (thrown: unknown) => {
  assert.ok(thrown instanceof KeyStoreError)
  assert.equal(thrown.code, code)
  return true
}

/** Every byte of every file below a folder. */
function bytesBelow(folder: string): Buffer[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name)))
}

const isIn = (folder: string, marked: Uint8Array): boolean => bytesBelow(folder).some((bytes) => bytes.includes(marked))

/** The raw key, as the file holds it: only a test may look. */
function keysIn(folder: string): Buffer[] {
  const db = new DatabaseSync(join(folder, 'keys.sqlite'), { readOnly: true })
  const rows = db.prepare('select key from erasure_keys where free = 0 order by slot').all() as { key: Uint8Array }[]
  db.close()
  return rows.map(({ key }) => Buffer.from(key))
}

test('what was sealed opens, for its object only', () => {
  using store = disposable(storeIn(newFolder()))
  store.newKey(contact)
  store.newKey('another')
  const sealed = store.seal(contact, words)
  assert.deepEqual(store.open(contact, sealed), words)
  assert.throws(() => store.open('another', sealed), refusedAs('tampered'))
  assert.throws(() => store.open('nobody', sealed), refusedAs('unknown'))
  assert.throws(() => store.seal('nobody', words), refusedAs('unknown'))
})

test('any bit flipped in a sealed wrap is refused', () => {
  using store = disposable(storeIn(newFolder()))
  store.newKey(contact)
  const sealed = store.seal(contact, words)
  for (let bit = 0; bit < sealed.length * 8; bit += 5) {
    const changed = sealed.slice()
    changed[bit >> 3]! ^= 1 << (bit & 7)
    assert.throws(() => store.open(contact, changed), refusedAs('tampered'))
  }
  assert.throws(() => store.open(contact, sealed.slice(0, 20)), refusedAs('tampered'))
})

test('a key is made once, and outlives the process', () => {
  const folder = newFolder()
  let sealed: Uint8Array
  {
    using store = disposable(storeIn(folder))
    store.newKey(contact)
    sealed = store.seal(contact, words)
    store.newKey(contact)
    assert.deepEqual(store.open(contact, sealed), words)
  }
  using again = disposable(storeIn(folder))
  assert.deepEqual(again.open(contact, sealed), words)
})

test('erased is erased: nothing opens, nothing is made again', () => {
  using store = disposable(storeIn(newFolder()))
  store.newKey(contact)
  const sealed = store.seal(contact, words)
  store.erase(contact)
  store.erase(contact)
  store.erase('what never was')
  assert.throws(() => store.open(contact, sealed), refusedAs('erased'))
  assert.throws(() => store.newKey(contact), refusedAs('erased'))
  assert.throws(() => store.newKey('what never was'), refusedAs('erased'))
  assert.equal(store.has(contact), false)
})

test('the files are for their owner alone, and hold no name of an object', () => {
  const folder = newFolder()
  using store = disposable(storeIn(folder))
  store.newKey(contact)
  store.erase(contact)
  store.newKey('another-object')
  assert.equal(statSync(join(folder, 'keys.sqlite')).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'tombstones', 'tombstones.log')).mode & 0o777, 0o600)
  for (const name of [contact, 'another-object']) assert.equal(isIn(folder, Buffer.from(name)), false)
})

test('a marked key is in no byte of any file after erasure, however full the store is', () => {
  const folder = newFolder()
  using store = disposable(storeIn(folder))
  const ids = Array.from({ length: 400 }, (_, at) => `object-${at}`)
  for (const id of ids) store.newKey(id)
  const keys = keysIn(folder)
  assert.ok(
    keys.every((key) => isIn(folder, key)),
    'the test can see a key that is there',
  )
  const marked = ids.filter((_, at) => at % 3 === 1)
  for (const id of marked) store.erase(id)
  for (let at = 0; at < 100; at++) store.newKey(`later-${at}`)
  const files = bytesBelow(folder)
  for (const [at, key] of keys.entries()) {
    assert.equal(
      files.some((bytes) => bytes.includes(key)),
      at % 3 !== 1,
      `key ${at}`,
    )
  }
})

test('whatever is made and erased in whatever order, only living keys are in the files', () => {
  const step = fc.record({ erase: fc.boolean(), id: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
      const folder = newFolder()
      using store = disposable(storeIn(folder))
      const erased: Buffer[] = []
      for (const { erase, id } of steps) {
        const before = keysIn(folder)
        if (erase) store.erase(String(id))
        else makeIfNew(store, id)
        const after = keysIn(folder)
        erased.push(...before.filter((key) => !after.some((other) => other.equals(key))))
      }
      for (const key of erased) assert.equal(isIn(folder, key), false)
    }),
    { numRuns: 6 },
  )
})

test('a restored older key store stays erased: the tombstones are applied before anything opens', () => {
  const folder = newFolder()
  const backup = newFolder()
  const store = storeIn(folder)
  store.newKey(contact)
  store.newKey('kept')
  const [sealed, other] = [store.seal(contact, words), store.seal('kept', words)]
  store.copyTo(join(backup, 'keys.sqlite'))
  const [key] = keysIn(folder)
  store.erase(contact)
  store.close()
  cpSync(join(backup, 'keys.sqlite'), join(folder, 'keys.sqlite'))
  assert.ok(isIn(folder, key!), 'the restore brought the key back')
  using restored = disposable(storeIn(folder))
  assert.throws(() => restored.open(contact, sealed), refusedAs('erased'))
  assert.equal(isIn(folder, key!), false)
  assert.deepEqual(restored.open('kept', other), words)
})

test('a restore on a new machine takes over the tombstones of the old one', () => {
  const [old, fresh] = [newFolder(), newFolder()]
  const store = storeIn(old)
  store.newKey(contact)
  const sealed = store.seal(contact, words)
  store.copyTo(join(fresh, 'keys.sqlite'))
  store.erase(contact)
  store.close()
  using moved = disposable(storeIn(fresh))
  assert.deepEqual(moved.open(contact, sealed), words, 'without the tombstones it would come back')
  moved.bury(tombstonesIn(join(old, 'tombstones')))
  assert.throws(() => moved.open(contact, sealed), refusedAs('erased'))
  assert.deepEqual(tombstonesIn(join(fresh, 'tombstones')), tombstonesIn(join(old, 'tombstones')))
})

function makeIfNew(store: KeyStore, id: number): void {
  try {
    store.newKey(String(id))
  } catch (thrown) {
    assert.ok(refusedAs('erased')(thrown))
  }
}

function disposable(store: KeyStore): KeyStore & Disposable {
  return Object.assign(store, { [Symbol.dispose]: () => store.close() })
}
