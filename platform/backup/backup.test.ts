import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectTo, madeHouse, runTool, startTool, toldIn, Writer } from '../../tests/backups.ts'
import { passableFolder, startChild, until } from '../../tests/child-house.ts'

test('backed up while people write, and the machine dies: elsewhere, all that was acknowledged before is there and opens', async () => {
  using folder = passableFolder()
  const [data, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  const house = await startChild({ DATA_DIR: data })
  const writer = new Writer(data)
  writer.goOn()
  await until(() => writer.acknowledged.length > 20, 60_000)
  const before = [...writer.acknowledged]
  const { code, said } = await runTool('backup', { DATA_DIR: data }, [copies])
  assert.equal(code, 0, said)
  assert.match(said, /The copy opens: \d+ tables[^]*The copy of the key store opens: \d+ keys[^]*The backup is whole/)
  assert.equal((await fetch(`${house.url}/readyz`)).status, 200)
  assert.ok(writer.acknowledged.length > before.length, 'people went on writing meanwhile')
  await writer.stop()
  house.kill('SIGKILL')
  await house.ended
  const elsewhere = join(folder.path, 'elsewhere')
  const restored = await runTool('restore', { DATA_DIR: elsewhere }, [copies])
  assert.equal(restored.code, 0, restored.said)
  const told = await toldIn(elsewhere)
  for (const word of before) assert.equal(told.get(word), `what ${word} told`)
  for (const [word, words] of told) assert.equal(words, `what ${word} told`, 'there is a key for all that is there')
})

test('with BACKUP_DIR what is written after a backup is copied too: back to any moment, or to the end', async () => {
  using folder = passableFolder()
  const [data, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  const settings = { DATA_DIR: data, BACKUP_DIR: copies }
  await madeHouse(data)
  const { code, said } = await runTool('backup', settings)
  assert.equal(code, 0, `without a running house: ${said}`)
  const house = await startChild(settings)
  const writer = new Writer(data)
  await writer.write('early')
  const moment = await clockAfter()
  await writer.write('late')
  await writer.stop()
  await house.stop()
  const ways: [string[], string[]][] = [
    [['--until', moment], ['early']],
    [[], ['early', 'late']],
  ]
  for (const [at, [words, expected]] of ways.entries()) {
    const target = join(folder.path, `restored-${at}`)
    const restored = await runTool('restore', { ...settings, DATA_DIR: target }, words)
    assert.equal(restored.code, 0, restored.said)
    assert.deepEqual([...(await toldIn(target)).keys()], expected)
  }
})

/** A moment that lies, for PostgreSQL too, between what was written before and what will be. */
async function clockAfter(): Promise<string> {
  const at = Date.now() + 5
  await until(() => Date.now() > at + 5, 60_000)
  return new Date(at).toISOString()
}

test('killed while it copies or checks: the half is never taken for whole, nothing is held, the next one is whole', async () => {
  using folder = passableFolder()
  const [data, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  const house = await startChild({ DATA_DIR: data })
  for (const moment of ['Copying the database', 'Checking the copy']) {
    const tool = startTool('backup', { DATA_DIR: data }, [copies])
    await until(() => tool.printed().includes(moment), 60_000)
    tool.child.kill('SIGKILL')
    await tool.ended
    assert.match(readdirSync(join(copies, 'database')).join(), /^[^,]*\.unfinished$/)
    const refused = await runTool('restore', { DATA_DIR: join(folder.path, 'elsewhere') }, [copies])
    assert.equal(refused.code, 1)
    assert.match(refused.said, /^There is no (whole backup of the database|copy of the erasure keys) in [^\n]*\n$/)
    assert.ok(!existsSync(join(folder.path, 'elsewhere')))
  }
  const db = connectTo(data)
  await until(async () => (await db.sql`select 1 from pg_replication_slots`).length === 0, 60_000)
  await db.close()
  const { code, said } = await runTool('backup', { DATA_DIR: data }, [copies])
  assert.equal(code, 0, said)
  assert.match(said, /An earlier backup was interrupted; what it left was removed/)
  assert.deepEqual(
    readdirSync(join(copies, 'database')).map((name) => name.endsWith('Z')),
    [true],
  )
  assert.ok(!existsSync(join(copies, 'rehearsal')))
  const digest = createHash('sha256').update(copies).digest('hex').slice(0, 16)
  assert.ok(
    !existsSync(join(tmpdir(), `beside-rehearsal-${digest}`)),
    'nor where it is opened when that cannot be reached',
  )
  assert.equal(statSync(copies).mode & 0o777, 0o700)
  await house.stop()
})

test('PostgreSQL killed, or the house stopped, while it is copied: told, cleared away, and the next one is whole', async () => {
  using folder = passableFolder()
  const [data, copies] = [join(folder.path, 'data'), join(folder.path, 'copies')]
  const house = await startChild({ DATA_DIR: data })
  const ends = [() => process.kill(postgresOf(data), 'SIGKILL'), () => house.kill('SIGTERM')]
  for (const end of ends) {
    await until(async () => (await fetch(`${house.url}/readyz`)).status === 200, 60_000)
    const tool = startTool('backup', { DATA_DIR: data }, [copies])
    await until(() => tool.printed().includes('Copying the database'), 60_000)
    end()
    const { code, said } = await tool.ended
    assert.equal(code, 1, said)
    assert.match(said.trim().split('\n').at(-1)!, /^PostgreSQL stopped while it was being copied.*was removed: make it/)
    assert.deepEqual(readdirSync(join(copies, 'database')), [])
  }
  await house.ended
  const { code, said } = await runTool('backup', { DATA_DIR: data }, [copies])
  assert.equal(code, 0, said)
})

const postgresOf = (data: string): number =>
  Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
