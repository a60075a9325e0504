import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { arrays } from '#platform/arrays'
import { openDatabase } from '#platform/database'
import { floorPlan } from '../features.ts'
import { readStatements, storeFiles, type Kind, type Statement } from './described.ts'
import { cloneDatabase } from './postgres.ts'

const { url, drop } = await cloneDatabase(floorPlan)
const db = openDatabase({ url, connections: 2 })
after(async () => {
  await db.close()
  await drop()
})

/** Kinds of lists that our connections can read and write, and all there are. */
const known = new Set(Object.values(arrays).flatMap(({ from }) => from))
const lists = new Set(
  (await db.sql<{ oid: number }[]>`select oid from pg_type where typcategory = 'A'`).map(({ oid }) => oid),
)

/** What PostgreSQL's types become in our rows, by their fixed numbers. A type that is not here is not compared. */
const kinds: Record<number, Kind> = {
  16: 'boolean',
  17: 'bytes',
  ...Object.fromEntries([20, 21, 23, 700, 701].map((type) => [type, 'number'])),
  ...Object.fromEntries([25, 1042, 1043, 1082, 1700, 2950].map((type) => [type, 'string'])),
  ...Object.fromEntries([1114, 1184].map((type) => [type, 'Date'])),
  ...Object.fromEntries([...known].map((type) => [type, 'list'])),
}

/** What is wrong with a statement, as PostgreSQL sees it: it does not parse, its columns are not those of its row, or a list is of no known kind. */
async function problemsOf({ where, text, row }: Statement): Promise<string[]> {
  try {
    const { columns, types } = await db.sql.unsafe(text).describe()
    const used = [...types, ...columns.map(({ type }) => type)]
    const unread = used.filter(isUnread).map((type) => `${where}: a list of the unknown kind ${type}`)
    if (unread.length > 0 || !row) return unread
    const found = new Map(columns.map(({ name, type }) => [name, kinds[type] ?? 'any']))
    return [...new Set([...row.keys(), ...found.keys()])]
      .flatMap((name) => columnProblem(name, row.get(name), found.get(name)))
      .map((problem) => `${where}: ${problem}`)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    // A bare value of no particular type: it is known only when it is sent.
    return code === '42P18' ? [] : [`${where}: ${message}`]
  }
}

const isUnread = (type: number): boolean => lists.has(type) && !known.has(type)

function columnProblem(name: string, wanted: Kind | undefined, found: Kind | undefined): string[] {
  if (!wanted) return [`${name} is selected but not in the row’s type`]
  if (!found) return [`${name} is in the row’s type but not selected`]
  return wanted === found || wanted === 'any' || found === 'any'
    ? []
    : [`${name} is said to be ${wanted} and is ${found}`]
}

const check = async (statements: Statement[]): Promise<string[]> =>
  (await Promise.all(statements.map(problemsOf))).flat()

test('every statement of every store is understood by PostgreSQL and gives the rows its type says', async () => {
  const statements = readStatements(storeFiles())
  assert.ok(statements.length > 100, `only ${statements.length} statements were found`)
  assert.deepEqual(await check(statements), [])
})

test('every list in a table is of a kind that connections know', async () => {
  const columns = await db.sql<{ name: string; type: number }[]>`
    select c.relname || '.' || a.attname as name, a.atttypid as type from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`
  const found = columns.filter(({ type }) => lists.has(type))
  assert.ok(found.length > 3, `only ${found.length} lists were found`)
  assert.deepEqual(
    found.filter(({ type }) => isUnread(type)),
    [],
  )
})

test('a wrong column, a wrong type, a forgotten one, a wrong word and a list of another kind are seen', async () => {
  const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'beside-statements')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'store.ts')
  const statement = (type: string, text: string): string => `await sql<${type}[]>\`${text}\`\n`
  writeFileSync(
    file,
    `import type { Sql } from '#platform/database'\ndeclare const sql: Sql\ndeclare const name: string\n${[
      statement('{ name: string }', 'select name from migrations where name = ${name}'),
      statement('{ name: string }', 'select nmae as name from migrations'),
      statement('{ name: number }', 'select name from migrations'),
      statement('{ name: string; digest: string }', 'select name from migrations'),
      statement('{ name: string }', 'select name, ran_at from migrations'),
      statement('{ name: string }', 'select name form migrations'),
      statement('{ flags: boolean[] }', 'select array[true] as flags'),
      statement('{ name: string }', 'select name from migrations where true = any(${name}::boolean[])'),
    ].join('')}`,
  )
  const problems = await check(readStatements([file]))
  rmSync(folder, { recursive: true })
  assert.deepEqual(
    problems.map((problem) => problem.replace(/^[^:]*:\d+: /, '')),
    [
      'column "nmae" does not exist',
      'name is said to be number and is string',
      'digest is in the row’s type but not selected',
      'ran_at is selected but not in the row’s type',
      'syntax error at or near "migrations"',
      'a list of the unknown kind 1000',
      'a list of the unknown kind 1000',
    ],
  )
})
