import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { failToStart, passableFolder, startChild } from '../../tests/child-house.ts'

const isRoot = process.getuid?.() === 0

/** One sentence, what to do, and an exit code that is not 0. */
async function mustRefuse(environment: Record<string, string>, sentence: RegExp): Promise<void> {
  const { code, said } = await failToStart(environment)
  assert.equal(code, 1, said)
  assert.match(said, sentence)
  assert.doesNotMatch(said, /\n|^\s+at /, 'one sentence, no stack')
}

test('a folder of another major version is refused and left alone', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  await (await startChild({ DATA_DIR: data })).stop()
  const version = join(data, 'postgres', 'PG_VERSION')
  writeFileSync(version, '17\n')
  const before = readdirSync(join(data, 'postgres')).sort()
  await mustRefuse({ DATA_DIR: data }, /written by PostgreSQL 17 and this Beside brings 18.*To move:/)
  assert.deepEqual(readdirSync(join(data, 'postgres')).sort(), before)
  writeFileSync(version, '18\n')
  await (await startChild({ DATA_DIR: data })).stop()
})

test('a folder that is not ours, and a file where a folder should be, are refused and left alone', async () => {
  using folder = passableFolder()
  const photos = join(folder.path, 'photos')
  mkdirSync(photos)
  writeFileSync(join(photos, 'holiday.txt'), 'sun')
  await mustRefuse({ DATA_DIR: photos }, /holds files that are not Beside's.*set DATA_DIR/)
  assert.deepEqual(readdirSync(photos), ['holiday.txt'])
  await mustRefuse({ DATA_DIR: join(photos, 'holiday.txt') }, /is not a folder: set DATA_DIR/)
  assert.equal(readFileSync(join(photos, 'holiday.txt'), 'utf8'), 'sun')
})

test('a second start on the same folder is refused; the first goes on', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const first = await startChild({ DATA_DIR: data })
  await mustRefuse({ DATA_DIR: data }, /Another Beside \(process \d+\).*DATA_DIR of its own/)
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200)
  await first.stop()
})

test('a port that is taken is told before anything else is started', async () => {
  using folder = passableFolder()
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  await mustRefuse(
    { DATA_DIR: join(folder.path, 'data'), PORT: String(port) },
    new RegExp(`Port ${port} is taken.*PORT=${port + 1}`),
  )
  assert.ok(!existsSync(join(folder.path, 'data')))
  taken.close()
})

test('a parent that PostgreSQL’s account cannot enter is named', { skip: !isRoot }, async () => {
  using folder = passableFolder()
  const closed = join(folder.path, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o700)
  await mustRefuse({ DATA_DIR: join(closed, 'data') }, /cannot enter \S*\/closed: use a folder elsewhere/)
  assert.deepEqual(readdirSync(closed), [])
})

test('settings that make no sense are told all at once', async () => {
  const { code, said } = await failToStart({
    PORT: 'eighty',
    PUBLIC_URL: 'line.example.org',
    SMTP_URL: 'smtps://mail.example.org',
    TRUST_PROXY: 'perhaps',
  })
  assert.equal(code, 1)
  for (const name of ['PORT', 'PUBLIC_URL', 'ALARM_EMAIL_FROM', 'TRUST_PROXY'])
    assert.match(said, new RegExp(`^ +${name}: `, 'm'))
})
