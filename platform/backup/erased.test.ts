import assert from 'node:assert/strict'
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addTombstones, checkKeys, copyKeys, destroyOldKeys, keyCopies, tombstonesOf } from '#platform/backup/keys'
import { day, hour, later } from '#platform/clock'
import { openKeyStore, type KeyStore } from '#platform/key-store'
import { filesWith, keysOf, madeHouse, rawKey, runTool, toldIn, Writer } from '../../tests/backups.ts'
import { passableFolder, startChild } from '../../tests/child-house.ts'

const keysFile = (data: string): string => join(data, 'keys', 'keys.sqlite')

test('an older database and older keys with newer tombstones: what was erased stays erased, is refused, and its key is nowhere', async () => {
  using folder = passableFolder()
  const [data, copies, elsewhere] = ['data', 'copies', 'elsewhere'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ]
  const house = await startChild({ DATA_DIR: data })
  const writer = new Writer(data)
  for (const word of ['gone', 'kept']) await writer.write(word)
  const key = rawKey(keysFile(data), 'gone')
  assert.equal((await runTool('backup', { DATA_DIR: data }, [copies])).code, 0)
  await writer.stop()
  await house.stop()
  {
    using keys = keysOf(data)
    keys.erase('gone')
  }
  assert.ok(filesWith(key, copies).length > 0, 'the test can see a key that is there')
  // The list of what was erased reaches the copies; database and keys stay those of before.
  addTombstones(join(data, 'keys', 'tombstones'), join(copies, 'tombstones'))
  const { code, said } = await runTool('restore', { DATA_DIR: elsewhere }, [copies])
  assert.equal(code, 0, said)
  assert.match(said, /1 of its keys belonged to what was erased after it was copied.*stays erased and is refused/)
  assert.deepEqual(filesWith(key, elsewhere), [])
  assert.deepEqual(
    [...(await toldIn(elsewhere))],
    [
      ['gone', 'erased'],
      ['kept', 'what kept told'],
    ],
  )
  using keys = keysOf(elsewhere)
  assert.throws(() => keys.newKey('gone'), { code: 'erased' })
})

test('the old machine’s own list can be given when the copy of it is older', async () => {
  using folder = passableFolder()
  const [data, copies, elsewhere] = ['data', 'copies', 'elsewhere'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ]
  await madeHouse(data)
  {
    using keys = keysOf(data)
    keys.newKey('gone')
  }
  assert.equal((await runTool('backup', { DATA_DIR: data }, [copies])).code, 0)
  using keys = keysOf(data)
  keys.erase('gone')
  const list = ['--tombstones', join(data, 'keys', 'tombstones')]
  const { code, said } = await runTool('restore', { DATA_DIR: elsewhere }, [copies, ...list])
  assert.equal(code, 0, said)
  using restored = keysOf(elsewhere)
  assert.throws(() => restored.seal('gone', Buffer.from('x')), { code: 'erased' })
})

test('copies of the keys go after seven days, overwritten before they are deleted; of each day only the last stays', async () => {
  using folder = passableFolder()
  const places = { folder: folder.path, keys: folder.path }
  const store = openKeyStore(join(folder.path, 'house', 'keys.sqlite'))
  const start = new Date('2026-11-01T01:00:00Z')
  store.newKey('marked')
  const key = rawKey(join(folder.path, 'house', 'keys.sqlite'), 'marked')
  for (const hours of [0, 1, 2, 26, 50, 51]) await copyKeys(store, places, later(start, hours * hour))
  await destroyOldKeys(places, later(start, 51 * hour))
  const left = (): number[] => keyCopies(places).map(({ at }) => (at.getTime() - start.getTime()) / hour)
  assert.deepEqual(left(), [2, 26, 50, 51])
  store.erase('marked')
  // Another name for the same bytes on the disk, to see what is left of them when the first name is gone.
  const [oldest] = keyCopies(places)
  linkSync(oldest!.file, join(folder.path, 'beneath'))
  assert.ok(readFileSync(join(folder.path, 'beneath')).includes(key))
  await copyKeys(store, places, later(start, 2 * hour + 7 * day + 1))
  assert.equal(await destroyOldKeys(places, later(start, 2 * hour + 7 * day + 1)), 2)
  assert.ok(!readFileSync(join(folder.path, 'beneath')).includes(key))
  await destroyOldKeys(places, later(start, 51 * hour + 7 * day + 1))
  assert.deepEqual(left(), [2 + 7 * 24 + 1 / hour])
  assert.deepEqual(filesWith(key, folder.path), [])
  store.close()
})

test('npm run backup destroys old copies of the keys itself, and keys too old are not restored', async () => {
  using folder = passableFolder()
  const [data, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  await madeHouse(data)
  {
    using keys = keysOf(data)
    keys.newKey('marked')
  }
  const key = rawKey(keysFile(data), 'marked')
  assert.equal((await runTool('backup', { DATA_DIR: data }, [copies])).code, 0)
  const copy = readdirSync(join(copies, 'keys')).find((file) => file.endsWith('.sqlite'))
  const old = `keys-${new Date(Date.now() - 7 * day - hour).toISOString().replaceAll(':', '-')}.sqlite`
  for (const end of ['', '.sha256']) renameSync(join(copies, 'keys', copy + end), join(copies, 'keys', old + end))
  const { code, said } = await runTool('restore', { DATA_DIR: join(folder.path, 'elsewhere') }, [copies])
  assert.equal(code, 1)
  assert.match(
    said,
    /^The newest copy of the erasure keys was made on .*, more than seven days ago\. Such copies must not/,
  )
  using keys = keysOf(data)
  keys.erase('marked')
  const again = await runTool('backup', { DATA_DIR: data }, [copies])
  assert.match(again.said, /1 older copies of the key store were overwritten and deleted/)
  assert.deepEqual(filesWith(key, copies, data), [])
})

test('the list of what was erased only grows, and a line cut short does not swallow the next', () => {
  using folder = passableFolder()
  const [from, to] = [join(folder.path, 'from'), join(folder.path, 'to')]
  const store = openKeyStore(join(folder.path, 'keys.sqlite'), from)
  for (const word of ['one', 'two']) store.erase(word)
  store.close()
  mkdirSync(to)
  const [first, second] = tombstonesOf(from)
  writeFileSync(join(to, 'tombstones.log'), `${'ab'.repeat(32)}\n${first!.slice(0, 30)}`)
  assert.equal(addTombstones(from, to), 2)
  assert.equal(addTombstones(from, to), 0)
  assert.deepEqual(tombstonesOf(to), ['ab'.repeat(32), first, second])
})

test('a stick that knows no modes holds a copy of the keys all the same', async () => {
  using folder = passableFolder()
  const places = { folder: folder.path, keys: folder.path }
  const store = openKeyStore(join(folder.path, 'house', 'keys.sqlite'))
  store.newKey('one')
  const refused = Object.assign(new Error('no modes'), { code: 'EPERM', syscall: 'chmod' })
  const onStick = Object.create(store, {
    copyTo: {
      value: (file: string) => {
        store.copyTo(file)
        throw refused
      },
    },
  }) as KeyStore
  assert.equal(await copyKeys(onStick, places, new Date()), 1)
  assert.equal(await checkKeys(keyCopies(places)[0]!.file), 1)
  store.close()
})
