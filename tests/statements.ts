import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '#platform/database'

let sent = 0
let open = 0

/** Called by the test house for every statement that is sent. Looking for due deadlines goes on also when all is at rest. */
export function noteStatement(statement: string): void {
  if (!/\b(from|update) deadlines\b/.test(statement)) sent++
}

export const statementsSent = (): number => sent

/** What this work was begun in. */
const around = new AsyncLocalStorage<{ isOpen: boolean }>()

/** Deadlines, notices and followers of streams go on by themselves, whoever woke them; no transaction waits for them. */
const byItself = /^at (async )?(takeDue|nextRun|postpone|Deadlines\.#run|#run|notify|headsOf|rowsOfMany)\b/

/**
 * The same database, which tells `transactionsOpen` how many transactions are not over, and refuses what would stop a house:
 * a transaction that asks for a second connection. As many of them at once as there are connections wait for one another.
 */
export const noteTransactions = (db: Database): Database => ({
  ...db,
  sql: new Proxy(db.sql, {
    apply(sql, self, args: unknown[]) {
      if ((args[0] as { raw?: unknown } | null)?.raw) mustBeOutside()
      return Reflect.apply(sql, self, args) as unknown
    },
  }),
  transact: (work) => noted((within) => db.transact((sql, afterCommit) => within(() => work(sql, afterCommit)))),
  snapshot: (read) => noted((within) => db.snapshot((sql) => within(() => read(sql)))),
})

type Within = <Result>(work: () => Promise<Result>) => Promise<Result>

async function noted<Result>(begin: (within: Within) => Promise<Result>): Promise<Result> {
  mustBeOutside()
  open++
  const place = { isOpen: false }
  const within: Within = async (work) => {
    place.isOpen = true
    try {
      return await work()
    } finally {
      place.isOpen = false
    }
  }
  try {
    return await around.run(place, () => begin(within))
  } finally {
    open--
  }
}

function mustBeOutside(): void {
  if (!around.getStore()?.isOpen) return
  const wrong = new Error('within a transaction only its own connection is used')
  const frames = (wrong.stack ?? '').split('\n').map((line) => line.trim())
  const asked = frames.find((line) => line.startsWith('at ') && !line.includes(import.meta.url))
  if (!byItself.test(asked ?? '')) throw wrong
}

export const transactionsOpen = (): number => open
