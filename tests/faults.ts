import type { AfterCommit, Database, Sql } from '#platform/database'
import { eachQuery, isItsOwn, whenSent } from './statements.ts'

/** `isCounted`, asked when a transaction begins: whether it is the work's own, and not a house's that goes on meanwhile. */
export type FaultOptions = { isCounted?: () => boolean }

/** What happens instead of one statement. */
export class Fault extends Error {}

/**
 * Lets `work` fail at the `at`-th statement of its transactions (counted from 1). Returns false when it had fewer: then
 * it went through.
 */
export async function failAt(
  db: Database,
  at: number,
  work: () => Promise<unknown>,
  options: FaultOptions = {},
): Promise<boolean> {
  const { transact } = db
  const isCounted = options.isCounted ?? (() => true)
  let sent = 0
  let failed = false
  const faulty = (sql: Sql): Sql =>
    eachQuery(sql, (query) =>
      whenSent(query, (send) => {
        if (++sent !== at) return send()
        failed = true
        return Promise.reject(new Fault())
      }),
    )
  db.transact = ((run: (sql: Sql, afterCommit: AfterCommit) => Promise<unknown>) => {
    const counted = !isItsOwn() && isCounted()
    return transact((sql, afterCommit) => run(counted ? faulty(sql) : sql, afterCommit))
  }) as Database['transact']
  try {
    await work()
  } catch {
    // What it says does not matter here; what it left behind does.
  } finally {
    db.transact = transact
  }
  return failed
}

/** Everything in these tables, as text: two equal pictures are one state. */
export async function picture(sql: Sql, tables: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    tables.map(async (table) => {
      const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(table)} t order by 1`
      return `${table}\n${rows.map(({ row }) => row).join('\n')}`
    }),
  )
  return parts.join('\n\n')
}
