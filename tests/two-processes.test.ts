import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { LiveClient } from '#platform/browser/live'
import { openDatabase, type Database } from '#platform/database'
import { randomId } from '#platform/ids'
import { client, Collected, roomOf, teamId, untilState } from '#platform/live/rehearsal'
import { cloneDatabase, type TestDatabase } from './postgres.ts'
import { startServer, type ServerProcess } from './two-processes-child.ts'

const limit = { timeout: 60_000 }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

let database: TestDatabase
let db: Database
before(async () => {
  database = await cloneDatabase([])
  db = openDatabase({ url: database.url, connections: 2 })
})
after(async () => {
  await db.close()
  await database.drop()
})

const start = (environment: Record<string, string> = {}): Promise<ServerProcess> =>
  startServer(database.url, { QUIET: 'yes', ...environment })

/** A page that goes to whichever server answers now, as one behind a proxy does. */
function page(name: string, server: () => ServerProcess): LiveClient {
  const open = (): WebSocket => {
    const { url } = server()
    const headers = { origin: url, cookie: `member=${name}` }
    return new WebSocket(`${url.replace('http', 'ws')}/live`, { headers } as unknown as string[])
  }
  return client('http://localhost', {}, { tools: { socket: open, random: () => 0.05 } })
}

const write = (live: LiveClient, room: string): Promise<unknown> =>
  live.say('write', { room, id: randomId(), text: '"hello"' }, { queue: true })

test('two processes behave as one: what is written on either is seen on both, in one order', limit, async () => {
  await using one = await start()
  await using two = await start()
  const [dee, mateo] = [page('dee', () => one), page('mateo', () => two)]
  const seen = [roomOf(dee, 'as one'), roomOf(mateo, 'as one')]
  await Promise.all(numbers(200).map((n) => write(n % 2 ? dee : mateo, 'as one')))
  for (const rows of seen) await rows.until((all) => all.length === 200)
  assert.deepEqual(seen[0]!.all, seen[1]!.all)
  assert.deepEqual(
    seen[0]!.all.map(([seq]) => seq),
    numbers(200),
  )
  dee.close()
  mateo.close()
})

test('a server killed mid-conversation and started again: nothing is missed, nothing is doubled', limit, async () => {
  await using first = await start()
  await using two = await start()
  let one = first
  const [dee, mateo] = [page('dee', () => one), page('mateo', () => two)]
  const seen = [roomOf(dee, 'killed'), roomOf(mateo, 'killed')]
  const said = numbers(100).map(() => write(dee, 'killed'))
  await seen[1]!.until((all) => all.length > 0)
  said.push(...numbers(100).map(() => write(dee, 'killed')))
  await one.kill()
  said.push(...numbers(50).map(() => write(mateo, 'killed')))
  await using again = await start()
  one = again
  await Promise.all(said)
  for (const rows of seen) await rows.until((all) => all.length >= 250)
  for (const rows of seen)
    assert.deepEqual(
      rows.all.map(([seq]) => seq),
      numbers(250),
    )
  assert.deepEqual(seen[0]!.all, seen[1]!.all)
  dee.close()
  mateo.close()
})

test('a stopped server says come back, and its pages do, to the other one', limit, async () => {
  await using one = await start()
  await using two = await start()
  let serving: ServerProcess = one
  const dee = page('dee', () => serving)
  await untilState(dee, 'open')
  serving = two
  const waiting = untilState(dee, 'waiting')
  await one.stop()
  await waiting
  await untilState(dee, 'open')
  dee.close()
})

test('the listening connections are cut: what is written meanwhile and afterwards arrives', limit, async () => {
  await using one = await start()
  await using two = await start()
  const [dee, mateo] = [page('dee', () => one), page('mateo', () => two)]
  const seen = roomOf(mateo, 'cut')
  await write(dee, 'cut')
  await seen.until((all) => all.length === 1)
  const cut: number[] = []
  for (let round = 1; round <= 5; round++) {
    cut.push(...(await listening(2, cut)))
    await db.sql`select pg_terminate_backend(pid) from unnest(${cut.slice(-2)}::int[]) pid`
    await Promise.all(numbers(10).map(() => write(dee, 'cut')))
    await seen.until((all) => all.length === 1 + round * 10)
  }
  assert.deepEqual(
    seen.all.map(([seq]) => seq),
    numbers(51),
  )
  dee.close()
  mateo.close()
})

/** Resolves with their processes once so many connections listen. One that was cut may take a moment to end. */
async function listening(count: number, cut: number[]): Promise<number[]> {
  const found = await db.sql<{ pid: number }[]>`select pid from pg_stat_activity
    where datname = current_database() and query ilike 'listen%' and state = 'idle' and pid <> all(${cut})`
  if (found.length === count) return found.map(({ pid }) => pid)
  return new Promise((resolve) => setImmediate(resolve)).then(() => listening(count, cut))
}

test(
  'a server killed while its deadline runs: the other runs it within 5 s, and it takes effect once',
  limit,
  async () => {
    await using one = await start({ HANG: 'yes' })
    const keys = numbers(3).map(() => randomId())
    const due = Date.now()
    await db.sql`insert into deadlines ${db.sql(
      keys.map((key) => ({ team_id: teamId, kind: 'rehearsed', key, due_at: new Date(due), run_at: new Date(due) })),
    )}`
    await one.said.until((all) => all.filter(({ begun }) => begun).length === 3)
    await using two = await start()
    const seen = new Collected<string>()
    const mateo = page('mateo', () => two)
    for (const key of keys)
      mateo.follow('room', `effect ${key}`, { onRows: (rows) => seen.add(...rows.map(([, id]) => id)) })
    await untilState(mateo, 'open')
    assert.deepEqual(
      two.said.all.filter(({ begun }) => begun),
      [],
    )
    const killed = Date.now()
    await one.kill()
    await seen.until((all) => all.length === 3)
    assert.ok(Date.now() - killed < 5000)
    await two.stop()
    assert.deepEqual(seen.all.toSorted(), keys.toSorted())
    assert.equal((await db.sql`select 1 from deadlines where kind = 'rehearsed'`).length, 0)
    mateo.close()
  },
)
