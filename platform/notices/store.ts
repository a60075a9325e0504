import type { Sql } from '#platform/database'

export const channel = 'beside'

/** Wakes every listening process. Its own statement, after the commit it speaks of: inside, it would serialise all commits. */
export const notify = (sql: Sql, payloads: string[]): Promise<unknown> =>
  sql`select pg_notify(${channel}, p) from unnest(${payloads}::text[]) as p`

export const listen = (sql: Sql): Promise<unknown> => sql`listen beside`
