import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '#platform/database'
import { failToStart, passableFolder, startChild, until } from '../../tests/child-house.ts'

/** A small disk in memory. Mounting needs root, and a machine that allows it; elsewhere these tests are skipped. */
function mount(
  folder: string,
  megabytes: number,
): { path: string; grow: (to: number) => void; [Symbol.dispose]: () => void } {
  const path = join(folder, 'disk')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path])
  const grow = (to: number): void => void execFileSync('mount', ['-o', `remount,size=${to}m`, path])
  return { path, grow, [Symbol.dispose]: () => void spawnSync('umount', ['-l', path]) }
}

const skip = ((): string | false => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return 'only root can mount a small disk'
  using folder = passableFolder()
  try {
    using _disk = mount(folder.path, 1)
    return false
  } catch {
    return 'this machine does not allow mounting'
  }
})()

const fill = (disk: string): void =>
  void spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'ballast')}`, 'bs=1M'], { stdio: 'ignore' })
const free = (disk: string): void => rmSync(join(disk, 'ballast'))

test('a full disk is told at a first start and at a later one; freed, everything is there', { skip }, async () => {
  using folder = passableFolder()
  using disk = mount(folder.path, 16)
  const data = join(disk.path, 'data')
  const refused = async (): Promise<void> => {
    const { code, said } = await failToStart({ DATA_DIR: data })
    assert.equal(code, 1, said)
    assert.match(said, /^The disk that holds .* is full \(\d+ MB free\): free some space.*unharmed\.$/)
  }
  await refused()
  assert.ok(!existsSync(join(data, 'postgres')))
  disk.grow(160)
  await (await startChild({ DATA_DIR: data })).stop()
  fill(disk.path)
  await refused()
  free(disk.path)
  await (await startChild({ DATA_DIR: data })).stop()
})

test(
  'a disk that fills up while we run loses nothing that was kept; freed, the same process goes on',
  { skip },
  async () => {
    using folder = passableFolder()
    using disk = mount(folder.path, 200)
    const data = join(disk.path, 'data')
    const house = await startChild({ DATA_DIR: data })
    const db = openDatabase({
      url: `postgres://beside@localhost/beside?host=${encodeURIComponent(join(data, 'run'))}`,
      connections: 1,
    })
    await db.sql`create table kept (n int primary key, ballast bytea)`
    fill(disk.path)
    let kept = 0
    const keepOn = async (): Promise<void> => {
      for (; kept < 1000; kept++) await db.sql`insert into kept values (${kept}, ${randomBytes(1_000_000)})`
    }
    await assert.rejects(keepOn())
    assert.equal((await fetch(`${house.url}/healthz`)).status, 200)
    free(disk.path)
    await until(async () => (await fetch(`${house.url}/readyz`)).status === 200, 20_000)
    const [row] = await db.sql<{ count: number }[]>`select count(*) from kept`
    assert.ok(row!.count === kept || row!.count === kept + 1, `${kept} were kept, ${row!.count} are there`)
    await db.sql`insert into kept values (-1, '')`
    await db.close()
    await house.stop()
  },
)
