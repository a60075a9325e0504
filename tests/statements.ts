import type { Database } from '#platform/database'

let sent = 0
let open = 0

/** Called by the test house for every statement that is sent. Looking for due deadlines goes on also when all is at rest. */
export function noteStatement(statement: string): void {
  if (!/\b(from|update) deadlines\b/.test(statement)) sent++
}

export const statementsSent = (): number => sent

/** The same database, which tells `transactionsOpen` how many transactions are not over. */
export const noteTransactions = (db: Database): Database => ({
  ...db,
  async transact(work) {
    open++
    try {
      return await db.transact(work)
    } finally {
      open--
    }
  },
})

export const transactionsOpen = (): number => open
