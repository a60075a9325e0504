import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '#platform/database'
import { failToStart, passableFolder, startChild, until } from '../../tests/child-house.ts'
import { mountSmallDisk, noSmallDisk } from '../../tests/faults/small-disk.ts'

const skip = noSmallDisk()

test('a full disk is told at a first start and at a later one; freed, everything is there', { skip }, async () => {
  using folder = passableFolder()
  using disk = mountSmallDisk(folder.path, 16)
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
  disk.fill()
  await refused()
  disk.free()
  await (await startChild({ DATA_DIR: data })).stop()
})

test(
  'a disk that fills up while we run loses nothing that was kept; freed, the same process goes on',
  { skip },
  async () => {
    using folder = passableFolder()
    using disk = mountSmallDisk(folder.path, 200)
    const data = join(disk.path, 'data')
    const house = await startChild({ DATA_DIR: data })
    const db = openDatabase({
      url: `postgres://beside@localhost/beside?host=${encodeURIComponent(join(data, 'run'))}`,
      connections: 1,
    })
    await db.sql`create table kept (n int primary key, ballast bytea)`
    disk.fill()
    let kept = 0
    const keepOn = async (): Promise<void> => {
      for (; kept < 1000; kept++) await db.sql`insert into kept values (${kept}, ${randomBytes(1_000_000)})`
    }
    await assert.rejects(keepOn())
    assert.equal((await fetch(`${house.url}/healthz`)).status, 200)
    disk.free()
    await until(async () => (await fetch(`${house.url}/readyz`)).status === 200, 20_000)
    const [row] = await db.sql<{ count: number }[]>`select count(*) from kept`
    assert.ok(row!.count === kept || row!.count === kept + 1, `${kept} were kept, ${row!.count} are there`)
    await db.sql`insert into kept values (-1, '')`
    await db.close()
    await house.stop()
  },
)
