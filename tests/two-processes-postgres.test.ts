import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '#platform/database'
import { randomId } from '#platform/ids'
import { client, roomOf, teamId } from '#platform/live/rehearsal'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { startServer } from './two-processes-child.ts'

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

test(
  'PostgreSQL killed mid-conversation: what was answered is kept, everybody sees all of it once',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'beside-killed-'))
    chmodSync(folder, 0o755)
    const server = await startPostgres(join(folder, 'data'), { log: makeLog('error', () => {}), durable: true })
    const db = openDatabase({ url: server.url, connections: 1 })
    await migrate(db, readMigrations([]), new Date())
    {
      await using one = await startServer(server.url, { QUIET: 'yes' })
      await using two = await startServer(server.url, { QUIET: 'yes' })
      const [dee, mateo] = [client(one.url, { cookie: 'member=dee' }), client(two.url, { cookie: 'member=mateo' })]
      const seen = [roomOf(dee, 'kitchen'), roomOf(mateo, 'kitchen')]
      const write = (live: typeof dee): Promise<unknown> =>
        live.say('write', { room: 'kitchen', id: randomId(), text: '"hello"' }, { queue: true })
      const key = randomId()
      const dueAt = new Date(Date.now() + 1500)
      await db.sql`insert into deadlines ${db.sql({ team_id: teamId, kind: 'rehearsed', key, due_at: dueAt, run_at: dueAt })}`
      const said: Promise<unknown>[] = []
      for (const round of [1, 2]) {
        said.push(...numbers(60).flatMap(() => [write(dee), write(mateo)]))
        await seen[1]!.until((rows) => rows.length > (round - 1) * 120)
        process.kill(server.pid()!, 'SIGKILL')
        said.push(...numbers(20).flatMap(() => [write(dee), write(mateo)]))
        await Promise.all(said)
      }
      for (const rows of seen) await rows.until((all) => all.length >= 320)
      for (const rows of seen)
        assert.deepEqual(
          rows.all.map(([seq]) => seq),
          numbers(320),
        )
      assert.deepEqual(seen[0]!.all, seen[1]!.all)
      await roomOf(mateo, `effect ${key}`).until((rows) => rows.length === 1)
      dee.close()
      mateo.close()
    }
    await db.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  },
)
