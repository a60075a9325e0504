import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { passableFolder, startChild, until } from './child-house.ts'
import { cloneDatabase } from './postgres.ts'
import { Proxy } from './proxy.ts'

/** 20 s are 1 s here. */
const sooner = `const usual = setTimeout
globalThis.setTimeout = (run, pause, ...more) => usual(run, pause === 20000 ? 1000 : pause, ...more)`

test('told to stop while its database never answers: it ends all the same, and says which part did not', async () => {
  using folder = passableFolder()
  const database = await cloneDatabase([])
  const proxy = await Proxy.open(database.url)
  const house = await startChild({
    DATABASE_URL: proxy.url,
    DATA_DIR: join(folder.path, 'data'),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(sooner)}`,
  })
  try {
    proxy.mood = 'silent'
    await until(() => proxy.swallowed > 0, 10_000)
    house.kill('SIGTERM')
    assert.deepEqual(await house.ended, { code: 1, signal: null })
    assert.match(house.complained(), /"event":"stop-took-too-long","part":"(queue|deadlines)"/)
  } finally {
    house.kill('SIGKILL')
    await proxy.close()
    await database.drop()
  }
})
