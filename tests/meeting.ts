import { AsyncLocalStorage } from 'node:async_hooks'
import { openDatabase, type Database, type Sql } from '#platform/database'
import type { TestHouse } from './house.ts'
import { eachQuery, isItsOwn } from './statements.ts'

/*
 * Two who meet in the database, in an order that the test says. The other comes over HTTP, or in a transaction: by a connection of
 * their own.
 */

/** The other has done all of it when the next transaction that this house is asked for begins. Nothing of before is under way then. */
export const beforeNext = (house: TestHouse, other: () => Promise<unknown>): Promise<void> =>
  nextTransaction(house, (transact) => async (work) => {
    await other()
    return transact(work)
  })

/** All of the next transaction is done but its commit when the other begins, which either goes by or has to wait for it. */
export function untilCommit(house: TestHouse, other: () => Promise<unknown>): Promise<void> {
  // It is no part of the transaction that it is begun in.
  const begin = AsyncLocalStorage.bind(other)
  return nextTransaction(
    house,
    (transact) => (work) =>
      transact(async (sql, afterCommit) => {
        const result = await work(sql, afterCommit)
        const done = new AbortController()
        await Promise.race([begin().finally(() => done.abort()), somebodyWaits(house, done.signal)])
        return result
      }),
  )
}

async function nextTransaction(
  house: TestHouse,
  begun: (transact: Database['transact']) => Database['transact'],
): Promise<void> {
  await house.settled()
  const { db } = house.house
  const { transact } = db
  db.transact = (work) => {
    if (isItsOwn()) return transact(work)
    db.transact = transact
    return begun(transact)(work)
  }
}

async function somebodyWaits(house: TestHouse, done: AbortSignal): Promise<void> {
  const watching = openDatabase({ url: house.databaseUrl, connections: 1 })
  for (let waiting = 0; waiting === 0 && !done.aborted;) {
    const rows = await watching.sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    waiting = rows.length
  }
  await watching.close()
}

/**
 * Right after a statement that `says` this was answered (the first, or the `which`th), and before whoever asked reads on, the other does all of it.
 * `isDone` once they did; `stop` when the test goes on without them.
 */
export function letBetween(
  db: Database,
  says: RegExp,
  other: () => Promise<unknown>,
  which = 1,
): { readonly isDone: boolean; stop: () => void } {
  const { sql, snapshot } = db
  let [said, done] = [0, false]
  const meanwhile = (sent: Sql): Sql =>
    eachQuery(sent, (query, what) => {
      if (!says.test(what) || ++said !== which) return query
      return query.then(async (rows) => {
        await other()
        done = true
        return rows
      })
    })
  db.sql = meanwhile(sql)
  db.snapshot = (read) => snapshot((sent) => read(meanwhile(sent)))
  return {
    get isDone() {
      return done
    },
    stop: () => void Object.assign(db, { sql, snapshot }),
  }
}
