import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Database } from '#platform/database'
import { openTestHouse, type TestHouse } from './house.ts'

let house: TestHouse
let db: Database
before(async () => {
  house = await openTestHouse({ features: [] })
  db = house.house.db
})
after(() => house?.close())

test('a transaction that asks for a second connection is refused by every test house', async () => {
  const refused = /only its own connection/
  await assert.rejects(() => db.transact(() => db.sql`select 1`), refused)
  await assert.rejects(() => db.transact(() => db.transact((sql) => sql`select 1`)), refused)
  await assert.rejects(() => db.snapshot(() => db.sql`select 1`), refused)
  await assert.rejects(() => db.transact(() => db.snapshot((sql) => sql`select 1`)), refused)
})

test('its own connection serves it, and whatever comes after its commit has the whole pool', async () => {
  let later: Promise<unknown> | null = null
  await db.transact(async (sql, afterCommit) => {
    afterCommit(() => (later = db.sql`select 1`))
    return sql`select 1`
  })
  assert.equal(((await later!) as unknown[]).length, 1)
})
