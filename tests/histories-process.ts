import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#platform/config'
import { openDatabase, type Sql } from '#platform/database'
import type { House } from '#platform/house'
import { openKeyStore } from '#platform/key-store'
import { makeLog } from '#platform/log'
import { openHouse } from '#platform/server/open'
import { shifts } from '#features/shifts'
import { TestClock } from './clock.ts'
import { doDeed } from './histories.ts'
import { dying, type Below, type Doer } from './histories-run.ts'

export type Dying = { below: Below; oneIn: number; dies: (sql: Sql) => Promise<void> }

/** One process of the server, as far as shifts go: a house of its own with the time in the test's hand, whose transactions may die. */
export async function openProcess(
  url: string,
  at: Date,
  death: Dying,
): Promise<Doer & { house: House; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-histories-'))
  const plain = openDatabase({ url, connections: 6 })
  const keyStore = await openKeyStore(join(folder, 'keys.sqlite'))
  const clock = new TestClock(at)
  // What dies on purpose is told by nobody.
  const log = makeLog('error', () => {})
  const config = readConfig({ PORT: '0', DATA_DIR: folder })
  const parts = { config, clock, db: dying(plain, death), keyStore, log, announce: () => {} }
  const { house, settled, close } = await openHouse(parts, [shifts])
  clock.settleWith(settled)
  return {
    house,
    does: (deed) => doDeed(house, deed).catch(() => null),
    goOn: (to) => clock.leap(to.getTime() - clock.now().getTime()),
    async close() {
      await close()
      await plain.close()
      keyStore.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The connection ends between two statements, as it does when the process at its other end dies. */
export const cutOff =
  (through: Sql) =>
  async (sql: Sql): Promise<void> => {
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
    await through`select pg_terminate_backend(${row!.pid})`
  }
