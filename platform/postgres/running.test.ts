import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase, type Database } from '#platform/database'
import { isAlive } from '#platform/postgres/processes'
import { passableFolder, startChild, until } from '../../tests/child-house.ts'

const postgresOf = (data: string): number =>
  Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const connect = (data: string): Database =>
  openDatabase({
    url: `postgres://beside@localhost/beside?host=${encodeURIComponent(join(data, 'run'))}`,
    connections: 1,
  })

test('a first start makes a private folder and a durable server that only its socket reaches; SIGTERM ends both in order', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const house = await startChild({ DATA_DIR: data })
  assert.equal(statSync(data).mode & 0o777, 0o700)
  assert.equal(statSync(join(data, 'keys')).mode & 0o777, 0o700)
  const db = connect(data)
  const settings = await db.sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name in ('fsync', 'data_checksums', 'listen_addresses', 'synchronous_commit', 'full_page_writes')`
  assert.deepEqual(Object.fromEntries(settings.map(({ name, setting }) => [name, setting])), {
    fsync: 'on',
    data_checksums: 'on',
    listen_addresses: '',
    synchronous_commit: 'on',
    full_page_writes: 'on',
  })
  await db.close()
  const postgres = postgresOf(data)
  house.kill('SIGTERM')
  assert.equal((await house.ended).code, 0)
  assert.equal(isAlive(postgres), false)
  assert.ok(!existsSync(join(data, 'postgres', 'postmaster.pid')))
})

test(
  'when our process is killed, PostgreSQL does not stay behind, and what was kept is there again',
  { skip: process.platform !== 'linux' },
  async () => {
    using folder = passableFolder()
    const data = join(folder.path, 'data')
    const first = await startChild({ DATA_DIR: data })
    const db = connect(data)
    await db.sql`create table kept (word text primary key)`
    await db.sql`insert into kept values ('here')`
    await db.close()
    const postgres = postgresOf(data)
    first.kill('SIGKILL')
    await until(() => !isAlive(postgres), 10_000)
    const second = await startChild({ DATA_DIR: data })
    const again = connect(data)
    assert.deepEqual([...(await again.sql`select word from kept`)], [{ word: 'here' }])
    await again.close()
    await second.stop()
  },
)

test('when PostgreSQL is killed, it is started again and the same process goes on', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const house = await startChild({ DATA_DIR: data })
  const before = postgresOf(data)
  process.kill(before, 'SIGKILL')
  await until(() => !isAlive(before), 60_000)
  await until(async () => (await fetch(`${house.url}/readyz`)).status === 200, 60_000)
  assert.notEqual(postgresOf(data), before)
  assert.equal((await fetch(`${house.url}/healthz`)).status, 200)
  assert.match(house.complained(), /postgres-restarted/)
  await house.stop()
})

test('a stale lock and a first start that was cut off are cleared away', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const first = await startChild({ DATA_DIR: data })
  await first.stop()
  // Numbers that belong to somebody else by now: this very test.
  writeFileSync(join(data, 'postgres', 'postmaster.pid'), `${process.pid}\n${data}/postgres\n`)
  writeFileSync(join(data, 'beside.lock'), `${process.pid} 1\n`)
  mkdirSync(join(data, 'postgres.new'))
  const second = await startChild({ DATA_DIR: data })
  assert.ok(isAlive(process.pid))
  await second.stop()
})

test('a PostgreSQL that outlived its Beside is stopped in order by the next start', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  await (await startChild({ DATA_DIR: data })).stop()
  const cluster = join(realpathSync(data), 'postgres')
  const { uid, gid } = statSync(cluster)
  const postgres = readFileSync(join(cluster, 'postmaster.opts'), 'utf8').split(' ')[0]!
  const orphan = spawn(postgres, ['-D', cluster], { uid, gid, cwd: '/', env: {}, stdio: 'ignore', detached: true })
  await until(() => existsSync(join(cluster, 'postmaster.pid')), 60_000)
  const house = await startChild({ DATA_DIR: data })
  assert.equal(orphan.exitCode ?? (await new Promise((resolve) => orphan.once('exit', resolve))), 0)
  assert.notEqual(postgresOf(data), orphan.pid)
  assert.match(house.complained(), /"postgres-left-behind","orphan":"stopped"/)
  await house.stop()
})
