import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase, type Database } from '#platform/database'
import { cloneDatabase, type TestDatabase } from '../tests/postgres.ts'

let place: TestDatabase
let db: Database
before(async () => {
  place = await cloneDatabase([])
  db = openDatabase({ url: place.url, connections: 1 })
})
after(async () => {
  await db.close()
  await place.drop()
})

test('arrays come back as they went, whatever is in them', async () => {
  const texts = ['', 'null', 'a,b', '{c}', '"d"', 'e\\f\\', ' g ', 'h\ni', 'á🌊', "o'k"]
  const uuids = ['0199a000-0000-7000-8000-000000000001']
  const [row] = await db.sql<object[]>`select ${texts}::text[] as texts, ${[null, 'x']}::text[] as some,
    ${uuids}::uuid[] as uuids, ${[1, -2]}::int[] as integers, ${[]}::uuid[] as nothing,
    array['2026-11-30T12:00:00Z'::timestamptz] as instants, null::text[] as none`
  assert.deepEqual(row, {
    texts,
    some: [null, 'x'],
    uuids,
    integers: [1, -2],
    nothing: [],
    instants: [new Date('2026-11-30T12:00:00Z')],
    none: null,
  })
})

test('what PostgreSQL would take for something else is refused before it is sent', async () => {
  for (const wrong of [['a', undefined], [['a'], ['b']], [{ a: 1 }], 'a'])
    await assert.rejects(async () => await db.sql`select ${wrong as string[]}::text[]`)
  assert.equal((await db.sql`select 1`).length, 1)
})
