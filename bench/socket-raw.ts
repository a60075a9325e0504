import { randomUUID } from 'node:crypto'
import { openDatabase } from '#platform/database'

/** The raw limit, in a process of its own: 16 clients unless said, each inserting single rows of the same bytes, one after the other. */
export type Raw = { databaseUrl: string; bytes: number; seconds: number; warmUp: number; clients?: number }
const raw = JSON.parse(process.argv[2]!) as Raw
const teamId = '0199a000-0000-7000-8000-000000000001'
const { clients = 16 } = raw
const db = openDatabase({ url: raw.databaseUrl, connections: clients })
await db.sql`create table if not exists raw_rows (
  team_id uuid not null, stream_id text not null, seq integer not null, id uuid not null, body text not null,
  primary key (team_id, stream_id, seq), unique (team_id, stream_id, id))`
await db.sql`truncate raw_rows`

const body = 'x'.repeat(raw.bytes)
let counting = false
let stopping = false
let rows = 0
const times: number[] = []
async function client(n: number): Promise<void> {
  for (let seq = 1; !stopping; seq++) {
    const began = performance.now()
    await db.sql`insert into raw_rows (team_id, stream_id, seq, id, body)
      values (${teamId}, ${`raw ${n}`}, ${seq}, ${randomUUID()}, ${body})`
    if (!counting) continue
    rows += 1
    times.push(performance.now() - began)
  }
}

const working = Promise.all(Array.from({ length: clients }, (_, n) => client(n)))
await new Promise((resolve) => setTimeout(resolve, raw.warmUp * 1000))
counting = true
const began = performance.now()
await new Promise((resolve) => setTimeout(resolve, raw.seconds * 1000))
counting = false
const rate = rows / ((performance.now() - began) / 1000)
stopping = true
await working
await db.sql`drop table raw_rows`
await db.close()
const p50 = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
process.stdout.write(JSON.stringify({ rate, p50 }))
