import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readSet, setNames, writeManifest } from '#platform/backup/sets'
import { madeHouse, runTool, startTool } from '../../tests/backups.ts'
import { failToStart, passableFolder, until } from '../../tests/child-house.ts'
import { mountSmallDisk, noSmallDisk } from '../../tests/faults/small-disk.ts'

const folder = passableFolder()
const at = (name: string): string => join(folder.path, name)
const [data, copies] = [at('data'), at('copies')]
before(async () => {
  await madeHouse(data)
  const { code, said } = await runTool('backup', { DATA_DIR: data }, [copies])
  assert.equal(code, 0, said)
})
after(() => folder[Symbol.dispose]())

/** One sentence, and an exit code that is not 0. */
async function mustRefuse(
  tool: 'backup' | 'restore',
  words: string[],
  sentence: RegExp,
  dataDir = data,
): Promise<void> {
  const { code, said } = await runTool(tool, { DATA_DIR: dataDir }, words)
  assert.equal(code, 1, said)
  assert.match(said.trim().split('\n').at(-1)!, sentence)
  assert.doesNotMatch(said, /^\s+at |not foreseen/m, 'no stack')
}

test('a folder that is not ours, or another installation’s, or inside of what is copied, is left alone', async () => {
  mkdirSync(at('photos'))
  writeFileSync(at('photos/holiday.txt'), 'sun')
  await mustRefuse('backup', [at('photos')], /holds files that are not backups of Beside, so we leave it alone/)
  assert.deepEqual(readdirSync(at('photos')), ['holiday.txt'])
  await mustRefuse('backup', [at('photos/holiday.txt')], /is not a folder: name one that is/)
  await mustRefuse('backup', [join(data, 'copies')], /lie in each other: keep backups somewhere else/)
  await mustRefuse('backup', [], /^Say one folder for the backups: npm run backup -- FOLDER, or set BACKUP_DIR/)
  await mustRefuse('backup', [copies], /There is no Beside in .*nowhere/, at('nowhere'))
  writeFileSync(join(at('copies'), 'beside-backups.json'), readMarker().replace(/\d{10,}/, '7'))
  await mustRefuse('backup', [copies], /holds the backups of another installation of Beside/)
  writeFileSync(join(at('copies'), 'beside-backups.json'), original)
  assert.equal(setNames({ folder: copies, keys: '' }).length, 1)
})

let original = ''
const readMarker = (): string => (original = readFileSync(join(copies, 'beside-backups.json'), 'utf8'))

test('a restore never overwrites: a folder that is not empty stays as it is', async () => {
  await mustRefuse('restore', [copies], /data is not empty, and a restore never overwrites anything/)
  await mustRefuse('restore', [copies], /photos is not empty/, at('photos'))
  await mustRefuse('restore', [at('photos')], /holds no backups of Beside/, at('elsewhere'))
  await mustRefuse('restore', [at('nowhere')], /There is no folder .*nowhere/, at('elsewhere'))
  await mustRefuse('restore', [copies, '--until', 'yesterday evening'], /is no time we can read/, at('elsewhere'))
  await mustRefuse('restore', [copies, '--until', '2020-01-01'], /No backup reaches back to 2020/, at('elsewhere'))
  await mustRefuse(
    'restore',
    [copies, '--backup', 'x'],
    /There is no whole backup x in .* There are: 20/,
    at('elsewhere'),
  )
  await mustRefuse(
    'restore',
    [copies, '--tombstones', at('photos')],
    /no list of what was erased in .*photos/,
    at('elsewhere'),
  )
  await mustRefuse('restore', [copies, '--untill', 'x'], /Unknown option '--untill'\. Add --help/, at('elsewhere'))
  await mustRefuse('restore', [copies, '--until', '2090-01-01'], /reaches to 20\S+ and not to 2090/, at('elsewhere'))
  assert.deepEqual(readdirSync(at('elsewhere')), [], 'what did not succeed leaves nothing')
})

