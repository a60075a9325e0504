import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '#platform/database'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { floorPlan } from '../features.ts'
import { witness } from '../tests/histories-audit.ts'
import { playBatch, randomBelow } from '../tests/histories-run.ts'
import { report } from './report.ts'
import { SwapsProcess } from './swaps-process.ts'

/**
 * Random histories of crews whose seats change hands, over three server processes on one database: swaps and drops, several
 * people taking the same seat and one person two seats at once, somebody planning meanwhile, patterns that change, members who leave,
 * deadlines. Again and again a transaction dies between two statements: its connection ends, or its whole process is killed. A witness
 * in the database sees every statement. `raw` is how many histories were played; nothing may go wrong in any. Fewer, or others:
 * `npm run bench -- swaps --histories=80 --seed=7`.
 */
const options = {
  histories: { type: 'string' },
  seed: { type: 'string', default: '1' },
  quick: { type: 'boolean' },
} as const
const { values } = parseArgs({ options })
const histories = Number(values.histories ?? (values.quick ? 400 : 10_000))
const [atOnce, ticks, processes] = [40, 6, 3]
const start = new Date('2026-11-20T12:00:00Z')

await run()

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-swaps-'))
  chmodSync(folder, 0o755)
  // What a killed process leaves behind goes with the rest.
  process.env['TMPDIR'] = folder
  const log = makeLog('warn', (line) => void process.stderr.write(`${line}\n`))
  const postgres = await startPostgres(join(folder, 'data'), { log, durable: false })
  const db = openDatabase({ url: postgres.url, connections: 6 })
  await migrate(db, readMigrations(floorPlan), start)
  await witness(db.sql)
  const began = performance.now()
  const below = randomBelow(Number(values.seed))
  const crew = Array.from({ length: processes }, () => new SwapsProcess({ url: postgres.url, at: start, below }))
  let [played, deeds, now] = [0, 0, start]
  const problems = new Map<string, number>()
  while (played < histories) {
    const teams = await Promise.all(Array.from({ length: atOnce }, (_, n) => crew[n % processes]!.founds()))
    const batch = await playBatch({ db, doers: crew, teams, below, ticks, now })
    for (const one of batch.problems) problems.set(one, (problems.get(one) ?? 0) + 1)
    // Their daily work would go on for as long as the bench does, and be most of it.
    await db.sql`delete from deadlines where team_id = any(${teams.map(({ teamId }) => teamId)}::uuid[])`
    played += atOnce
    deeds += batch.deeds
    now = crew[0]!.at
    if (played % 400 === 0) process.stderr.write(`${played} histories, ${problems.size} kinds of problems\n`)
  }
  const seconds = (performance.now() - began) / 1000
  await tell({ db, played, deeds, problems, killed: crew.reduce((sum, { deaths }) => sum + deaths, 0), seconds })
  for (const one of crew) one.end()
  await db.close()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

type Told = { db: ReturnType<typeof openDatabase>; played: number; deeds: number; problems: Map<string, number>; killed: number; seconds: number } // prettier-ignore

async function tell({ db, played, deeds, problems, killed, seconds }: Told): Promise<void> {
  const [counted] = await db.sql<{ statements: number; taken: number; offers: number; returned: number }[]>`
    select (select count(*)::int from seat_witness) as statements, count(*)::int as offers,
      (count(*) filter (where state = 'taken'))::int as taken,
      (count(*) filter (where state = 'taken' and return_shift_id is not null))::int as returned from seat_offers`
  const { statements, taken, offers, returned } = counted!
  process.stderr.write(
    `${deeds} deeds, ${offers} offers, ${taken} taken (${returned} for a seat in return), ${statements} changes of a seat seen, ` +
      `${killed} processes killed, ${seconds.toFixed(0)} s\n`,
  )
  for (const [problem, count] of problems) process.stderr.write(`${problem}: in ${count} batches\n`)
  report({
    name: `swaps: ${played} random histories over ${processes} processes that die, seats unheld or held twice`,
    value: problems.size,
    unit: 'kinds of problems',
    raw: played,
    ratio: problems.size / played,
    bar: 0,
    pass: problems.size === 0 && taken > played / 10,
  })
}
