import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findBinaries, reachableBinaries, repairLinks } from '#platform/postgres/binaries'

test('the programs of this platform are found, with the major version their folders will say', () => {
  const { postgres, initdb, major } = findBinaries()
  assert.ok(existsSync(postgres) && existsSync(initdb))
  assert.equal(major, '18')
})

test('links that the package lists are made where an install without scripts left them out, and no others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'beside-links-'))
  const lib = join(folder, 'native', 'lib')
  mkdirSync(lib, { recursive: true })
  writeFileSync(join(lib, 'libpq.so.5.18'), 'library')
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    { source: '../../../etc/passwd', target: 'native/lib/elsewhere' },
  ]
  writeFileSync(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links))
  repairLinks(folder)
  repairLinks(folder)
  assert.equal(readlinkSync(join(lib, 'libpq.so.5')), 'libpq.so.5.18')
  assert.equal(readFileSync(join(lib, 'libpq.so.5'), 'utf8'), 'library')
  assert.ok(!existsSync(join(lib, 'elsewhere')))
  rmSync(folder, { recursive: true })
})

const isRoot = process.getuid?.() === 0

test(
  'programs that the account cannot reach are copied into the data folder, once; others are left where they are',
  { skip: !isRoot },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'beside-reach-'))
    const bin = join(folder, 'package', 'native', 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(folder, 'package', 'package.json'), '{"version": "18.4.0"}')
    writeFileSync(join(bin, 'postgres'), 'program')
    const found = {
      folder: join(folder, 'package'),
      postgres: join(bin, 'postgres'),
      initdb: join(bin, 'initdb'),
      major: '18',
    }
    const account = { name: 'nobody', uid: 65534, gid: 65534 }
    assert.equal(reachableBinaries(found, null, folder), found)
    const copied = reachableBinaries(found, account, join(folder, 'data'))
    assert.equal(copied.postgres, join(folder, 'data', 'programs', '18.4.0', 'bin', 'postgres'))
    assert.equal(readFileSync(copied.postgres, 'utf8'), 'program')
    assert.equal(statSync(copied.postgres).uid, account.uid)
    writeFileSync(copied.postgres, 'the same copy')
    reachableBinaries(found, account, join(folder, 'data'))
    assert.equal(readFileSync(copied.postgres, 'utf8'), 'the same copy')
    chmodSync(folder, 0o755)
    assert.equal(reachableBinaries(found, account, join(folder, 'data')), found)
    rmSync(folder, { recursive: true })
  },
)
