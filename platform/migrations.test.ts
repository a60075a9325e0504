import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openDatabase } from '#platform/database'
import { migrate, readMigrations, type Migration } from '#platform/migrations'
import { floorPlan } from '../features.ts'
import { cloneDatabase } from '../tests/postgres.ts'

const { url, drop } = await cloneDatabase([])
const db = openDatabase({ url })
const now = new Date('2026-11-20T21:00:00Z')
after(async () => {
  await db.close()
  await drop()
})
const here = readMigrations([])
const file = (name: string, text: string): Migration => ({ name, text, digest: `digest of ${text}` })

test('a file runs once, whole or not at all, also when two processes start together', async () => {
  const good = [...here, file('2030-01-01-plants', 'create table plants (id int); insert into plants values (1);')]
  const counts = await Promise.all([migrate(db, good, now), migrate(db, good, now)])
  assert.deepEqual(counts.sort(), [0, 1])
  assert.equal(await migrate(db, good, now), 0)
  assert.equal((await db.sql`select from plants`).length, 1)
  const bad = [...good, file('2030-01-02-stones', 'create table stones (id int); select nonsense;')]
  await assert.rejects(migrate(db, bad, now))
  assert.equal((await db.sql`select from pg_tables where tablename = 'stones'`).length, 0)
})

test('a changed file, and a database from a newer version, are refused with a sentence', async () => {
  const plants = file('2030-01-01-plants', 'create table plants (id int); insert into plants values (1);')
  await assert.rejects(migrate(db, [...here, { ...plants, digest: 'another' }], now), /put the old file back/)
  await assert.rejects(migrate(db, here, now), /used by a newer Beside/)
})

test('every file is named by day and subject, and no two alike', () => {
  const names = readMigrations(floorPlan).map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^\d{4}-\d\d-\d\d-[a-z0-9-]+$/)
})

test('no trigger, procedure, sequence or advisory lock; the team comes first in every key', () => {
  const platformWide = /^create table (if not exists )?(migrations|notices)\b/
  for (const { name, text } of readMigrations(floorPlan)) {
    const sql = text.replaceAll(/--.*$/gm, '').toLowerCase()
    assert.doesNotMatch(
      sql,
      /\bcreate (or replace )?(trigger|function|procedure|sequence|rule)\b|\bserial\b|generated .* as identity|advisory/,
      name,
    )
    for (const [, columns] of sql.matchAll(/(?:primary key|unique) \(([^)]+)\)/g)) {
      assert.match(columns!, /^\s*team_id\b/, `${name}: (${columns}) does not begin with team_id`)
    }
    assert.ok(
      !/\bcreate table\b/.test(sql) || platformWide.test(sql) || /\bteam_id\b/.test(sql),
      `${name} names no team`,
    )
  }
})
