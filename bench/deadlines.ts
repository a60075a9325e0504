import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from '#platform/database'
import { randomId } from '#platform/ids'
import { teamId } from '#platform/live/rehearsal'
import { openMeasuringPlace } from './socket-place.ts'
import { report } from './report.ts'

/**
 * How late deadlines begin when the house is idle, two processes on one database, against a plain timer in this process.
 * Half of them were set by a process that is gone, so that only rows and sweeps can know of them.
 */
const count = process.argv.includes('--quick') ? 60 : 200
const apart = 50
const bar = 50

await using place = await openMeasuringPlace()
const db = openDatabase({ url: place.databaseUrl, connections: 1 })
const first = Date.now() + 4000
const timers: number[] = []
for (let n = 0; n < count; n++) {
  const at = first + n * apart
  const dueAt = new Date(at)
  await db.sql`insert into deadlines ${db.sql({ team_id: teamId, kind: 'rehearsed', key: randomId(), due_at: dueAt, run_at: dueAt })}`
  setTimeout(() => timers.push(Date.now() - at), at - Date.now())
}
await wait(first + count * apart + 3000 - Date.now())
await db.close()
const late = place.servers.flatMap(({ said }) => said.all.flatMap((line) => line.late ?? []))
const at = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!
for (const share of [0.5, 0.99]) {
  const [value, raw] = [at(late, share), Math.max(1, at(timers, share))]
  const name = `deadline due to begun, idle, two processes, p${share * 100}`
  report({ name, value, unit: 'ms', raw, ratio: value / raw, bar, pass: late.length === count && value <= bar })
}
