import { openDatabase } from '#platform/database'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { floorPlan } from '../../features.ts'
import { until } from '../child-house.ts'
import type { TestDatabase } from '../postgres.ts'

/** A PostgreSQL of one test's own, durable as in a real house, which may be killed or starved. */
export type OwnPostgres = TestDatabase & {
  /** `kill -9`; resolves when it is gone, before it is there again. */
  kill: () => Promise<void>
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function ownPostgres(folder: string): Promise<OwnPostgres> {
  const server = await startPostgres(folder, { log: makeLog('error', () => {}) })
  const db = openDatabase({ url: server.url, connections: 1 })
  await migrate(db, readMigrations(floorPlan), new Date('2026-11-20T00:00:00Z')).finally(() => db.close())
  return {
    url: server.url,
    drop: async () => {},
    async kill() {
      const pid = server.pid()!
      process.kill(pid, 'SIGKILL')
      await until(() => server.pid() !== pid, 10_000)
    },
    [Symbol.asyncDispose]: server.stop,
  }
}
