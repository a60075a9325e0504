import type { Database, Sql } from '#platform/database'

/**
 * Makes a race certain: right after the first statement that `says` this was answered, and before whoever asked reads on, `act` is done
 * by somebody else (over HTTP: it has a connection of its own). `isDone` once it was; `stop` when the test goes on without it.
 */
export function letBetween(
  db: Database,
  says: RegExp,
  act: () => Promise<unknown>,
): { readonly isDone: boolean; stop: () => void } {
  const { sql, snapshot } = db
  let [begun, done] = [false, false]
  const meanwhile = (sent: Sql): Sql =>
    new Proxy(sent, {
      apply(target, self, args: unknown[]) {
        const query = Reflect.apply(target as never, self, args) as Promise<unknown>
        const isStatement = Array.isArray(args[0]) && 'raw' in args[0]
        if (begun || !isStatement || !says.test((args[0] as string[]).join())) return query
        begun = true
        return query.then(async (rows) => {
          await act()
          done = true
          return rows
        })
      },
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
