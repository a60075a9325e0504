import { AsyncLocalStorage } from 'node:async_hooks'
import { openDatabase, type Database } from '#platform/database'
import type { TestHouse } from './house.ts'

/* Two who meet in the database, in an order that the test says. */

/** The other has done all of it when the next transaction of this house begins. */
export const beforeNext = (house: TestHouse, other: () => Promise<unknown>): void =>
  nextTransaction(house, (transact) => async (work) => {
    await other()
    return transact(work)
  })

/** All of the next transaction is done but its commit when the other begins, which either goes by or has to wait for it. */
export function untilCommit(house: TestHouse, other: () => Promise<unknown>): void {
  // It is no part of the transaction that it is begun in.
  const begin = AsyncLocalStorage.bind(other)
  nextTransaction(
    house,
    (transact) => (work) =>
      transact(async (sql, afterCommit) => {
        const result = await work(sql, afterCommit)
        await Promise.race([begin(), somebodyWaits(house)])
        return result
      }),
  )
}

function nextTransaction(house: TestHouse, begun: (transact: Database['transact']) => Database['transact']): void {
  const { db } = house.house
  const { transact } = db
  db.transact = (work) => {
    db.transact = transact
    return begun(transact)(work)
  }
}

async function somebodyWaits(house: TestHouse): Promise<void> {
  const watching = openDatabase({ url: house.databaseUrl, connections: 1 })
  for (let waiting = 0; waiting === 0;) {
    const rows = await watching.sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    waiting = rows.length
  }
  await watching.close()
}
