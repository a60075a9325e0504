import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database, Sql } from '#platform/database'

let sent = 0
let open = 0

/** Looking for due deadlines goes on also when all is at rest. */
const ofDeadlines = /\b(from|update) deadlines\b/

/** Called by the test house for every statement that is sent. */
export function noteStatement(statement: string): void {
  if (!ofDeadlines.test(statement)) sent++
}

export const statementsSent = (): number => sent

/** What this work was begun in. */
const around = new AsyncLocalStorage<{ isOpen: boolean }>()

/** Deadlines, notices and followers of streams go on by themselves, whoever woke them; no transaction waits for them. */
const byItself = /^at (async )?(takeDue|nextRun|postpone|Deadlines\.#run|#run|notify|headsOf|rowsOfMany)\b/

/** Who says every five seconds of real time whose sockets there are, and what is due: begun by nobody who tests. */
const ownWork = /\/(queue\/server\/presence|platform\/deadlines)\.ts:/

/** Whether the house begins a transaction by itself just now. Asked where it begins. */
export const isItsOwn = (): boolean => ownWork.test(new Error('asked from').stack ?? '')

/**
 * The same database, which tells `sentAndOpen` how many transactions and statements are not over, and refuses what would stop a house:
 * a transaction that asks for a second connection. As many of them at once as there are connections wait for one another.
 */
export const noteTransactions = (db: Database): Database => ({
  ...db,
  sql: eachQuery(db.sql, (query, says) => {
    mustBeOutside()
    return ofDeadlines.test(says) ? query : whenSent(query, counted)
  }),
  transact: (work) => noted((within) => db.transact((sql, afterCommit) => within(() => work(sql, afterCommit)))),
  snapshot: (read) => noted((within) => db.snapshot((sql) => within(() => read(sql)))),
})

/** The same, where every tagged template, as it `says`, goes through `made`. It may be a part of another. */
export const eachQuery = (sql: Sql, made: (query: Promise<unknown>, says: string) => Promise<unknown>): Sql =>
  new Proxy(sql, {
    apply(target, self, args: unknown[]) {
      const query = Reflect.apply(target as never, self, args) as Promise<unknown>
      const [says] = args
      return Array.isArray(says) && 'raw' in says ? made(query, says.join()) : query
    },
  })

/** The same query, whose answer is what `sending` makes of it: a tagged template is a statement once somebody waits for it. */
export function whenSent(
  query: Promise<unknown>,
  sending: (send: () => Promise<unknown>) => Promise<unknown>,
): Promise<unknown> {
  const then = query.then.bind(query)
  let answer: Promise<unknown> | undefined
  // oxlint-disable-next-line unicorn/no-thenable -- a query is one already; we stand in front of it
  query.then = ((...heard: Parameters<typeof then>) =>
    (answer ??= sending(() => then())).then(...heard)) as typeof query.then
  return query
}

function counted(send: () => Promise<unknown>): Promise<unknown> {
  open++
  return send().finally(() => open--)
}

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

export const sentAndOpen = (): number => open
