import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { openDatabase } from '#platform/database'
import { migrate, readMigrations } from '#platform/migrations'
import { codeOf } from '#platform/start-problem'

/**
 * One PostgreSQL for all tests of this checkout. The first test that needs it starts tests/postgres-keeper.ts, which
 * outlives that test, serves every other one, and ends by itself when nobody has been connected for a while.
 */
const ofThisCheckout = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 12)
export const testFolder = process.env['BESIDE_TEST_FOLDER'] ?? join(tmpdir(), `beside-test-${ofThisCheckout}`)

export type TestDatabase = { url: string; drop: () => Promise<void> }

/** A database of its own, as after all migrations of `features`. Cloned from a template: about 50 ms. */
export async function cloneDatabase(features: readonly string[]): Promise<TestDatabase> {
  const server = await findServer()
  const template = await makeTemplate(server, features)
  const name = `house_${randomBytes(8).toString('hex')}`
  await withAdmin(server, (sql) => sql.unsafe(`create database ${name} template ${template}`))
  const drop = (): Promise<void> =>
    withAdmin(server, async (sql) => void (await sql.unsafe(`drop database if exists ${name} with (force)`)))
  return { url: urlOf(server, name), drop }
}

const urlOf = (server: string, database: string): string => server.replace('/beside?', `/${database}?`)

/** The address of the server all tests share. */
async function findServer(): Promise<string> {
  const file = join(testFolder, 'url')
  for (const end = Date.now() + 60_000; Date.now() < end; await wait(20)) {
    const url = readOrEmpty(file)
    if (url && (await answers(url))) return url
    if (await holdsLock('keeper', async () => startKeeper(file))) continue
  }
  throw new Error(`the PostgreSQL for tests did not start: look into ${testFolder}/keeper.log`)
}

async function startKeeper(file: string): Promise<void> {
  const url = readOrEmpty(file)
  if (url && (await answers(url))) return
  rmSync(file, { force: true })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'postgres-keeper.ts'), testFolder], {
    detached: true,
    stdio: 'ignore',
  })
  child.unref()
  for (const end = Date.now() + 30_000; Date.now() < end && !readOrEmpty(file); await wait(20));
}

async function answers(url: string): Promise<boolean> {
  return withAdmin(url, async (sql) => (await sql`select 1 as one`).length === 1).catch(() => false)
}

/** The template is named after the contents of the files, so a changed file makes a new one. */
async function makeTemplate(server: string, features: readonly string[]): Promise<string> {
  const migrations = readMigrations(features)
  const digest = createHash('sha256')
    .update(migrations.map((one) => one.name + one.digest).join())
    .digest('hex')
  const name = `template_${digest.slice(0, 16)}`
  while (!(await exists(server, name))) {
    await holdsLock(name, async () => {
      if (await exists(server, name)) return
      await withAdmin(server, async (sql) => {
        await sql.unsafe(`drop database if exists draft_${name} with (force)`)
        await sql.unsafe(`create database draft_${name}`)
        const db = openDatabase({ url: urlOf(server, `draft_${name}`), connections: 1 })
        await migrate(db, migrations, new Date('2026-11-20T00:00:00Z')).finally(() => db.close())
        await sql.unsafe(`alter database draft_${name} rename to ${name}`)
      })
    })
    await wait(20)
  }
  return name
}

const exists = (server: string, name: string): Promise<boolean> =>
  withAdmin(server, async (sql) => (await sql`select 1 from pg_database where datname = ${name}`).length === 1)

async function withAdmin<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const path = `${new URL(url).searchParams.get('host')}/.s.PGSQL.5432`
  const sql = postgres({ path, user: 'beside', database: 'beside', max: 1, fetch_types: false, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** Runs `work` when no other process is in it; false when one is. A lock whose process is gone does not count. */
async function holdsLock(name: string, work: () => Promise<void>): Promise<boolean> {
  const lock = join(testFolder, `${name}.lock`)
  mkdirSync(testFolder, { recursive: true })
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    dropDeadLock(lock)
    return false
  }
  await work().finally(() => rmSync(lock, { force: true }))
  return true
}

function dropDeadLock(lock: string): void {
  const pid = Number(readOrEmpty(lock))
  try {
    if (pid) process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') return
    const dead = `${lock}.${process.pid}`
    renameSync(lock, dead)
    rmSync(dead)
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
