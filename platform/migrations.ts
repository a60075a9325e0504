import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Database, Sql } from '#platform/database'
import { StartProblem } from '#platform/start-problem'

/** One `tables/*.sql` file. Its base name is its identity; files run once, in the order of those names. */
export type Migration = { name: string; text: string; digest: string }

const root = join(import.meta.dirname, '..')

/** The files of the platform and of the features named. */
export function readMigrations(features: readonly string[]): Migration[] {
  const folders = ['platform/tables', ...features.map((feature) => `features/${feature}/tables`)]
  const read = folders.flatMap(sqlIn).map((file) => {
    const text = readFileSync(file, 'utf8')
    return { name: basename(file, '.sql'), text, digest: createHash('sha256').update(text).digest('hex') }
  })
  return read.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function sqlIn(folder: string): string[] {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path).flatMap((name) => (name.endsWith('.sql') ? [join(path, name)] : []))
}

/**
 * Runs what has not run yet, each file in a transaction of its own; processes that start together take turns.
 * Returns how many ran. Throws StartProblem when the database has seen files that we do not have, or other contents.
 */
export async function migrate(db: Database, migrations: Migration[], now: Date): Promise<number> {
  await makeTable(db.sql)
  const done = await db.sql<Done[]>`select name, digest from migrations`
  mustAgree(done, migrations)
  const known = new Set(done.map(({ name }) => name))
  let count = 0
  for (const migration of migrations) {
    if (!known.has(migration.name) && (await runOnce(db, migration, now))) count++
  }
  return count
}

type Done = { name: string; digest: string }

function mustAgree(done: Done[], migrations: Migration[]): void {
  const ours = new Map(migrations.map(({ name, digest }) => [name, digest]))
  const foreign = done.find(({ name }) => !ours.has(name))
  if (foreign) {
    throw new StartProblem(
      `The database was used by a newer Beside (it has ${foreign.name}, which this one does not know): start that version again, or restore a backup made before it.`,
    )
  }
  const other = done.find(({ name, digest }) => ours.get(name) !== digest)
  if (other) {
    throw new StartProblem(
      `${other.name}.sql is not the file that once ran on this database: put the old file back and make the change in a new one.`,
    )
  }
}

/** Locking the table makes a second process wait here and then find the file done. */
const runOnce = (db: Database, { name, text, digest }: Migration, now: Date): Promise<boolean> =>
  db.transact(async (sql) => {
    await sql`lock table migrations in exclusive mode`
    const [done] = await sql`select 1 from migrations where name = ${name}`
    if (done) return false
    await sql.unsafe(text).simple()
    await sql`insert into migrations (name, digest, ran_at) values (${name}, ${digest}, ${now})`
    return true
  })

/** `if not exists` still fails when two processes do it at the same instant; then it exists. */
async function makeTable(sql: Sql): Promise<void> {
  const make = () =>
    sql`create table if not exists migrations (name text primary key, digest text not null, ran_at timestamptz not null)`
  await make().catch(async () => make())
}
