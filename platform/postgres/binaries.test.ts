import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findBinaries, repairLinks } from '#platform/postgres/binaries'

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
