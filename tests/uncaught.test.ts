import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive } from '#platform/postgres/processes'
import { passableFolder, startChild, until } from './child-house.ts'

const throwing = `process.on('SIGUSR2', () => { for (const n of [1, 2]) setTimeout(() => { throw new Error('Ruth wrote this') }) })`

test('an error nobody foresaw: it stops in order and says so by its exit code, without what somebody wrote', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const house = await startChild({
    DATA_DIR: data,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(throwing)}`,
  })
  const postgres = Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  assert.equal((await fetch(`${house.url}/readyz`)).status, 200)
  house.kill('SIGUSR2')
  assert.deepEqual(await house.ended, { code: 1, signal: null })
  assert.match(house.complained(), /"event":"broke-off","kind":"Error"/)
  assert.doesNotMatch(house.complained(), /Ruth/)
  await until(() => !isAlive(postgres), 20_000)
})
