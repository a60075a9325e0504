import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { makeLog } from '#platform/log'
import { startPostgres } from '#platform/postgres/index'

/** Started by tests/postgres.ts: `node postgres-keeper.ts FOLDER`. Ends, and leaves nothing, after ten quiet minutes. */
const folder = process.argv[2]!
const note = (line: string): void => appendFileSync(join(folder, 'keeper.log'), `${line}\n`)
mkdirSync(folder, { recursive: true })
process.on('uncaughtException', (error) => {
  note(String(error.stack))
  process.exit(1)
})

const data = join(folder, 'data')
writeFileSync(join(folder, 'keeper.pid'), String(process.pid))
rmSync(data, { recursive: true, force: true })
const server = await startPostgres(data, { log: makeLog('info', note), durable: false, connections: 400 })
writeFileSync(join(folder, 'url.new'), server.url)
renameSync(join(folder, 'url.new'), join(folder, 'url'))

const path = `${new URL(server.url).searchParams.get('host')}/.s.PGSQL.5432`
const sql = postgres({ path, user: 'beside', database: 'beside', max: 1, onnotice: () => {} })
let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => (stopping = true))

const quietMinutes = 10
for (let quiet = 0; quiet < quietMinutes * 60 && !stopping; quiet++) {
  await wait(1000)
  const [busy] = await sql<{ count: string }[]>`
    select count(*) from pg_stat_activity where backend_type = 'client backend' and datname like 'house_%'`
  if (Number(busy!.count) > 0) quiet = 0
}
rmSync(join(folder, 'url'), { force: true })
await sql.end()
await server.stop()
rmSync(data, { recursive: true, force: true })
rmSync(join(folder, 'keeper.pid'), { force: true })