test('a damaged copy is named and not restored, and a restore cut off in the middle is no house', async () => {
  const [name] = setNames({ folder: copies, keys: '' })
  const set = readSet({ folder: copies, keys: '' }, name!)
  const [big] = set.manifest.files.filter(({ bytes }) => bytes > 100_000)
  await changed(join(set.folder, 'files', big!.path), () =>
    mustRefuse('restore', [copies], new RegExp(`is damaged: ${big!.path} is not as it was written`), at('hurt')),
  )
  const log = join(set.folder, 'log', set.manifest.log[0]!.path)
  await changed(log, () => mustRefuse('restore', [copies], /is damaged: [0-9A-F]{24} is not as it was/, at('hurt')))
  await changed(join(set.folder, 'manifest.json'), () =>
    mustRefuse('restore', [copies], /is damaged: manifest\.json is not as it was written/, at('hurt')),
  )
  writeManifest(set.folder, { ...set.manifest, major: '17' })
  await mustRefuse('restore', [copies], /made with PostgreSQL 17 and this Beside brings 18/, at('hurt'))
  writeManifest(set.folder, set.manifest)
  const keys = readdirSync(join(copies, 'keys')).find((file) => file.endsWith('.sqlite'))
  await changed(join(copies, 'keys', keys!), () =>
    mustRefuse('restore', [copies], /copy of the erasure keys .* is damaged and is not used/, at('hurt')),
  )
  rmSync(at('hurt'), { recursive: true, force: true })
  mkdirSync(at('hurt'))
  writeFileSync(at('hurt/restoring.json'), '{}')
  mkdirSync(at('hurt/postgres'))
  const { code, said } = await failToStart({ DATA_DIR: at('hurt') })
  assert.deepEqual(
    [code, /A restore into .*hurt was interrupted.*run npm run restore again/.test(said)],
    [1, true],
    said,
  )
  assert.equal((await runTool('restore', { DATA_DIR: at('hurt') }, [copies])).code, 0)
  assert.ok(existsSync(at('hurt/beside.json')) && !existsSync(at('hurt/restoring.json')))
})

/** One byte in the middle is another one, for as long as `work` takes. */
async function changed(file: string, work: () => Promise<void>): Promise<void> {
  const bytes = readFileSync(file)
  const other = Buffer.from(bytes)
  other[Math.floor(bytes.length / 3)]! ^= 1
  writeFileSync(file, other)
  await work().finally(() => writeFileSync(file, bytes))
}

test(
  'a disk that is full, or fills up meanwhile, is told; the earlier backup stays whole',
  { skip: noSmallDisk() },
  async () => {
    using disk = mountSmallDisk(folder.path, 260)
    const place = join(disk.path, 'copies')
    const places = { folder: place, keys: join(place, 'keys') }
    assert.equal((await runTool('backup', { DATA_DIR: data }, [place])).code, 0)
    const tool = startTool('backup', { DATA_DIR: data }, [place])
    await until(() => tool.printed().includes('Copying the database'), 60_000)
    disk.fill()
    const { code, said } = await tool.ended
    assert.equal(code, 1, said)
    assert.match(said.trim().split('\n').at(-1)!, /^The disk that holds .* is full.* unharmed\.$/)
    await mustRefuse('backup', [place], /has \d+ MB free, and \d+ MB are needed: free some space/)
    await mustRefuse('restore', [place], /has \d+ MB free, and \d+ MB are needed/, join(disk.path, 'data'))
    assert.deepEqual(readdirSync(join(disk.path, 'data')), [])
    assert.deepEqual(readdirSync(join(place, 'database')), setNames(places))
    assert.equal(setNames(places).length, 1)
    const restored = await runTool('restore', { DATA_DIR: at('from-small') }, [place])
    assert.equal(restored.code, 0, restored.said)
  },
)

test('with a PostgreSQL of your own: keys and tombstones are copied, the database is left to its own tools', async () => {
  const settings = { DATA_DIR: data, DATABASE_URL: 'postgres://beside@localhost/beside?host=/nowhere' }
  const { code, said } = await runTool('backup', settings, [at('external')])
  assert.equal(code, 0, said)
  assert.match(said, /The database is not: it is in the PostgreSQL of DATABASE_URL.*pg_dump/)
  assert.deepEqual(readdirSync(join(at('external'), 'database')), [])
  const restored = await runTool('restore', { ...settings, DATA_DIR: at('external-data') }, [at('external')])
  assert.equal(restored.code, 0, restored.said)
  assert.match(restored.said, /The database is not: it belongs into the PostgreSQL of DATABASE_URL/)
  assert.deepEqual(readdirSync(at('external-data')).sort(), ['beside.json', 'keys'])
  assert.equal(statSync(join(at('external-data'), 'keys', 'keys.sqlite')).mode & 0o777, 0o600)
})

const isRoot = process.getuid?.() === 0

test(
  'where PostgreSQL’s account cannot go, the copy is opened in the temporary folder',
  { skip: !isRoot },
  async () => {
    mkdirSync(at('closed'), { mode: 0o700 })
    const { code, said } = await runTool('backup', { DATA_DIR: data }, [at('closed/copies')])
    assert.equal(code, 0, said)
    assert.match(said, /The backup is whole/)
    assert.deepEqual(readdirSync(at('closed/copies')).sort(), ['beside-backups.json', 'database', 'keys', 'tombstones'])
  },
)
