import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { arrays } from '#platform/arrays'

/**
 * A connection or a transaction, used as a tagged template: ``await sql<Row[]>`select …` `` and as helper `sql(rows)`.
 * Rows carry the column names of the statement as they are (`select team_id as "teamId"`). `bigint` and counts are
 * numbers, `timestamptz` is a Date, `date` is a string such as 2026-11-20, `bytea` is a Buffer, `jsonb` is parsed.
 */
export type Sql = postgres.ISql<{}>

/** Runs once the transaction is committed; never when it is not. */
export type AfterCommit = (run: () => void) => void

export type Database = {
  sql: Sql
  /**
   * One short transaction of one team. It is tried again (5 times at most) when PostgreSQL says that two transactions met
   * (SQLSTATE 40001, 40P01), so `work` must do nothing outside of `sql` but through `afterCommit`. It asks for no
   * other connection: as many of them at once as there are connections would wait for one another (every test house refuses it).
   */
  transact: <Result>(work: (sql: Sql, afterCommit: AfterCommit) => Promise<Result>) => Promise<Result>
  /**
   * For several statements whose answers must fit together: all of them see the rows as they were when the first was sent, whatever is
   * kept meanwhile. They hold nobody up and write nothing (PostgreSQL refuses it). Like `transact`, on one connection.
   */
  snapshot: <Result>(read: (sql: Sql) => Promise<Result>) => Promise<Result>
  close: () => Promise<void>
}

export type DatabaseOptions = {
  /** `postgres://…`, or `postgres://name@localhost/database?host=/folder/of/the/socket`. */
  url: string
  /** Connections at most; 10 unless said. (Notices are heard on one more, see platform/notices.ts.) */
  connections?: number
  /** Called with every statement that is sent, for tests. Parameters are not told. */
  onStatement?: (statement: string) => void
}

export function openDatabase(options: DatabaseOptions): Database {
  const sql = postgres(connectionOptions(options))
  return {
    sql,
    transact: (work) => transact(sql, work),
    snapshot: (read) => snapshot(sql, read),
    close: () => sql.end({ timeout: 5 }),
  }
}

/** What waits for the commit of a transaction that goes on, by its connection. */
const waiting = new WeakMap<Sql, (() => void)[]>()

/** Runs once what was asked of `sql` before is kept: after the commit when it is a transaction's, at once when it is the pool. */
export function onceKept(sql: Sql, run: () => void): void {
  const afterwards = waiting.get(sql)
  if (afterwards) afterwards.push(run)
  else run()
}

const attempts = 5
/**
 * Milliseconds. Whoever stands still in the middle of a transaction (a machine that is suspended, or has lost its network: nothing
 * says so to PostgreSQL for hours) holds its rows no longer than this: then PostgreSQL ends it, and everybody else goes on.
 */
const longestIdle = 10_000
const mayTryAgain = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && (error.code === '40001' || error.code === '40P01')

async function transact<Result>(
  pool: postgres.Sql,
  work: (sql: Sql, afterCommit: AfterCommit) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const afterwards: (() => void)[] = []
    try {
      const kept = await pool.begin(async (sql) => {
        waiting.set(sql, afterwards)
        return { result: await work(sql, (run) => afterwards.push(run)) }
      })
      for (const run of afterwards) run()
      return kept.result
    } catch (error) {
      if (attempt === attempts || !mayTryAgain(error)) throw error
      await wait(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function snapshot<Result>(pool: postgres.Sql, read: (sql: Sql) => Promise<Result>): Promise<Result> {
  const { result } = await pool.begin('isolation level repeatable read read only', async (sql) => ({
    result: await read(sql),
  }))
  return result
}

function connectionOptions(options: DatabaseOptions): postgres.Options<Record<string, postgres.PostgresType>> {
  const url = new URL(options.url)
  const folder = url.searchParams.get('host')
  const { onStatement } = options
  return {
    ...(folder
      ? { path: `${folder}/.s.PGSQL.${url.port || 5432}` }
      : { host: url.hostname, port: Number(url.port || 5432) }),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    pass: decodeURIComponent(url.password),
    ssl: (url.searchParams.get('sslmode') ?? 'prefer') === 'disable' || folder ? false : sslOf(url),
    max: options.connections ?? 10,
    connect_timeout: 10,
    backoff: (attempt) => Math.min(0.05 * 2 ** attempt, 1),
    onnotice: () => {},
    connection: { application_name: 'beside', TimeZone: 'UTC', idle_in_transaction_session_timeout: longestIdle },
    fetch_types: false,
    types: { whole: wholeNumbers, day: plainDays, ...arrays },
    ...(onStatement ? { debug: (_connection: number, statement: string) => onStatement(statement) } : {}),
  }
}

const sslOf = (url: URL): 'require' | 'verify-full' | 'prefer' =>
  (url.searchParams.get('sslmode') ?? 'prefer') as 'require' | 'verify-full' | 'prefer'

/** `bigint` as a number: our counts and sequences stay far below 2^53. */
const wholeNumbers: postgres.PostgresType = { to: 20, from: [20], serialize: String, parse: Number }

/** `date` as the text it is; a Date would move it by the time zone. */
const plainDays: postgres.PostgresType = { to: 1082, from: [1082], serialize: String, parse: (text: string) => text }
